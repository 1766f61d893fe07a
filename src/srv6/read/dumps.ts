import { swInterfaceDump } from "../../binapi/interface.ts";
import { ipTableDump } from "../../binapi/ip.ts";
import { srPoliciesDump, srPoliciesV2Dump, srPoliciesWithSlIndexDump, srSteeringPolDump } from "../../binapi/sr.ts";
import type { VppCalls } from "../../client/index.ts";
import { oldPolicyOf, policyOf, segmentListOf, steeringOf } from "../translate/index.ts";
import { HIDDEN_TABLE, type SegmentList, type SrPolicy, type Steering } from "../values/index.ts";

/** Ids of the tables of each family. */
export interface Tables {
  readonly 4: ReadonlySet<number>;
  readonly 6: ReadonlySet<number>;
}

/** VPP's numbers for segment lists. */
export type SlIndexes = ReadonlyMap<SegmentList, number>;

/** The ids of all tables but those that VPP hides. */
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
export async function readFoundPolicies(
  vpp: VppCalls,
): Promise<{ readonly policies: readonly SrPolicy[]; readonly slIndexes: SlIndexes }> {
  const [policies, { listsOf, slIndexes }] = await Promise.all([readPolicies(vpp), readFoundLists(vpp)]);
  const found = policies.map((policy) => ({ ...policy, segmentLists: listsOf.get(policy.bsid.toKey()) ?? [] }));
  return { policies: found, slIndexes };
}

/** The lists of each policy, by the key of its BSID, and VPP's numbers for them. */
export async function readFoundLists(
  vpp: VppCalls,
): Promise<{ readonly listsOf: ReadonlyMap<string, readonly SegmentList[]>; readonly slIndexes: SlIndexes }> {
  const slIndexes = new Map<SegmentList, number>();
  const found = await collect(vpp.dump(srPoliciesWithSlIndexDump, {}), ({ bsid, sidLists }) => {
    const lists = sidLists.map((list) => {
      const segmentList = segmentListOf(list);
      slIndexes.set(segmentList, list.slIndex);
      return segmentList;
    });
    return [bsid.toKey(), lists] as const;
  });
  return { listsOf: new Map(found), slIndexes };
}

async function collect<From, To>(details: AsyncIterable<From>, convert: (from: From) => To): Promise<To[]> {
  const all: To[] = [];
  for await (const each of details) all.push(convert(each));
  return all;
}
