import { Ip6Address } from "../address/index.ts";
import { VppError } from "../errors.ts";
import {
  describePolicyKind,
  hasOtherSource,
  type LocalSid,
  type Operation,
  type SrPolicy,
  type Steering,
} from "../srv6/index.ts";
import { listsWithout } from "./segment-lists.ts";

/** What a step is about. */
export type Subject =
  | { readonly kind: "encapSource"; readonly value: Ip6Address }
  | { readonly kind: "encapHopLimit"; readonly value: number }
  | { readonly kind: "localSid"; readonly value: LocalSid }
  | { readonly kind: "policy"; readonly value: SrPolicy }
  | { readonly kind: "steering"; readonly value: Steering };

/** What is done to a subject, and what VPP is asked for to do it, in order. */
export interface Work {
  readonly action: "add" | "change" | "remove" | "set";
  /** As it will be; when it is removed: as it was. */
  readonly subject: Subject;
  readonly operations: readonly Operation[];
}

export function setEncapSource(source: Ip6Address): Work {
  return work("set", { kind: "encapSource", value: source }, { op: "setEncapSource", source });
}

export function setEncapHopLimit(hopLimit: number): Work {
  return work("set", { kind: "encapHopLimit", value: hopLimit }, { op: "setEncapHopLimit", hopLimit });
}

export function addLocalSid(localSid: LocalSid): Work {
  return work("add", { kind: "localSid", value: localSid }, { op: "addLocalSid", localSid });
}

export function removeLocalSid(localSid: LocalSid): Work {
  return work("remove", { kind: "localSid", value: localSid }, deletionOf(localSid));
}

/** VPP cannot change a local SID. Next to each other, in one write, the two messages leave the shortest gap. */
export function changeLocalSid(from: LocalSid, to: LocalSid): Work {
  return work("change", { kind: "localSid", value: to }, deletionOf(from), { op: "addLocalSid", localSid: to });
}

/** The source of the node is set before, so the policy needs none of its own. */
export function addPolicy(policy: SrPolicy): Work {
  const plain = { ...policy, encapSource: Ip6Address.UNSPECIFIED };
  return work("add", { kind: "policy", value: policy }, { op: "addPolicy", policy: plain });
}

export function removePolicy(policy: SrPolicy): Work {
  return work("remove", { kind: "policy", value: policy }, { op: "deletePolicy", bsid: policy.bsid });
}

/**
 * Make before break: new lists come before old ones go. The source is baked into a list, so another one replaces them all.
 *
 * @throws {VppError} `VPP_SRV6` when the policies differ in what VPP cannot change.
 */
export function changePolicy(from: SrPolicy, to: SrPolicy): Work {
  const { bsid } = to;
  if (describePolicyKind(from) !== describePolicyKind(to)) throw unchangeable(from, to);
  const isRebased = hasOtherSource(from, to);
  const added = isRebased ? to.segmentLists : listsWithout(to.segmentLists, from.segmentLists);
  const gone = isRebased ? from.segmentLists : listsWithout(from.segmentLists, to.segmentLists);
  // A VPP that does not tell the source of a policy takes none for a list either.
  const isTold = from.encapSource !== undefined && to.encapSource !== undefined;
  const source = isTold ? { encapSource: to.encapSource } : {};
  return work(
    "change",
    { kind: "policy", value: to },
    ...added.map((segmentList): Operation => ({ op: "addSegmentList", bsid, segmentList, ...source })),
    ...gone.map((segmentList): Operation => ({ op: "deleteSegmentList", bsid, segmentList })),
  );
}

export function addSteering(steering: Steering): Work {
  return work("add", { kind: "steering", value: steering }, { op: "steer", traffic: steering, bsid: steering.bsid });
}

export function removeSteering(steering: Steering): Work {
  return work("remove", { kind: "steering", value: steering }, { op: "unsteer", traffic: steering });
}

/** VPP moves traffic from one policy to another without losing a packet. */
export function changeSteering(to: Steering): Work {
  return { ...addSteering(to), action: "change" };
}

function work(action: Work["action"], subject: Subject, ...operations: readonly Operation[]): Work {
  return { action, subject, operations };
}

function deletionOf({ sid, behavior: { type } }: LocalSid): Operation {
  return { op: "deleteLocalSid", sid, type };
}

function unchangeable(from: SrPolicy, to: SrPolicy): VppError {
  const text = `policy ${to.bsid}: VPP has it as ${describePolicyKind(from)}, and cannot make it ${describePolicyKind(to)}`;
  return new VppError("VPP_SRV6", `${text}: delete it first`);
}
