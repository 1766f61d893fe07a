/** Sends numbered packets at a steady rate, then says how many. Arguments: address, packets a second, seconds. */
import { createSocket } from "node:dgram";
import { END, PACKET_BYTES, PORT } from "./udp-packets.ts";

const [address, rate, seconds] = process.argv.slice(2) as [string, string, string];
const total = Number(rate) * Number(seconds);
const socket = createSocket({ type: "udp4", sendBufferSize: 8 * 1024 * 1024 });
let sent = 0;

function send(number: number): void {
  const packet = Buffer.alloc(PACKET_BYTES);
  packet.writeUInt32BE(number);
  socket.send(packet);
}

socket.connect(PORT, address, () => {
  const start = performance.now();
  const timer = setInterval(() => {
    const due = Math.min(total, Math.floor(((performance.now() - start) * Number(rate)) / 1000));
    while (sent < due) send(sent++);
    if (sent < total) return;
    clearInterval(timer);
    // What is still on its way comes before the end.
    setTimeout(end, 300);
  }, 1);
});

function end(): void {
  send(END);
  console.log(sent);
  setTimeout(() => socket.close(), 100);
}
