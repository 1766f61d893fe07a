import type { VppClient } from "../../client/index.ts";
import {
  describeBehavior,
  describePath,
  type LocalSid,
  overheadBytes,
  type SrPolicy,
  Srv6,
  type Steering,
} from "../../srv6/index.ts";
import type { ListView, Output, Row } from "../output/index.ts";

/** How local SIDs are shown. The table is the one in which packets to the SID are recognized. */
export const localSidsView: ListView<LocalSid> = {
  columns: ["SID", "BEHAVIOR", "TABLE"],
  rows: ({ sid, behavior, fibTable }) => [[String(sid), describeBehavior(behavior), fibTable]],
  json: (localSid) => localSid,
};

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

/** How steering is shown. */
export const steeringView: ListView<Steering> = {
  columns: ["TRAFFIC", "TABLE", "BSID"],
  rows: (steering) => [
    steering.kind === "l3"
      ? [String(steering.prefix), steering.tableId, String(steering.bsid)]
      : [`interface ${steering.swIfIndex}`, "", String(steering.bsid)],
  ],
  json: (steering) => steering,
};

/** `tsvpp show encap` */
export async function showEncap(vpp: VppClient, output: Output): Promise<void> {
  const srv6 = new Srv6(vpp);
  const encapSource = String(await srv6.encapSource());
  const encapHopLimit = await srv6.encapHopLimit();
  if (output.isJson) return output.json({ encapSource, encapHopLimit });
  output.pairs([
    ["source", encapSource],
    ["hop limit", encapHopLimit],
  ]);
}

/** `tsvpp show localsids` */
export async function showLocalSids(vpp: VppClient, output: Output): Promise<void> {
  await output.list(await new Srv6(vpp).localSids(), localSidsView);
}

/** `tsvpp show policies` */
export async function showPolicies(vpp: VppClient, output: Output): Promise<void> {
  await output.list(await new Srv6(vpp).policies(), policiesView);
}

/** `tsvpp show steering` */
export async function showSteering(vpp: VppClient, output: Output): Promise<void> {
  await output.list(await new Srv6(vpp).steering(), steeringView);
}
