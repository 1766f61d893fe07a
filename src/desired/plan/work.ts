import { Ip6Address } from "../../address/index.ts";
import type {
  DeleteLocalSid,
  LocalSid,
  Neighbor,
  Operation,
  SrPolicy,
  StaticRoute,
  Steering,
  TableName,
} from "../../srv6/index.ts";
import { changeLists } from "./list-changes.ts";

/** What a step is about. */
export type Subject =
  | { readonly kind: "encapSource"; readonly value: Ip6Address }
  | { readonly kind: "encapHopLimit"; readonly value: number }
  | { readonly kind: "table"; readonly value: TableName }
  | { readonly kind: "neighbor"; readonly value: Neighbor }
  | { readonly kind: "route"; readonly value: StaticRoute }
  | { readonly kind: "localSid"; readonly value: LocalSid }
  | { readonly kind: "policy"; readonly value: SrPolicy }
  | { readonly kind: "steering"; readonly value: Steering };

/** What is done to a subject, and what VPP is asked for to do it. */
export interface Work {
  readonly action: "add" | "change" | "remove" | "set";
  /** As it will be; when it is removed: as it was. */
  readonly subject: Subject;
  /** Operations in order. A stage begins when VPP has confirmed all of the one before. */
  readonly stages: readonly (readonly Operation[])[];
}

/** @param marks what is confirmed before. */
export function setEncapSource(source: Ip6Address, marks: readonly Operation[] | undefined): Work {
  return afterMarks(marks, work("set", { kind: "encapSource", value: source }, { op: "setEncapSource", source }));
}

/** @param marks what is confirmed before. */
export function setEncapHopLimit(hopLimit: number, marks: readonly Operation[] | undefined): Work {
  return afterMarks(
    marks,
    work("set", { kind: "encapHopLimit", value: hopLimit }, { op: "setEncapHopLimit", hopLimit }),
  );
}

function afterMarks(marks: readonly Operation[] | undefined, { stages, ...rest }: Work): Work {
  return { ...rest, stages: marks === undefined ? stages : [marks, ...stages] };
}

export function addTable(table: TableName): Work {
  return work("add", { kind: "table", value: table }, { op: "addTable", ...table });
}

export function removeTable(table: TableName): Work {
  return work("remove", { kind: "table", value: table }, { op: "deleteTable", ...table });
}

export function addNeighbor(neighbor: Neighbor): Work {
  return work("add", { kind: "neighbor", value: neighbor }, { op: "setNeighbor", neighbor });
}

export function removeNeighbor(neighbor: Neighbor): Work {
  return work("remove", { kind: "neighbor", value: neighbor }, { op: "deleteNeighbor", neighbor });
}

/** VPP changes a neighbour that was set into one that it has learned only by deleting it. */
export function changeNeighbor(from: Neighbor, to: Neighbor): Work {
  const deletion: Operation[] = from.isStatic && !to.isStatic ? [{ op: "deleteNeighbor", neighbor: from }] : [];
  const { stages } = addNeighbor(to);
  return { action: "change", subject: { kind: "neighbor", value: to }, stages: [[...deletion, ...stages.flat()]] };
}

export function addRoute(route: StaticRoute): Work {
  return work("add", { kind: "route", value: route }, { op: "setRoute", route });
}

export function removeRoute(route: StaticRoute): Work {
  return work("remove", { kind: "route", value: route }, { op: "deleteRoute", route });
}

/** VPP puts one way in the place of the other in one message: no packet is without a way. */
export function changeRoute(to: StaticRoute): Work {
  return { ...addRoute(to), action: "change" };
}

/**
 * Adds a route again whose interface was created again. All routes by one next hop share in VPP how they resolve, and with it
 * that they do not any more: those of a plan are deleted together before any is added.
 */
export function renewRoute(route: StaticRoute): Work {
  return {
    action: "change",
    subject: { kind: "route", value: route },
    stages: [[{ op: "deleteRoute", route }], [{ op: "setRoute", route }]],
  };
}

export function addLocalSid(localSid: LocalSid): Work {
  return work("add", { kind: "localSid", value: localSid }, { op: "addLocalSid", localSid });
}

export function removeLocalSid(localSid: LocalSid): Work {
  return work("remove", { kind: "localSid", value: localSid }, deletionOf(localSid));
}

/** VPP cannot change a local SID. Where it can, another one takes its packets meanwhile; `interrupts` where it cannot. */
export function changeLocalSid(from: LocalSid, to: LocalSid, interrupts: boolean): Work {
  const operation: Operation = { op: "replaceLocalSid", localSid: to, from: keyOf(from), interrupts };
  return work("change", { kind: "localSid", value: to }, operation);
}

export function addPolicy(policy: SrPolicy): Work {
  return work("add", { kind: "policy", value: policy }, ...additionOf(policy));
}

export function removePolicy(policy: SrPolicy): Work {
  return work("remove", { kind: "policy", value: policy }, { op: "deletePolicy", bsid: policy.bsid });
}

/** Deletes a policy to which nothing is steered, and adds it as it should be. */
export function replacePolicy(to: SrPolicy): Work {
  const { bsid } = to;
  return work("change", { kind: "policy", value: to }, { op: "deletePolicy", bsid }, ...additionOf(to));
}

/** Make before break; `replacesLists` also where they look the same. */
export function changePolicy(from: SrPolicy, to: SrPolicy, replacesLists: boolean, takesFrames: boolean): Work {
  const stages = changeLists(from, to, replacesLists, takesFrames);
  return { action: "change", subject: { kind: "policy", value: to }, stages };
}

export function addSteering(steering: Steering): Work {
  return work("add", { kind: "steering", value: steering }, { op: "steer", traffic: steering, bsid: steering.bsid });
}

export function removeSteering(steering: Steering): Work {
  return work("remove", { kind: "steering", value: steering }, { op: "unsteer", traffic: steering });
}

/** Steers again what VPP shows as steered and does not steer: the frames of an interface that was created again. */
export function renewSteering(steering: Steering): Work {
  const { stages } = addSteering(steering);
  const subject: Subject = { kind: "steering", value: steering };
  return { action: "change", subject, stages: [[{ op: "unsteer", traffic: steering }, ...stages.flat()]] };
}

/** VPP moves traffic from one policy to another without losing a packet. */
export function changeSteering(to: Steering): Work {
  return { ...addSteering(to), action: "change" };
}

/** Steering in place of its twins: VPP loses the route that it has for all of them. */
export function replaceTwins(to: Steering, from: Steering | undefined, twins: readonly Steering[]): Work {
  const before = from === undefined ? twins : [from, ...twins];
  const gone = before.map((traffic): Operation => ({ op: "unsteer", traffic }));
  const addition: Operation = { op: "steer", traffic: to, bsid: to.bsid };
  return { action: "change", subject: { kind: "steering", value: to }, stages: [[...gone, addition]] };
}

function work(action: Work["action"], subject: Subject, ...operations: readonly Operation[]): Work {
  return { action, subject, stages: [operations] };
}

function deletionOf(localSid: LocalSid): Operation {
  return { op: "deleteLocalSid", sid: localSid.sid, ...keyOf(localSid) };
}

/** What tells a local SID from others at its address: while one is changed, or if that is interrupted, there are two. */
function keyOf({ behavior: { type }, prefixLength }: LocalSid): Pick<DeleteLocalSid, "type" | "prefixLength"> {
  if (typeof prefixLength === "number") return { type, prefixLength };
  const isWhole = prefixLength === undefined && type !== "uN" && type !== "uA";
  return isWhole ? { type, prefixLength: 128 } : { type };
}

/** List by list, so that it is known of each whether VPP took it. */
function additionOf({ segmentLists: [first, ...others], ...policy }: SrPolicy): Operation[] {
  const { bsid, encapSource = Ip6Address.UNSPECIFIED } = policy;
  return [
    { op: "addPolicy", policy: { ...policy, encapSource, segmentLists: [first!] } },
    ...others.map((segmentList): Operation => ({ op: "addSegmentList", bsid, segmentList, encapSource })),
  ];
}
