/** The messages of a measurement, determined by kind, action and number: the same for every client. */
import { Ip4Address, Ip6Address, Prefix } from "../src/address/index.ts";
import { controlPing } from "../src/binapi/memclnt.ts";
import {
  srLocalsidAddDel,
  srLocalsidsDump,
  srPoliciesDump,
  srPolicyAdd,
  srPolicyDel,
  srSteeringAddDel,
  srSteeringPolDump,
} from "../src/binapi/sr.ts";
import { SrBehavior, SrSteer } from "../src/binapi/sr_types.ts";
import { type Operation, policyFrom, type SrPolicy, type Traffic } from "../src/srv6/index.ts";
import type { Dump, Input, Request } from "../src/wire/index.ts";

export type Kind = "ping" | "localSid" | "policy" | "steering" | "overlay";
export type Action = "add" | "delete" | "dump";

/** A piece of work. */
export interface Work {
  readonly kind: Kind;
  readonly action: Action;
  /** The number of messages; for an overlay, the number of nodes; for a dump, the number of details. */
  readonly count: number;
}

/** One message and its fields. */
export interface Item {
  readonly message: Request<unknown, unknown> | Dump<unknown, unknown>;
  readonly fields: Input<unknown>;
}

/** An overlay has two policies for each node (one for each address family), and two prefixes for each policy. */
export const POLICIES_PER_NODE = 2;
export const STEERINGS_PER_NODE = 4;
/** The number of policies to which steering rules refer in turn. */
export const STEERED_POLICIES = 1000;

const NO_INTERFACE = 0xffffffff;
const NO_ADDRESS = new Ip4Address(0);

/** Returns the messages of a piece of work, in order. */
export function messagesOf({ kind, action, count }: Work): Item[] {
  if (action === "dump") return [dumpOf(kind)];
  const isDel = action === "delete";
  switch (kind) {
    case "ping":
      return times(count, () => item(controlPing, {}));
    case "localSid":
      return times(count, (at) => localSid(at, isDel));
    case "policy":
      return times(count, (at) => policy(at, isDel));
    case "steering":
      return times(count, (at) => steering(steeredPrefix(at), bsidAt(at % STEERED_POLICIES), isDel));
    case "overlay":
      return overlay(count, isDel);
  }
}

/** Returns the operations of `Srv6.batch` that send the same messages. */
export function operationsOf({ kind, action, count }: Work): Operation[] {
  const isDel = action === "delete";
  switch (kind) {
    case "localSid":
      return times(count, (at) => localSidOperation(at, isDel));
    case "policy":
      return times(count, (at) => policyOperation(at, isDel));
    case "steering":
      return times(count, (at) => steeringOperation(at, isDel));
    default:
      throw new Error(`${kind} has no operations`);
  }
}

/** Returns a document that describes the state of one node of an overlay. */
export function overlayDocument(nodes: number): string {
  const policies = times(nodes * POLICIES_PER_NODE, (at) => {
    return `  - bsid: ${bsidAt(at)}\n    segments: [${segmentsAt(at).join(", ")}]\n`;
  });
  const steerings = times(nodes * STEERINGS_PER_NODE, (at) => {
    return `  - prefix: ${overlayPrefix(at)}\n    bsid: ${bsidAt(Math.floor(at / 2))}\n`;
  });
  return `policies:\n${policies.join("")}steering:\n${steerings.join("")}`;
}

/** The number of messages for each policy in the hot configuration loop. */
export const MESSAGES_PER_CHANGE = 5;

/**
 * Returns the messages of the hot configuration loop: they add `count` policies, steer traffic to them, move it to another
 * policy, end the steering and delete the policies. The other policy is policy 0, which VPP must hold already.
 *
 * @param from the number of the first policy and prefix; more than 0.
 */
export function hotLoopMessages(from: number, count: number): Item[] {
  const each = (make: (at: number) => Item) => times(count, (at) => make(from + at));
  return [
    ...each((at) => policy(at, false)),
    ...each((at) => steering(steeredPrefix(at), bsidAt(at), false)),
    ...each((at) => steering(steeredPrefix(at), bsidAt(0), false)),
    ...each((at) => steering(steeredPrefix(at), bsidAt(at), true)),
    ...each((at) => policy(at, true)),
  ];
}

/** Returns the local SIDs, policies and steering rules that VPP holds after `work` with action "add": one text each, sorted. */
export function stateAfter({ kind, count }: Work): string[] {
  switch (kind) {
    case "localSid":
      return times(count, (at) => `End ${sidAt(at)}`).sort();
    case "policy":
      return times(count, policyText).sort();
    case "steering":
      return times(count, (at) => steeringText(steeredPrefix(at), bsidAt(at % STEERED_POLICIES)))
        .concat(times(STEERED_POLICIES, policyText))
        .sort();
    case "overlay":
      return times(count * STEERINGS_PER_NODE, (at) => steeringText(overlayPrefix(at), bsidAt(Math.floor(at / 2))))
        .concat(times(count * POLICIES_PER_NODE, policyText))
        .sort();
    case "ping":
      return [];
  }
}

export function steeringText(prefix: Prefix, bsid: Ip6Address): string {
  return `${prefix} by ${bsid}`;
}

export function pathText(bsid: Ip6Address, segments: readonly Ip6Address[]): string {
  return `${bsid} via ${segments.join(" ")}`;
}

function dumpOf(kind: Kind): Item {
  switch (kind) {
    case "localSid":
      return item(srLocalsidsDump, {});
    case "policy":
      return item(srPoliciesDump, {});
    case "steering":
      return item(srSteeringPolDump, {});
    default:
      throw new Error(`${kind} has no dump`);
  }
}

function localSid(at: number, isDel: boolean): Item {
  return item(srLocalsidAddDel, {
    isDel,
    localsid: sidAt(at),
    endPsp: false,
    behavior: SrBehavior.SR_BEHAVIOR_API_END,
    swIfIndex: NO_INTERFACE,
    vlanIndex: 0,
    fibTable: 0,
    nhAddr: NO_ADDRESS,
  });
}

function policy(at: number, isDel: boolean): Item {
  const bsidAddr = bsidAt(at);
  if (isDel) return item(srPolicyDel, { bsidAddr, srPolicyIndex: 0 });
  const segments = segmentsAt(at);
  const sids = { numSids: segments.length, weight: 1, sids: segments };
  return item(srPolicyAdd, { bsidAddr, weight: 0, isEncap: true, isSpray: false, fibTable: 0, sids });
}

function steering(prefix: Prefix, bsid: Ip6Address, isDel: boolean): Item {
  const isIp4 = prefix.address.family === 4;
  return item(srSteeringAddDel, {
    isDel,
    // VPP reads the BSID only when it adds steering.
    bsidAddr: isDel ? Ip6Address.UNSPECIFIED : bsid,
    srPolicyIndex: 0,
    tableId: 0,
    prefix,
    swIfIndex: NO_INTERFACE,
    trafficType: isIp4 ? SrSteer.SR_STEER_API_IPV4 : SrSteer.SR_STEER_API_IPV6,
  });
}

/** Adds policies before the steering rules that refer to them; deletes in the reverse order. */
function overlay(nodes: number, isDel: boolean): Item[] {
  const policies = times(nodes * POLICIES_PER_NODE, (at) => policy(at, isDel));
  const steerings = times(nodes * STEERINGS_PER_NODE, (at) =>
    steering(overlayPrefix(at), bsidAt(Math.floor(at / 2)), isDel),
  );
  return isDel ? [...steerings.reverse(), ...policies.reverse()] : [...policies, ...steerings];
}

function localSidOperation(at: number, isDel: boolean): Operation {
  const sid = sidAt(at);
  if (isDel) return { op: "deleteLocalSid", sid };
  return { op: "addLocalSid", localSid: { sid, behavior: { type: "End", psp: false }, fibTable: 0 } };
}

function policyOperation(at: number, isDel: boolean): Operation {
  return isDel ? { op: "deletePolicy", bsid: bsidAt(at) } : { op: "addPolicy", policy: policyAt(at) };
}

function policyAt(at: number): SrPolicy {
  return policyFrom({ bsid: bsidAt(at), segmentLists: [{ segments: segmentsAt(at) }] });
}

function steeringOperation(at: number, isDel: boolean): Operation {
  const traffic: Traffic = { kind: "l3", prefix: steeredPrefix(at), tableId: 0 };
  return isDel ? { op: "unsteer", traffic } : { op: "steer", traffic, bsid: bsidAt(at % STEERED_POLICIES) };
}

function policyText(at: number): string {
  return pathText(bsidAt(at), segmentsAt(at));
}

function sidAt(at: number): Ip6Address {
  return new Ip6Address(0xfd00be00, 0, 0, at + 1);
}

function bsidAt(at: number): Ip6Address {
  return new Ip6Address(0xcafe00be, 0, 0, at + 1);
}

/** Two transit nodes, then the node where the tunnel ends. */
function segmentsAt(at: number): Ip6Address[] {
  return [1, 2, 3].map((hop) => new Ip6Address(0xfcdd0000 + hop, 0, 0, at + 1));
}

function steeredPrefix(at: number): Prefix {
  return new Prefix(new Ip4Address(0x0a000000 + at), 32);
}

/** IPv4 /28 and IPv6 /64 prefixes of pods, alternating. */
function overlayPrefix(at: number): Prefix {
  if (at % 2 === 0) return new Prefix(new Ip4Address(0x0a000000 + at * 16), 28);
  return new Prefix(new Ip6Address(0xfd20be00, at, 0, 0), 64);
}

function item<T>(message: Request<T, unknown> | Dump<T, unknown>, fields: Input<T>): Item {
  // The parameters have matching types; `Item` does not keep the connection between them.
  return { message, fields } as Item;
}

function times<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at));
}
