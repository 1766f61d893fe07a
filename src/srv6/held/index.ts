/**
 * What one VPP holds of SRv6, as far as it was read, and followed from then on: read only for those who compare and guard, and
 * changed by transactions, which can be taken out again.
 */
export type { Held, HeldPolicy, Srv6View } from "./held.ts";
export { ALL_FACTS, needsDetails, readDetails, readFacts, readRoutesOf, type Survey } from "./read-facts.ts";
export { type Fact, HeldState } from "./state.ts";
export { Transaction } from "./transaction.ts";
