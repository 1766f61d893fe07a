import type { VppClient } from "../../client/index.ts";
import {
  describePath,
  type LocalSid,
  overheadBytes,
  readInterfaceNames,
  type SrPolicy,
  Srv6,
  type Steering,
} from "../../srv6/index.ts";
import type { InterfaceNames } from "../interface-names.ts";
import type { ListView, Output, Row } from "../output/index.ts";
import { hereText, localSidText, trafficText } from "../words.ts";

/**
 * Returns how local SIDs are shown. The table in which packets to the SID are recognized follows the SID, unless it is table 0; the
 * table in which a behavior looks up packets is a part of the behavior.
 */
export function localSidsView(interfaces: InterfaceNames): ListView<LocalSid> {
  return {
    columns: ["SID", "BEHAVIOR"],
    rows: (localSid) => [[localSidText(localSid), hereText(localSid.behavior, interfaces)]],
    json: (localSid) => localSid,
  };
}

/**
 * How policies are shown: a row for each segment list, the first with what is the policy's. The overhead is in bytes.
 */
export const policiesView: ListView<SrPolicy> = {
  columns: ["BSID", "HEADEND", "TYPE", "TABLE", "SOURCE", "WEIGHT", "OVERHEAD", "SEGMENTS"],
  rows: (policy) => {
    const { bsid, headend, policyType, fibTable, encapSource, segmentLists } = policy;
    const cells = [String(bsid), headend, policyType, fibTable, encapSource?.toString() ?? "unknown"];
    const blank = cells.map(() => "");
    return segmentLists.map((list, at): Row => {
      return [...(at === 0 ? cells : blank), list.weight, overheadBytes(policy, list), describePath(list)];
    });
  },
  json: (policy) => policy,
};

/** Returns how steering is shown. */
export function steeringView(interfaces: InterfaceNames): ListView<Steering> {
  return {
    columns: ["TRAFFIC", "TABLE", "BSID"],
    rows: (steering) => [
      steering.kind === "l3"
        ? [String(steering.prefix), steering.tableId, String(steering.bsid)]
        : [trafficText(steering, interfaces), "", String(steering.bsid)],
    ],
    json: (steering) => steering,
  };
}

/** `tsvpp show encap` */
export async function showEncap(vpp: VppClient, output: Output): Promise<void> {
  const srv6 = new Srv6(vpp);
  const encapSource = String(await srv6.encapSource());
  const encapHopLimit = await srv6.encapHopLimit();
  if (output.hasFields) return output.record({ encapSource, encapHopLimit });
  output.pairs([
    ["source", encapSource],
    ["hop limit", encapHopLimit],
  ]);
}

/** `tsvpp show localsids` */
export async function showLocalSids(vpp: VppClient, output: Output): Promise<void> {
  const [localSids, interfaces] = await Promise.all([new Srv6(vpp).localSids(), readInterfaceNames(vpp)]);
  await output.list(localSids, localSidsView(interfaces));
}

/** `tsvpp show policies` */
export async function showPolicies(vpp: VppClient, output: Output): Promise<void> {
  await output.list(await new Srv6(vpp).policies(), policiesView);
}

/** `tsvpp show steering` */
export async function showSteering(vpp: VppClient, output: Output): Promise<void> {
  const [steering, interfaces] = await Promise.all([new Srv6(vpp).steering(), readInterfaceNames(vpp)]);
  await output.list(steering, steeringView(interfaces));
}
