import { type SwInterfaceDetails, swInterfaceDump } from "../../binapi/interface.ts";
import { ipTableDump } from "../../binapi/ip.ts";
import { ipNeighborDump } from "../../binapi/ip_neighbor.ts";
import { srPoliciesDump, srPoliciesV2Dump, srPoliciesWithSlIndexDump, srSteeringPolDump } from "../../binapi/sr.ts";
import { srPtIfaceDump } from "../../binapi/sr_pt.ts";
import { neighborOf, oldPolicyOf, policyOf, segmentListOf, steeringOf } from "../translate/index.ts";
import type { Neighbor, PathTracing, SegmentList, SrPolicy, Steering } from "../values/index.ts";
import { HIDDEN_TABLE } from "../values/index.ts";
import { collect, type Questions } from "./questions.ts";

/** Ids of the tables of each family. */
export interface Tables {
  readonly 4: ReadonlySet<number>;
  readonly 6: ReadonlySet<number>;
}

/** Reads the ids of all tables but those that VPP hides. */
export async function readTables(vpp: Questions): Promise<Tables> {
  const tables = { 4: new Set<number>(), 6: new Set<number>() };
  for await (const { table } of vpp.dump(ipTableDump, {})) {
    if (table.tableId !== HIDDEN_TABLE) tables[table.isIp6 ? 6 : 4].add(table.tableId);
  }
  return tables;
}

const ALL_INTERFACES = { nameFilter: "", nameFilterValid: false };

/** Reads the numbers of all interfaces. */
export async function readInterfaces(vpp: Questions): Promise<ReadonlySet<number>> {
  return new Set(await collect(vpp.dump(swInterfaceDump, ALL_INTERFACES), ({ swIfIndex }) => swIfIndex));
}

/** Reads VPP's names of all interfaces, by their number (`sw_if_index`). */
export async function readInterfaceNames(vpp: Questions): Promise<ReadonlyMap<number, string>> {
  const nameOf = ({ swIfIndex, interfaceName }: SwInterfaceDetails) => [swIfIndex, interfaceName] as const;
  return new Map(await collect(vpp.dump(swInterfaceDump, ALL_INTERFACES), nameOf));
}

/** Reads the neighbors of an interface. */
export async function readNeighbors(vpp: Questions, swIfIndex: number): Promise<Neighbor[]> {
  const dumps = ([0, 1] as const).map((af) => vpp.dump(ipNeighborDump, { swIfIndex, af }));
  const found = await Promise.all(dumps.map((dump) => collect(dump, ({ neighbor }) => neighborOf(neighbor))));
  return found.flat();
}

/** Reads all interfaces with path tracing, in VPP's order. */
export function readPathTracing(vpp: Questions): Promise<PathTracing[]> {
  return collect(vpp.dump(srPtIfaceDump, {}), ({ swIfIndex, id, ingressLoad, egressLoad, ttsTemplate }) => {
    return { swIfIndex, id, ingressLoad, egressLoad, ttsTemplate };
  });
}

/** Reads all policies, in VPP's order. */
export function readPolicies(vpp: Questions): Promise<SrPolicy[]> {
  if (vpp.messageTable.has(srPoliciesV2Dump)) return collect(vpp.dump(srPoliciesV2Dump, {}), policyOf);
  return collect(vpp.dump(srPoliciesDump, {}), oldPolicyOf);
}

/** Reads all steering, in VPP's order. */
export function readSteering(vpp: Questions): Promise<Steering[]> {
  return collect(vpp.dump(srSteeringPolDump, {}), steeringOf);
}

/** The lists of a policy, and VPP's numbers for them at the same places. */
export interface NumberedLists {
  readonly lists: readonly SegmentList[];
  readonly numbers: readonly number[];
}

/** A policy, and VPP's numbers for its lists at the same places. */
export interface NumberedPolicy {
  readonly policy: SrPolicy;
  readonly numbers: readonly number[];
}

/** Reads policies with VPP's numbers for their lists. Lists and numbers are of one moment: they come in one message. */
export async function readNumberedPolicies(vpp: Questions): Promise<NumberedPolicy[]> {
  const [policies, listsOf] = await Promise.all([readPolicies(vpp), readNumberedLists(vpp)]);
  return policies.map((policy) => {
    const { lists, numbers } = listsOf.get(policy.bsid.toKey()) ?? { lists: [], numbers: [] };
    return { policy: { ...policy, segmentLists: lists }, numbers };
  });
}

/** Reads the lists of each policy with VPP's numbers, by the key of the BSID. */
export async function readNumberedLists(vpp: Questions): Promise<ReadonlyMap<string, NumberedLists>> {
  const all = new Map<string, NumberedLists>();
  for await (const { bsid, sidLists } of vpp.dump(srPoliciesWithSlIndexDump, {})) {
    all.set(bsid.toKey(), { lists: sidLists.map(segmentListOf), numbers: sidLists.map(({ slIndex }) => slIndex) });
  }
  return all;
}
