import type { SrPolicy } from "./policy.ts";
import type { SegmentList } from "./segment-list.ts";

const IP6_BYTES = 40;
const SRH_BYTES = 8;
const SID_BYTES = 16;

/**
 * Returns the bytes by which a list makes packets longer: an outer IPv6 header, and a segment routing header for several SIDs
 * (RFC 8754 section 2). A policy that inserts adds no outer header, and carries the packet's own destination as one SID more.
 */
export function overheadBytes({ headend }: Pick<SrPolicy, "headend">, { segments }: SegmentList): number {
  const count = segments.length;
  if (headend === "insert") return SRH_BYTES + SID_BYTES * (count + 1);
  return count === 1 ? IP6_BYTES : IP6_BYTES + SRH_BYTES + SID_BYTES * count;
}
