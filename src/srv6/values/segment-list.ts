import type { Ip6Address, Ip6AddressInput } from "../../address/index.ts";
import { bucketsOf, MOST_BUCKETS } from "./buckets.ts";
import { invalid } from "./refusal.ts";
import { sidFrom } from "./sid.ts";

const MOST_SEGMENTS = 16;
const MOST_WEIGHT = 65535;

/** One path of a policy: SIDs in the order in which they are visited, and its share of the packets (RFC 9256 section 2.2). */
export interface SegmentList {
  readonly segments: readonly Ip6Address[];
  readonly weight: number;
}

/** What is given for a segment list. */
export interface SegmentListInput {
  /** 1 to 16 SIDs. */
  readonly segments: readonly Ip6AddressInput[];
  /** 1 to 65535; default 1. */
  readonly weight?: number;
}

/** The segment list as a value. @throws {VppError} `VPP_ADDRESS`, `VPP_SRV6`. */
export function segmentListFrom({ segments, weight = 1 }: SegmentListInput): SegmentList {
  if (segments.length < 1 || segments.length > MOST_SEGMENTS) {
    throw invalid(`a segment list has 1 to ${MOST_SEGMENTS} segments, not ${segments.length}`);
  }
  return { segments: segments.map(sidFrom), weight: weightFrom(weight) };
}

/** The weight itself. @throws {VppError} `VPP_SRV6` unless it is 1 to 65535. */
export function weightFrom(weight: number): number {
  if (Number.isInteger(weight) && weight >= 1 && weight <= MOST_WEIGHT) return weight;
  throw invalid(`a weight is 1 to ${MOST_WEIGHT}, not ${weight}`);
}

/**
 * Whether every list of a policy gets packets.
 *
 * @throws {VppError} `VPP_SRV6` when VPP would give one of them none: with two lists from 1:16383 on, with more already when
 * the lightest is below half a bucket.
 */
export function checkShares(lists: readonly SegmentList[]): void {
  if (lists.length === 1) return; // as most policies have
  const weights = lists.map(({ weight }) => weight);
  const starved = bucketsOf(weights).indexOf(0);
  if (starved < 0) return;
  throw invalid(
    `weights ${weights.join(", ")}: the list of weight ${weights[starved]} would get no packets when VPP shares them over ${MOST_BUCKETS} buckets`,
  );
}

/** Whether both are the same path with the same weight. */
export function isSameSegmentList(a: SegmentList, b: SegmentList): boolean {
  return a.weight === b.weight && isSamePath(a, b);
}

/** Whether both visit the same segments. */
export function isSamePath(a: SegmentList, b: SegmentList): boolean {
  return a.segments.length === b.segments.length && a.segments.every((sid, at) => sid.equals(b.segments[at]));
}

/** The segments in words: `fcff:3::1, fcdd::11aa:4`. */
export function describePath({ segments }: SegmentList): string {
  return segments.join(", ");
}

/** The lists of a policy in words: `fc00::1 (weight 3) or fc00::2 (weight 1)`. */
export function describeLists(lists: readonly SegmentList[]): string {
  if (lists.length === 1) return describePath(lists[0]!);
  return lists.map((list) => `${describePath(list)} (weight ${list.weight})`).join(" or ");
}

/**
 * Whether a policy of these lists can take frames: for them VPP masks a hash by the number of lists less one, and knows no
 * weights.
 *
 * @see VPP src/vnet/srv6/sr_policy_rewrite.c
 */
export function takesFrames(lists: readonly SegmentList[]): boolean {
  const isPowerOf2 = Number.isInteger(Math.log2(lists.length));
  return isPowerOf2 && lists.every(({ weight }) => weight === lists[0]?.weight);
}
