import { swInterfaceDump } from "../binapi/interface.ts";
import { ipTableDump } from "../binapi/ip.ts";
import { srPoliciesDump, srPoliciesV2Dump, srPoliciesWithSlIndexDump, srSteeringPolDump } from "../binapi/sr.ts";
import type { VppCalls } from "../client/index.ts";
import type { SrPolicy } from "./policy.ts";
import type { SegmentList } from "./segment-list.ts";
import type { Steering } from "./steering.ts";
import { oldPolicyOf, policyOf, segmentListOf, steeringOf } from "./translate.ts";

/** The id that all of VPP's hidden tables have. */
const HIDDEN_TABLE = 0xffffffff;

/** Ids of the tables of each family. */
export interface Tables {
  readonly 4: ReadonlySet<number>;
  readonly 6: ReadonlySet<number>;
}

/** A segment list and VPP's number for it; undefined while the list is only about to be added. */
export interface FoundList extends SegmentList {
  readonly slIndex: number | undefined;
}

/** A policy with VPP's numbers for its lists. */
export interface FoundPolicy extends SrPolicy {
  readonly segmentLists: readonly FoundList[];
}

export async function readTables(vpp: VppCalls): Promise<Tables> {
  const tables = { 4: new Set<number>(), 6: new Set<number>() };
  for await (const { table } of vpp.dump(ipTableDump, {})) {
    if (table.tableId !== HIDDEN_TABLE) tables[table.isIp6 ? 6 : 4].add(table.tableId);
  }
  return tables;
}

export async function readInterfaces(vpp: VppCalls): Promise<ReadonlySet<number>> {
  const all = { nameFilter: "", nameFilterValid: false };
  return new Set(await collect(vpp.dump(swInterfaceDump, all), ({ swIfIndex }) => swIfIndex));
}

export function readPolicies(vpp: VppCalls): Promise<SrPolicy[]> {
  if (vpp.messageTable.has(srPoliciesV2Dump)) return collect(vpp.dump(srPoliciesV2Dump, {}), policyOf);
  return collect(vpp.dump(srPoliciesDump, {}), oldPolicyOf);
}

export function readSteering(vpp: VppCalls): Promise<Steering[]> {
  return collect(vpp.dump(srSteeringPolDump, {}), steeringOf);
}

/** Policies with VPP's numbers for their lists. Lists and numbers are of one moment: they come in one message. */
export async function readFoundPolicies(vpp: VppCalls): Promise<FoundPolicy[]> {
  const [policies, listsOf] = await Promise.all([readPolicies(vpp), readFoundLists(vpp)]);
  return policies.map((policy) => ({ ...policy, segmentLists: listsOf.get(String(policy.bsid)) ?? [] }));
}

async function readFoundLists(vpp: VppCalls): Promise<ReadonlyMap<string, FoundList[]>> {
  const found = await collect(vpp.dump(srPoliciesWithSlIndexDump, {}), ({ bsid, sidLists }) => {
    const lists = sidLists.map((list) => ({ ...segmentListOf(list), slIndex: list.slIndex }));
    return [String(bsid), lists] as const;
  });
  return new Map(found);
}

async function collect<From, To>(details: AsyncIterable<From>, convert: (from: From) => To): Promise<To[]> {
  const all: To[] = [];
  for await (const each of details) all.push(convert(each));
  return all;
}
