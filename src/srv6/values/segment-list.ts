import { Ip6Address } from "../../address/index.ts";
import { MAX_SEGMENTS } from "../../client/index.ts";
import { requireShape, SEGMENT_LIST_INPUT } from "../arguments/index.ts";
import { checkSid, type Given } from "./addresses.ts";
import { bucketsOf, MAX_BUCKETS } from "./buckets.ts";
import { invalid, type Refusal, throwIf } from "./refusal.ts";

const MAX_WEIGHT = 65535;

/** One path of a policy: SIDs in the order in which they are visited, and its share of the packets (RFC 9256 section 2.2). */
export interface SegmentList {
  /** 1 to 16 SIDs. */
  readonly segments: readonly Ip6Address[];
  /** 1 to 65535. */
  readonly weight: number;
}

/** The arguments of a segment list; the default weight is 1. */
export type SegmentListInput = Given<SegmentList, "weight">;

/** Returns the segment list as a value. @throws {VppError} `VPP_ADDRESS`, `VPP_SRV6`. */
export function segmentListFrom(input: SegmentListInput): SegmentList {
  const list = exactSegmentListFrom(input);
  throwIf(checkSegmentList(list));
  return list;
}

/** Returns the value of a list that VPP has. It is not checked as a list that is added: others add lists, too. */
export function exactSegmentListFrom(input: SegmentListInput): SegmentList {
  const { segments, weight = 1 } = requireShape(SEGMENT_LIST_INPUT, input, "segmentList");
  return { segments: segments.map(Ip6Address.from), weight };
}

/** Returns a refusal for a list that `segmentListFrom` would not make. */
export function checkSegmentList({ segments, weight }: SegmentList): Refusal | undefined {
  const count = segments.length;
  // @refuses addPolicy, addSegmentList: no segment, or more than 16 | VPP crashes without segments; of more than 16 it
  // reads past the end of the message
  if (count < 1 || count > MAX_SEGMENTS)
    return invalid(`a segment list has 1 to ${MAX_SEGMENTS} segments, not ${count}`);
  for (let at = 0; at < count; at++) {
    const refusal = checkSid(segments[at]!);
    if (refusal !== undefined) return refusal;
  }
  return checkWeight(weight);
}

/** Returns the weight. @throws {VppError} `VPP_SRV6` unless it is 1 to 65535. */
export function weightFrom(weight: number): number {
  throwIf(checkWeight(weight));
  return weight;
}

/** Returns a refusal unless a weight is 1 to 65535. */
export function checkWeight(weight: number): Refusal | undefined {
  if (Number.isInteger(weight) && weight >= 1 && weight <= MAX_WEIGHT) return undefined;
  // @refuses addPolicy, addSegmentList, setWeight: the weight is not 1 to 65535 | VPP gives lists no packets; from
  // 2147483648 on it can drop all packets of the policy
  return invalid(`a weight is 1 to ${MAX_WEIGHT}, not ${weight}`);
}

/**
 * Returns a refusal if VPP would give one of the lists of a policy no packets: with two lists from 1:16383 on, with more
 * already when the lightest is below half a bucket.
 */
export function checkShares(lists: readonly SegmentList[]): Refusal | undefined {
  if (lists.length === 1) return undefined; // as most policies have
  const weights = lists.map(({ weight }) => weight);
  const starved = bucketsOf(weights).indexOf(0);
  if (starved < 0) return undefined;
  // @refuses addPolicy, addSegmentList, setWeight: a list gets none of the at most 8192 buckets of the policy | VPP replies
  // 0 and sends no packet by the list
  return invalid(
    `weights ${weights.join(", ")}: the list of weight ${weights[starved]} would get no packets when VPP shares them over ${MAX_BUCKETS} buckets`,
  );
}

/** Returns whether both lists have the same segments and the same weight. */
export function isSameSegmentList(a: SegmentList, b: SegmentList): boolean {
  return a.weight === b.weight && isSamePath(a, b);
}

/** Returns whether both lists have the same segments. */
export function isSamePath(a: SegmentList, b: SegmentList): boolean {
  return a.segments.length === b.segments.length && a.segments.every((sid, at) => sid.equals(b.segments[at]));
}

/** Returns the segments in words: `fcff:3::1, fcdd::11aa:4`. */
export function describePath({ segments }: SegmentList): string {
  return segments.join(", ");
}

/**
 * Returns whether a policy of these lists can take frames. VPP masks the hash of a frame by the number of lists less one, and
 * ignores weights.
 *
 * @see VPP src/vnet/srv6/sr_policy_rewrite.c
 */
export function takesFrames(lists: readonly SegmentList[]): boolean {
  const isPowerOf2 = Number.isInteger(Math.log2(lists.length));
  return isPowerOf2 && lists.every(({ weight }) => weight === lists[0]?.weight);
}
