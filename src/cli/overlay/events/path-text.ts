import type { Candidate } from "../../../overlay/index.ts";
import { sharesOf } from "../../../srv6/index.ts";
import { percent } from "../../words.ts";

/** Names longer than that are cut. */
const MAX_NAME_LENGTH = 64;

/** A segment list with the share of packets that take it, as in the status, where addresses are texts. */
export interface ListText {
  readonly segments: readonly { toString(): string }[];
  /** 0 to 1. */
  readonly share: number;
}

/** Returns segment lists in words: `fcff:6::1, fcdd::6`, or with their shares `fcff:6::1 (25 %) or fcff:7::1 (75 %)`. */
export function listsText(lists: readonly ListText[]): string {
  const texts = lists.map(({ segments, share }) => {
    return lists.length === 1 ? segments.join(", ") : `${segments.join(", ")} (${percent(share)})`;
  });
  return texts.join(" or ");
}

/** Returns the lists of a candidate path with their shares. */
export function listsOf({ policy: { segmentLists } }: Candidate): (ListText & { readonly weight: number })[] {
  const shares = sharesOf({ policyType: "default", segmentLists })!;
  return segmentLists.map(({ segments, weight }, at) => ({ segments, weight, share: shares[at]! }));
}

/** Returns which kind of path it is: `best effort`, `preference 100`. */
export function kindText({
  isBestEffort,
  preference,
}: {
  readonly isBestEffort: boolean;
  readonly preference: number;
}): string {
  return isBestEffort ? "best effort" : `preference ${preference}`;
}

/**
 * Returns a node in words: `node2 (fd12::1000)`. Names come from other nodes: one that is more than letters, digits, `.` and `-` is
 * quoted, so that it cannot be taken for an address.
 */
export function nodeText(address: { toString(): string }, name: string | undefined): string {
  return name === undefined ? String(address) : `${nameText(name)} (${address})`;
}

/** Returns in words that several nodes have one ID, as an event or the status has it. */
export function sharedIdText({
  id,
  nodes,
}: {
  readonly id: string;
  readonly nodes: readonly Readonly<Record<"address" | "routerId", { toString(): string }>>[];
}): string {
  const all = nodes.map(({ address, routerId }) => `${address} (router ID ${routerId})`).join(" and ");
  return `node ID ${nameText(id)} is that of ${nodes.length} nodes: ${all}: give each node its own ID`;
}

function nameText(name: string): string {
  if (/^[A-Za-z0-9.-]+$/.test(name) && name.length <= MAX_NAME_LENGTH) return name;
  return JSON.stringify(name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH)}...` : name);
}

/** Returns a number with its noun: `1 prefix`, `4 prefixes`. */
export function prefixCount(count: number): string {
  return `${count} ${count === 1 ? "prefix" : "prefixes"}`;
}
