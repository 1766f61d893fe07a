import { Ip4Address } from "../../address/index.ts";
import {
  Behavior,
  type LocalSidEntry,
  type Model,
  type PolicyEntry,
  type SegmentListEntry,
  type SteeringEntry,
  TrafficType,
  usesInterface,
} from "../model/index.ts";

const COUNTERS = "\tGood traffic: \t[0 packets : 0 bytes]\n\tBad traffic:  \t[0 packets : 0 bytes]\n";

const BEHAVIOR_TEXTS: Readonly<Record<number, string>> = {
  [Behavior.end]: "End",
  [Behavior.x]: "X (Endpoint with Layer-3 cross-connect)",
  [Behavior.t]: "T (Endpoint with specific IPv6 table lookup)",
  // VPP's spelling.
  [Behavior.dx2]: "DX2 (Endpoint with decapulation and Layer-2 cross-connect)",
  [Behavior.dx6]: "DX6 (Endpoint with decapsulation and IPv6 cross-connect)",
  [Behavior.dx4]: "DX4 (Endpoint with decapsulation and IPv4 cross-connect)",
  [Behavior.dt6]: "DT6 (Endpoint with decapsulation and specific IPv6 table lookup)",
  [Behavior.dt4]: "DT4 (Endpoint with decapsulation and specific IPv4 table lookup)",
  [Behavior.unPerf]: "uN [End with uSID]",
  [Behavior.un]: "uN (flex)",
  [Behavior.ua]: "uA [End with uSID and Layer-3 cross-connect]",
};

/** The white space behind `Table:` differs from behavior to behavior. */
const TABLE_LABELS: Readonly<Record<number, string>> = {
  [Behavior.t]: "Table:  \t",
  [Behavior.dt6]: "Table: ",
  [Behavior.dt4]: "Table: \t",
};

const POLICY_TYPES: Readonly<Record<number, string>> = {
  1: "Spray",
  2: "TEF (Timestamp, Encapsulate, and Forward)",
};

/** `show sr localsids`. @see VPP src/vnet/srv6/sr_localsid.c show_sr_localsid_command_fn */
export function showLocalSids(model: Model): string {
  const texts = [...model.localSids].map((each) => {
    const psp = each.endPsp ? "\tPSP: \tTrue\n" : "";
    return `${localSidText(model, each)}${psp}${COUNTERS}--------------------\n`;
  });
  return `SRv6 - My LocalSID Table:\n=========================\n${texts.join("")}`;
}

/** `show sr policies`. @see VPP src/vnet/srv6/sr_policy_rewrite.c show_sr_policies_command_fn */
export function showPolicies({ policies }: Model): string {
  return `SR policies:\n${[...policies].map(policyText).join("")}`;
}

/** `show sr steering-policies`. @see VPP src/vnet/srv6/sr_steering.c show_sr_steering_policies_command_fn */
export function showSteering(model: Model): string {
  const lines = [...model.steering].map((each) => steeringText(model, each));
  return `SR steering policies:\nTraffic\t\tSR policy BSID\n${lines.join("")}`;
}

function localSidText(model: Model, entry: LocalSidEntry): string {
  const text = BEHAVIOR_TEXTS[entry.behavior];
  // VPP prints this for the separators in its list of behaviors.
  if (text === undefined) return "Internal error\n";
  const { address, prefixLength } = entry;
  const lines = [`Address: \t${address}/${prefixLength}`, `Behavior: \t${text}`, ...argumentLines(model, entry)];
  return lines.map((line) => `\t${line}\n`).join("");
}

function argumentLines(model: Model, entry: LocalSidEntry): string[] {
  const { behavior, swIfIndex, nextHop } = entry;
  const table = model.localSids.lookupTableOf(entry);
  if (table !== undefined) return [`${TABLE_LABELS[behavior]}${table}`];
  if (!usesInterface(behavior)) return [];
  const outgoing = `Iface:  \t${interfaceName(model, swIfIndex)}`;
  if (behavior === Behavior.dx2) return [outgoing];
  return [outgoing, `Next hop: \t${behavior === Behavior.dx4 ? new Ip4Address(nextHop.word3) : nextHop}`];
}

function policyText({ index, bsid, type, isEncap, encapSource, fibTable, segmentLists }: PolicyEntry): string {
  const lines = [
    `[${index}].-\tBSID: ${bsid}`,
    `\tBehavior: ${isEncap ? "Encapsulation" : "SRH insertion"}`,
    ...(isEncap ? [`\tEncapSrcIP: ${encapSource}`] : []),
    `\tType: ${POLICY_TYPES[type] ?? "Default"}`,
    `\tFIB table: ${fibTable}`,
    "\tSegment Lists:",
    ...segmentLists.map(segmentListText),
    "-----------",
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** VPP takes the last comma back with two backspaces. */
function segmentListText({ index, weight, segments }: SegmentListEntry): string {
  return `  \t[${index}].- < ${segments.map((segment) => `${segment}, `).join("")}\b\b > weight: ${weight}`;
}

function steeringText(model: Model, { traffic, policyIndex }: SteeringEntry): string {
  const bsid = model.policies.bsidAt(policyIndex);
  if (traffic.type === TrafficType.l2) return `L2 ${interfaceName(model, traffic.swIfIndex)}\t${bsid}\n`;
  const { type, address, prefixLength } = traffic;
  return `L3 ${type === TrafficType.ip4 ? new Ip4Address(address.word3) : address}/${prefixLength}\t${bsid}\n`;
}

function interfaceName({ interfaces }: Model, swIfIndex: number): string {
  return interfaces.get(swIfIndex)?.name ?? `DELETED (${swIfIndex})`;
}
