import { Ip6Address, type Ip6AddressInput, type Prefix } from "../../address/index.ts";
import { POLICY_INPUT, requireShape } from "../arguments/index.ts";
import { encapSourceFrom, sidFrom } from "./addresses.ts";
import { bucketsOf } from "./buckets.ts";
import { invalid, type Refusal, throwIf } from "./refusal.ts";
import type { SegmentList, SegmentListInput } from "./segment-list.ts";
import { checkSegmentList, checkShares, describePath, exactSegmentListFrom } from "./segment-list.ts";

/** VPP counts the lists of a policy in a byte. */
export const MAX_SEGMENT_LISTS = 255;

/** Why a policy does not take traffic. */
export const TAKES_IP6_ONLY = "has headend insert, which takes only IPv6 packets: use a policy with headend encaps";

/** Where the segments are written: into an outer IPv6 header (RFC 8986 section 5, H.Encaps), or into the packet's own. */
export type Headend = "encaps" | "insert";

/** What VPP does with several lists: share packets by weight, copy each packet to all, or trace the path of one (TEF). */
export type PolicyType = "default" | "spray" | "tef";

/** An SR policy, identified by its binding SID (RFC 9256 section 6). VPP knows neither color nor endpoint. */
export interface SrPolicy {
  readonly bsid: Ip6Address;
  readonly headend: Headend;
  /** `unknown` is only read: a type of a later VPP. */
  readonly policyType: PolicyType | "unknown";
  /** The IPv6 table that holds the BSID, and in which encapsulated packets are looked up. */
  readonly fibTable: number;
  /** The source address of the outer header; `::` of an `insert` policy. VPP before 23.06 does not report it. */
  readonly encapSource: Ip6Address | undefined;
  /** In VPP's order, which changes when a list is deleted. */
  readonly segmentLists: readonly SegmentList[];
}

/** The arguments of a policy. */
export interface SrPolicyInput {
  readonly bsid: Ip6AddressInput;
  /** 1 to 255 lists. */
  readonly segmentLists: readonly SegmentListInput[];
  /** Default `encaps`. */
  readonly headend?: Headend;
  /** Default `default`. */
  readonly policyType?: PolicyType;
  /** Default 0. */
  readonly fibTable?: number;
  /** Default: the node's encap source at the time of adding. */
  readonly encapSource?: Ip6AddressInput;
}

/** Returns the policy as a value. @throws {VppError} `VPP_ADDRESS`, `VPP_SRV6`. */
export function policyFrom(input: SrPolicyInput): SrPolicy {
  const { bsid, encapSource = Ip6Address.UNSPECIFIED, segmentLists } = requireShape(POLICY_INPUT, input, "policy");
  const { headend = "encaps", policyType = "default", fibTable = 0 } = input;
  const policy = {
    bsid: sidFrom(bsid),
    headend,
    policyType,
    fibTable,
    encapSource: encapSourceFrom(encapSource),
    segmentLists: segmentLists.map(exactSegmentListFrom),
  };
  throwIf(checkPolicy(policy));
  return policy;
}

/** Returns a refusal for a policy that cannot be added to any VPP. */
export function checkPolicy({ bsid, headend, policyType, encapSource, segmentLists }: SrPolicy): Refusal | undefined {
  // @refuses addPolicy: type `unknown`, as of a policy whose type VPP does not define | VPP replies 0 and installs no
  // forwarding
  if (policyType === "unknown") return invalid(`policy ${bsid}: it is of an unknown type`);
  const isIgnored = headend === "insert" && encapSource?.isUnspecified === false;
  // @refuses addPolicy: the policy inserts and has an `encapSource` | VPP ignores the source
  if (isIgnored) return invalid("a policy that inserts has no encap source");
  const count = segmentLists.length;
  if (count < 1 || count > MAX_SEGMENT_LISTS) {
    // @refuses addPolicy: no segment list, or more than 255 | VPP counts lists in a byte: dumps show a wrong number of them
    return invalid(`a policy has 1 to ${MAX_SEGMENT_LISTS} segment lists, not ${count}`);
  }
  // @refuses addPolicy: type `tef` and more than one segment list | VPP replies 0 and forwards by the first list alone
  if (policyType === "tef" && count > 1) return invalid(`a policy of type tef has 1 segment list, not ${count}`);
  for (const list of segmentLists) {
    const refusal = checkSegmentList(list);
    if (refusal !== undefined) return refusal;
  }
  return checkShares(segmentLists);
}

type PolicyLists = Pick<SrPolicy, "policyType" | "segmentLists">;

/**
 * Returns the share of the packets that each segment list gets, from 0 to 1, in the order of the lists. Each list of a
 * `spray` policy gets all packets, as does the first list of a `tef` policy. Undefined for an unknown type.
 */
export function sharesOf({ policyType, segmentLists }: PolicyLists): number[] | undefined {
  if (policyType === "unknown") return undefined;
  if (policyType === "spray") return segmentLists.map(() => 1);
  if (policyType === "tef") return segmentLists.map((_, at) => (at === 0 ? 1 : 0));
  const buckets = bucketsOf(segmentLists.map(({ weight }) => weight));
  const sum = buckets.reduce((total, count) => total + count, 0);
  return buckets.map((count) => (sum === 0 ? 0 : count / sum));
}

/**
 * Returns the lists of a policy in words: `fc00::1 (weight 3) or fc00::2 (weight 1)`. A policy of type `spray` copies each packet
 * to all lists, whatever their weights: `fc00::1 and fc00::2`.
 */
export function describeLists({ policyType, segmentLists: lists }: PolicyLists): string {
  if (policyType === "spray" || lists.length === 1) return lists.map(describePath).join(" and ");
  return lists.map((list) => `${describePath(list)} (weight ${list.weight})`).join(" or ");
}

/** Returns whether a policy can take this traffic: a policy that inserts takes IPv6 packets only. */
export function takesPackets(
  { headend }: Pick<SrPolicy, "headend">,
  traffic: { readonly kind: "l2" } | { readonly kind: "l3"; readonly prefix: Prefix },
): boolean {
  return headend === "encaps" || (traffic.kind === "l3" && traffic.prefix.address.family === 6);
}

/** Returns a policy with another source of outer headers. */
export function withEncapSource(policy: SrPolicy, encapSource: SrPolicy["encapSource"]): SrPolicy {
  if (encapSource === policy.encapSource) return policy;
  const { bsid, headend, policyType, fibTable, segmentLists } = policy;
  return { bsid, headend, policyType, fibTable, encapSource, segmentLists };
}

/** Returns whether both policies are known to have different source addresses. */
export function hasOtherSource(a: SrPolicy, b: SrPolicy): boolean {
  return a.encapSource !== undefined && b.encapSource !== undefined && !a.encapSource.equals(b.encapSource);
}

/** What VPP cannot change of a policy. */
type PolicyKind = Pick<SrPolicy, "headend" | "policyType" | "fibTable">;

/** Returns whether both policies agree in everything that VPP cannot change. */
export function isSameKind(a: PolicyKind, b: PolicyKind): boolean {
  return a.headend === b.headend && a.policyType === b.policyType && a.fibTable === b.fibTable;
}

/** Returns in words the properties of a policy that VPP cannot change. */
export function describePolicyKind({ headend, policyType, fibTable }: PolicyKind): string {
  return `headend ${headend}, type ${policyType}, table ${fibTable}`;
}
