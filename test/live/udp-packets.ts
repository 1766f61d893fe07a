/** What sender and receiver agree on. */
export const PORT = 9000;
export const PACKET_BYTES = 32;
/** In place of a number: nothing comes behind it. */
export const END = 0xffffffff;
