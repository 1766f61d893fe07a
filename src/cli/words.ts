import {
  describeBehavior,
  describeTraffic,
  type EndpointBehavior,
  type LocalSid,
  type PolicyType,
  type Steering,
} from "../srv6/index.ts";
import { type InterfaceNames, withNames } from "./interface-names.ts";

/** Returns a share as text: `33.3 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1).replace(/\.0$/, "")} %`;
}

/**
 * Returns, in words, what a list gets of the packets of its policy: `37.5 %`. A policy of type `spray` copies each packet to all
 * lists: `a copy`, and `and a copy` from the second list on.
 *
 * @param at the place of the list.
 */
export function describeShare(policyType: PolicyType | "unknown", share: number | undefined, at: number): string {
  if (policyType === "spray") return at === 0 ? "a copy" : "and a copy";
  return share === undefined ? "an unknown share" : percent(share);
}

/** Returns the weight of a list in words, as one of several properties; nothing for a policy of type `spray`, which ignores it. */
export function weightWords(policyType: PolicyType | "unknown", weight: number): string[] {
  return policyType === "spray" ? [] : [`weight ${weight}`];
}

/** Returns traffic in words: `10.1.0.0/16 table 0`, `frames of host-b`. */
export function trafficText(traffic: Steering, interfaces: InterfaceNames): string {
  const text = describeTraffic(traffic);
  return traffic.kind === "l2" ? withNames(text, interfaces) : text;
}

/** What this node does with packets to a SID: the behavior of a local SID, or that of a BSID, whose policy takes them. */
export type Here = EndpointBehavior | { readonly type: "BSID" };

/** Returns, in words, what this node does with packets to a SID: `End.X via fe80::1 on host-b`, `binding SID`. */
export function hereText(here: Here, interfaces: InterfaceNames): string {
  if (here.type === "BSID") return "binding SID";
  return withNames(describeBehavior(here), interfaces);
}

/** Returns the same without a next hop, for a place with little room: `End.X via host-b`. */
export function shortHereText(here: Here, interfaces: InterfaceNames): string {
  if (!("swIfIndex" in here)) return hereText(here, interfaces);
  return `${here.type} via ${withNames(`interface ${here.swIfIndex}`, interfaces)}`;
}

/** Returns the SID in words, with its table unless that is table 0: `fc00::d4`, `fc00::d4 in table 3`. */
export function localSidText({ sid, fibTable }: Pick<LocalSid, "sid" | "fibTable">): string {
  return fibTable === 0 ? String(sid) : `${sid} in table ${fibTable}`;
}
