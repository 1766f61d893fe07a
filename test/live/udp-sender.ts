/**
 * Prints a line when it begins, sends numbered packets at a steady rate until the end of its input, then prints their number.
 * Arguments: address, packets a second.
 */
import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";
import { END, PACKET_BYTES, PORT } from "./udp-packets.ts";

const [address, rate] = process.argv.slice(2) as [string, string];
const socket = createSocket({ type: isIPv6(address) ? "udp6" : "udp4", sendBufferSize: 8 * 1024 * 1024 });
let sent = 0;

function send(number: number): void {
  const packet = Buffer.alloc(PACKET_BYTES);
  packet.writeUInt32BE(number);
  socket.send(packet);
}

socket.connect(PORT, address, () => {
  const start = performance.now();
  const sendDue = () => {
    const due = Math.floor(((performance.now() - start) * Number(rate)) / 1000);
    while (sent < due) send(sent++);
  };
  const timer = setInterval(sendDue, 1);
  process.stdin.resume().on("end", () => {
    clearInterval(timer);
    sendDue();
    // Packets that are still in transit must arrive before the packet END.
    setTimeout(end, 300);
  });
  console.log("begins");
});

function end(): void {
  send(END);
  console.log(sent);
  setTimeout(() => socket.close(), 100);
}
