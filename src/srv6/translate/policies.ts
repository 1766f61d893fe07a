import { Ip6Address } from "../../address/index.ts";
import type { SrPoliciesDetails, SrPoliciesV2Details, SrPolicyMod, Srv6SidList } from "../../binapi/sr.ts";
import { srPolicyAdd, srPolicyAddV2, srPolicyMod, srPolicyModV2 } from "../../binapi/sr.ts";
import { SrPolicyOp } from "../../binapi/sr_types.ts";
import type { Batch } from "../../client/index.ts";
import type { CheckedList, SegmentList, SrPolicy } from "../values/index.ts";

/** By VPP's number. */
const POLICY_TYPES: readonly SrPolicy["policyType"][] = ["default", "spray", "tef"];

/** In place of a number that VPP has not reported yet; it is never sent. */
const NO_SL_INDEX = 0xffffffff;

/** Adds the messages that add a policy, one for each list. */
export function addPolicy(policy: SrPolicy, all: Batch): void {
  const { bsid: bsidAddr, policyType, fibTable, encapSource: encapSrc = Ip6Address.UNSPECIFIED, segmentLists } = policy;
  const isEncap = policy.headend === "encaps";
  const sids = listFields(segmentLists[0]!);
  const weight = 0; // of no effect: VPP takes that of the list
  if (policyType === "tef" || !encapSrc.isUnspecified) {
    const type = POLICY_TYPES.indexOf(policyType);
    all.add(srPolicyAddV2, { bsidAddr, weight, isEncap, type, fibTable, sids, encapSrc });
  } else all.add(srPolicyAdd, { bsidAddr, weight, isEncap, isSpray: policyType === "spray", fibTable, sids });
  for (let at = 1; at < segmentLists.length; at++) addList(bsidAddr, segmentLists[at]!, encapSrc, all);
}

/** Adds the message that adds a list to a policy. */
export function addList(bsid: Ip6Address, list: SegmentList, encapSource: Ip6Address, all: Batch): void {
  const fields = modFields(bsid, SrPolicyOp.SR_POLICY_OP_API_ADD, 0, listFields(list));
  if (encapSource.isUnspecified) all.add(srPolicyMod, fields);
  else all.add(srPolicyModV2, { ...fields, encapSrc: encapSource });
}

/** Adds the message that changes or deletes a list of a policy. */
export function changeList(list: CheckedList, op: SrPolicyOp, weight: number, all: Batch): void {
  const { bsid, slIndex = NO_SL_INDEX } = list;
  all.add(srPolicyMod, modFields(bsid, op, slIndex, { numSids: 0, weight, sids: [] }));
}

/** VPP finds the policy by its BSID, and reads neither index nor table nor the weight beside the list's. */
function modFields(bsid: Ip6Address, operation: SrPolicyOp, slIndex: number, sids: Srv6SidList): SrPolicyMod {
  return { bsidAddr: bsid, srPolicyIndex: 0, fibTable: 0, operation, slIndex, weight: 0, sids };
}

function listFields({ segments, weight }: SegmentList): Srv6SidList {
  return { numSids: segments.length, weight, sids: segments };
}

/** Returns the policy of a message of VPP. */
export function policyOf(details: SrPoliciesV2Details): SrPolicy {
  const policyType = POLICY_TYPES[details.type] ?? "unknown";
  return { ...commonOf(details), policyType, encapSource: details.encapSrc };
}

/** Returns the policy of a message of VPP before 23.06, which had two types and showed no source. */
export function oldPolicyOf(details: SrPoliciesDetails): SrPolicy {
  return { ...commonOf(details), policyType: details.isSpray ? "spray" : "default", encapSource: undefined };
}

function commonOf({ bsid, isEncap, fibTable, sidLists }: SrPoliciesDetails | SrPoliciesV2Details) {
  const headend = isEncap ? ("encaps" as const) : ("insert" as const);
  return { bsid, headend, fibTable, segmentLists: sidLists.map(segmentListOf) };
}

/** Returns the segment list of a message of VPP; the slots behind its last segment are empty. */
export function segmentListOf({ sids, numSids, weight }: Srv6SidList): SegmentList {
  return { segments: sids.slice(0, numSids), weight };
}
