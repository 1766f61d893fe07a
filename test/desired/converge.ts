import assert from "node:assert/strict";
import fc from "fast-check";
import t, { type Test } from "tap";
import { Ip6Address, Prefix, parseIp6Prefix } from "../../src/address/index.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import { apply, type DesiredState, inverse, type Ownership, type Plan, plan, verify } from "../../src/desired/index.ts";
import {
  type Headend,
  localSidFrom,
  type PolicyType,
  policyFrom,
  type SegmentListInput,
  Srv6,
  trafficFrom,
} from "../../src/srv6/index.ts";

const RUNS = 40;

const SIDS = ["fcdd::1", "fcdd::2", "fcdd::3"];
const BSIDS = ["cafe::1", "cafe::2", "cafe::3"];
const PREFIXES = ["10.1.0.0/16", "10.2.0.0/16", "2001:db8::/32", "::/0"];
const PATHS = [["fc00::1"], ["fc00::1", "fc00::2"], ["fc00::3"]];

/** All that the states may name. */
export const OWNS: Ownership = {
  sids: [parseIp6Prefix("fcdd::/16")],
  bsids: [parseIp6Prefix("cafe::/112")],
  scratch: parseIp6Prefix("cafe:0:0:1::/120"),
  steering: ["0.0.0.0/0", "::/0"].map((prefix) => ({ prefix: Prefix.parse(prefix), tableId: 0 })),
};

const behavior = fc.constantFrom(
  { type: "End" } as const,
  { type: "End.DT4", tableId: 0 } as const,
  { type: "End.DT6", tableId: 0 } as const,
);

const encap: fc.Arbitrary<DesiredState["encap"]> = fc.constantFrom(
  {},
  { source: Ip6Address.parse("fd11::1") },
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

/** States of a node in which everything that is steered finds a policy that can take it. */
export const state: fc.Arbitrary<DesiredState> = fc
  .record({ encap, localSids, policies, prefixes: fc.subarray(PREFIXES), pick: fc.nat() })
  .map(({ prefixes, pick, ...rest }) => ({
    ...rest,
    owns: OWNS,
    steering: prefixes.flatMap((prefix, at) => {
      const traffic = trafficFrom({ kind: "l3", prefix });
      const policy = rest.policies[(pick + at) % rest.policies.length]!;
      return policy.headend === "encaps" || prefix.includes(":") ? [{ ...traffic, bsid: policy.bsid }] : [];
    }),
  }));

/** What plans must do with any VPP, which has no other SRv6 state and no other user meanwhile. */
export function testConvergence(socketPathOf: (t: Test) => Promise<string>): void {
  t.test("from any state one plan leads to any other, and its inverse back", async (t) => {
    await using vpp = await connect({ socketPath: await socketPathOf(t) });
    const nothing = await observe(vpp);
    await fc.assert(
      fc.asyncProperty(state, state, async (from, to) => {
        const first = await carryOut(vpp, from);
        const between = await observe(vpp);
        const second = await carryOut(vpp, to);
        assert.deepEqual((await verify(vpp, to)).differences, []);
        assert.deepEqual(await plan(vpp, to), { steps: [], conflicts: [], warnings: [] });
        await applyAll(vpp, inverse(second));
        assert.deepEqual(await observe(vpp), between);
        await applyAll(vpp, inverse(first));
        assert.deepEqual(await observe(vpp), nothing);
      }),
      { numRuns: RUNS },
    );
    t.pass(`${RUNS} pairs of states`);
  });
}

/** At least one of the names, each with something for it. */
function someOf<Name, T>(names: Name[], each: (name: Name) => fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.subarray(names, { minLength: 1 }).chain((some) => fc.tuple(...some.map(each)));
}

async function carryOut(vpp: VppClient, desired: DesiredState): Promise<Plan> {
  const todo = await plan(vpp, desired, { force: true });
  await applyAll(vpp, todo);
  return todo;
}

async function applyAll(vpp: VppClient, todo: Plan): Promise<void> {
  const outcomes = await apply(vpp, todo);
  assert.deepEqual(
    outcomes.filter(({ ok }) => !ok),
    [],
  );
}

/** All that VPP shows, in an order of its own. */
export async function observe(vpp: VppClient): Promise<readonly string[]> {
  const srv6 = new Srv6(vpp);
  const policies = (await srv6.policies()).map((policy) => ({
    ...policy,
    segmentLists: policy.segmentLists.map((list) => JSON.stringify(list)).sort(),
  }));
  const all = [...(await srv6.localSids()), ...policies, ...(await srv6.steering())];
  const encap = [String(await srv6.encapSource()), String(await srv6.encapHopLimit())];
  return [...encap, ...all.map((each) => JSON.stringify(each)).sort()];
}
