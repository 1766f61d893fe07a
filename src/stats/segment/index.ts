/**
 * Copies VPP's statistics segment. Comes in: its descriptor, and which names are meant. Goes out: copied bytes of one moment, at
 * places that this module has checked. It does not convert numbers.
 */
export { type CopiedSlot, typeOf } from "./copy-entries.ts";
export { MAX_EXPONENT, RING, RING_THREAD, RING_THREAD_BYTES, SLOT, TYPE } from "./layout.ts";
export { numberOf, type Part, wordOf } from "./part.ts";
export { Reader, type Reading } from "./reader.ts";
export type { CopiedRing } from "./ring.ts";
export { damaged, Segment } from "./segment.ts";
export type { Chosen, Matcher } from "./selection.ts";
