import type { Neighbor, SegmentList, SrPolicy, TableName, TableRoute } from "../../srv6/index.ts";

/*
 * Keys for maps: two values have the same key if they are about the same thing of VPP. What is the same is decided by keys,
 * never by descriptions, which are for people. The keys of local SIDs and of steering are `keyOfLocalSid`
 * and `keyOfTraffic` of `srv6`.
 */

/** Returns the key of a table. */
export function keyOfTable({ family, tableId }: TableName): string {
  return `${family} ${tableId}`;
}

/** Returns the key of a neighbor: its interface and its address. */
export function keyOfNeighbor({ swIfIndex, address }: Neighbor): string {
  return `${swIfIndex} ${address.toKey()}`;
}

/** Returns the key of a route: its table and its prefix. */
export function keyOfRoute({ prefix, tableId }: TableRoute): string {
  return `${tableId} ${prefix.toKey()}`;
}

/** Returns the key of a policy: its BSID. */
export function keyOfPolicy({ bsid }: Pick<SrPolicy, "bsid">): string {
  return bsid.toKey();
}

/** Returns the key of a path: its segments, whatever its weight. */
export function keyOfPath({ segments }: Pick<SegmentList, "segments">): string {
  return segments.map((sid) => sid.toKey()).join("");
}
