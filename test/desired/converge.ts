import assert from "node:assert/strict";
import fc from "fast-check";
import t, { type Test } from "tap";
import { Ip6Address, Prefix, parseIp6Prefix, parseIpAddress } from "../../src/address/index.ts";
import { createLoopbackInstance, deleteLoopback, swInterfaceDump } from "../../src/binapi/interface.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import {
  apply,
  type DesiredRoute,
  type DesiredState,
  type DesiredSteering,
  inverse,
  type Ownership,
  type Plan,
  plan,
  verify,
} from "../../src/desired/index.ts";
import {
  type Headend,
  localSidFrom,
  type PolicyType,
  policyFrom,
  type SegmentListInput,
  type SrPolicy,
  Srv6,
  type TableName,
  takesFrames,
  trafficFrom,
} from "../../src/srv6/index.ts";
import { withoutWarnings } from "./scene.ts";

const RUNS = 40;

const SIDS = ["fcdd::1", "fcdd::2", "fcdd::3"];
const BSIDS = ["cafe::1", "cafe::2", "cafe::3"];
const PREFIXES = ["10.1.0.0/16", "10.2.0.0/16", "2001:db8::/32", "::/0"];
const ROUTED = ["fcff:1::/48", "fcff:2::/48", "10.9.0.0/16"];
const NEXT_HOPS = ["fd00:12::1", "fd00:12::2"];
/** A table that comes and goes. */
const TABLE = 5010;
/** Loopbacks, by their numbers. */
export const LOOPBACKS: readonly number[] = [5010, 5011];
/** The tables in which routes may be. */
export const TABLES: readonly TableName[] = ([4, 6] as const).flatMap((family) =>
  [0, TABLE].map((tableId) => ({ family, tableId })),
);
const PATHS = [["fc00::1"], ["fc00::1", "fc00::2"], ["fc00::3"]];

/** All that the states may name. */
export const OWNS: Ownership = {
  sids: [parseIp6Prefix("fcdd::/16")],
  bsids: [parseIp6Prefix("cafe::/112")],
  scratch: parseIp6Prefix("cafe:0:0:1::/120"),
  steering: [
    ...["0.0.0.0/0", "::/0"].flatMap((prefix) =>
      [0, TABLE].map((tableId) => ({ prefix: Prefix.parse(prefix), tableId })),
    ),
    ...LOOPBACKS.map((instance) => ({ interface: `loop${instance}` })),
  ],
  tables: { ip4: [TABLE], ip6: [TABLE] },
  routes: ["10.9.0.0/16", "fcff::/16"].flatMap((prefix) =>
    [0, TABLE].map((tableId) => ({ prefix: Prefix.parse(prefix), tableId })),
  ),
};

const behavior = fc.constantFrom(
  { type: "End" } as const,
  { type: "End.DT4", tableId: 0 } as const,
  { type: "End.DT6", tableId: 0 } as const,
);

const encap: fc.Arbitrary<DesiredState["encap"]> = fc.constantFrom(
  {},
  { source: Ip6Address.parse("fd11::1") },
  { hopLimit: 64 },
  { source: Ip6Address.parse("fd11::2"), hopLimit: 9 },
);

const localSids = someOf(SIDS, (sid) => behavior.map((given) => localSidFrom({ sid, behavior: given })));

const segmentLists = someOf(
  PATHS,
  (segments): fc.Arbitrary<SegmentListInput> => fc.integer({ min: 1, max: 9 }).map((weight) => ({ segments, weight })),
);

const kind = fc.constantFrom<{ policyType: PolicyType; headend: Headend }>(
  { policyType: "default", headend: "encaps" },
  { policyType: "spray", headend: "encaps" },
  { policyType: "tef", headend: "encaps" },
  { policyType: "default", headend: "insert" },
);

const policies = someOf(BSIDS, (bsid) =>
  fc.tuple(segmentLists, kind).map(([lists, kind]) => {
    const segmentLists = kind.policyType === "tef" ? lists.slice(0, 1) : lists;
    return policyFrom({ bsid, segmentLists, ...kind });
  }),
);

const tables = fc.record({ ip4: fc.subarray([TABLE]), ip6: fc.subarray([TABLE]) });
type Tables = { readonly ip4: readonly number[]; readonly ip6: readonly number[] };

const routes = fc.subarray(ROUTED).chain((prefixes) =>
  fc.tuple(
    ...prefixes.map((prefix) =>
      fc.record({
        prefix: fc.constant(prefix),
        hop: fc.constantFrom(...NEXT_HOPS),
        loopback: fc.constantFrom(...LOOPBACKS),
      }),
    ),
  ),
);

/** States of a node in which everything that is steered finds a policy that can take it, and every table is there. */
export const state: fc.Arbitrary<DesiredState> = fc
  .record({
    encap,
    tables,
    routes,
    localSids,
    policies,
    prefixes: fc.subarray(PREFIXES),
    framed: fc.subarray([...LOOPBACKS]),
    pick: fc.nat(),
  })
  .map(({ encap, tables, routes, localSids, policies: given, prefixes, framed, pick }) => {
    const policies = given.map((policy, at) => ({ ...policy, fibTable: tableIn(tables, 6, pick + at) }));
    return {
      encap,
      tables,
      routes: routes.map((route, at) => routeOf(route, tables, pick + at)),
      localSids: localSids.map((each, at) => {
        const { behavior } = each;
        const fibTable = tableIn(tables, 6, pick + at);
        if (behavior.type !== "End.DT4") return { ...each, fibTable };
        return { ...each, fibTable, behavior: { ...behavior, tableId: tableIn(tables, 4, pick + at) } };
      }),
      policies,
      owns: OWNS,
      steering: [...steeringOf(prefixes, tables, policies, pick), ...framesOf(framed, policies, pick)],
    };
  });

/** Either of the tables of a family that are there. */
function tableIn({ ip4, ip6 }: Tables, family: 4 | 6, pick: number): number {
  const ids = [0, ...(family === 4 ? ip4 : ip6)];
  return ids[pick % ids.length]!;
}

function routeOf(
  { prefix: text, hop, loopback }: { readonly prefix: string; readonly hop: string; readonly loopback: number },
  tables: Tables,
  pick: number,
): DesiredRoute {
  const prefix = Prefix.parse(text);
  const tableId = tableIn(tables, prefix.address.family, pick);
  return { prefix, tableId, via: { nextHop: parseIpAddress(hop), interface: `loop${loopback}` } };
}

function steeringOf(
  prefixes: readonly string[],
  tables: Tables,
  policies: readonly SrPolicy[],
  pick: number,
): DesiredSteering[] {
  return prefixes.flatMap((prefix, at) => {
    const tableId = tableIn(tables, prefix.includes(":") ? 6 : 4, pick + at);
    const policy = policies[(pick + at) % policies.length]!;
    const isFit = policy.headend === "encaps" || prefix.includes(":");
    return isFit ? [{ ...trafficFrom({ kind: "l3", prefix, tableId }), bsid: policy.bsid }] : [];
  });
}

function framesOf(framed: readonly number[], policies: readonly SrPolicy[], pick: number): DesiredSteering[] {
  const fit = policies.filter(({ headend, segmentLists }) => headend === "encaps" && takesFrames(segmentLists));
  if (fit.length === 0) return [];
  return framed.map((instance, at) => {
    return { kind: "l2", interface: `loop${instance}`, bsid: fit[(pick + at) % fit.length]!.bsid };
  });
}

/** Makes the interfaces that the states name, where they are not there. */
export async function createInterfaces(vpp: VppClient): Promise<void> {
  const found = await interfacesOf(vpp);
  for (const userInstance of LOOPBACKS) {
    if (found.has(`loop${userInstance}`)) continue;
    await vpp.request(createLoopbackInstance, { macAddress: "00:00:00:00:00:00", isSpecified: true, userInstance });
  }
}

async function deleteInterfaces(vpp: VppClient): Promise<void> {
  const found = await interfacesOf(vpp);
  for (const instance of LOOPBACKS) await vpp.request(deleteLoopback, { swIfIndex: found.get(`loop${instance}`)! });
}

async function interfacesOf(vpp: VppClient): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for await (const each of vpp.dump(swInterfaceDump, { nameFilter: "", nameFilterValid: false })) {
    found.set(each.interfaceName, each.swIfIndex);
  }
  return found;
}

/** What plans must do with any VPP, which has no other SRv6 state and no other user meanwhile. */
export function testConvergence(socketPathOf: (t: Test) => Promise<string>): void {
  t.test("from any state one plan leads to any other, and its inverse back", async (t) => {
    await using vpp = await connect({ socketPath: await socketPathOf(t) });
    await createInterfaces(vpp);
    const nothing = await observe(vpp);
    await fc.assert(
      fc.asyncProperty(state, state, async (from, to) => {
        const first = await carryOut(vpp, from);
        const between = await observe(vpp);
        const second = await carryOut(vpp, to);
        assert.deepEqual((await verify(vpp, to)).differences, []);
        assert.deepEqual(withoutWarnings(await plan(vpp, to)), { steps: [], conflicts: [] });
        await applyAll(vpp, inverse(second));
        assert.deepEqual(await observe(vpp), between);
        await applyAll(vpp, inverse(first));
        assert.deepEqual(await observe(vpp), nothing);
      }),
      { numRuns: RUNS },
    );
    await deleteInterfaces(vpp);
    t.pass(`${RUNS} pairs of states`);
  });
}

/** At least one of the names, each with something for it. */
function someOf<Name, T>(names: Name[], each: (name: Name) => fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.subarray(names, { minLength: 1 }).chain((some) => fc.tuple(...some.map(each)));
}

async function carryOut(vpp: VppClient, desired: DesiredState): Promise<Plan> {
  const todo = await plan(vpp, desired);
  await applyAll(vpp, todo);
  return todo;
}

async function applyAll(vpp: VppClient, todo: Plan): Promise<void> {
  const outcomes = await apply(vpp, todo, { force: true });
  assert.deepEqual(
    outcomes.filter(({ ok }) => !ok),
    [],
  );
}

/** All that VPP shows of what states can hold, in an order of its own. */
export async function observe(vpp: VppClient): Promise<readonly string[]> {
  const view = await new Srv6(vpp).observe({ routesIn: TABLES });
  const tables = ([4, 6] as const).flatMap((family) =>
    [...view.tables[family]].map((id) => `IPv${family} table ${id}`),
  );
  const routes = TABLES.flatMap((table) => view.routesIn(table)).map((each) => JSON.stringify(each));
  return [...tables.sort(), ...routes.sort(), ...(await observeSrv6(vpp))];
}

/** All that VPP shows of SRv6, in an order of its own. */
export async function observeSrv6(vpp: VppClient): Promise<readonly string[]> {
  const srv6 = new Srv6(vpp);
  const policies = (await srv6.policies()).map((policy) => ({
    ...policy,
    segmentLists: policy.segmentLists.map((list) => JSON.stringify(list)).sort(),
  }));
  const all = [...(await srv6.localSids()), ...policies, ...(await srv6.steering())];
  const encap = [String(await srv6.encapSource()), String(await srv6.encapHopLimit())];
  return [...encap, ...all.map((each) => JSON.stringify(each)).sort()];
}
