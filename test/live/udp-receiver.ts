/** Counts numbered packets. At each packet END it prints the number of packets received, and of those received twice. */
import { createSocket } from "node:dgram";
import { END, PORT } from "./udp-packets.ts";

// A socket of this type receives IPv4 too.
const socket = createSocket({ type: "udp6", recvBufferSize: 8 * 1024 * 1024 });
let seen = new Set<number>();
let twice = 0;

socket.on("message", (packet) => {
  const number = packet.readUInt32BE(0);
  if (number === END) {
    console.log(JSON.stringify({ received: seen.size, twice }));
    seen = new Set();
    twice = 0;
  } else if (seen.has(number)) twice++;
  else seen.add(number);
});
socket.bind(PORT, () => console.log("ready"));
