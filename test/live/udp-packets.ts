/** The constants of `udp-sender.ts` and `udp-receiver.ts`. */
export const PORT = 9000;
export const PACKET_BYTES = 32;
/** The number of the last packet. */
export const END = 0xffffffff;
