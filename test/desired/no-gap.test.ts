import assert from "node:assert/strict";
import fc from "fast-check";
import t, { type Test } from "tap";
import { Ip6Address } from "../../src/address/index.ts";
import { ipRouteAddDel, ipTableAddDel } from "../../src/binapi/ip.ts";
import {
  srLocalsidAddDel,
  srLocalsidAddDelV2,
  srPolicyAdd,
  srPolicyAddV2,
  srPolicyDel,
  srPolicyMod,
  srPolicyModV2,
  srSetEncapHopLimit,
  srSetEncapSource,
  srSteeringAddDel,
} from "../../src/binapi/sr.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import { apply, type DesiredState, plan, verify } from "../../src/desired/index.ts";
import type { VppError } from "../../src/errors.ts";
import { type Simulator, startSimulator } from "../../src/simulator/index.ts";
import type { Request } from "../../src/wire/index.ts";
import { createInterfaces, OWNS, observe, state } from "./converge.ts";
import { withoutWarnings } from "./scene.ts";

const RUNS = Number(process.env.TSVPP_RUNS ?? 24);
const MESSAGES_IN_A_PLAN = 30;
const MAX_LISTS = 255;
/** Of a route that is refused; replies of other kinds have none. */
const NO_STATS_INDEX = 0xffffffff;

const ENCAP = { source: Ip6Address.parse("fd11::9"), hopLimit: 7 };
const NOTHING: DesiredState = { encap: {}, localSids: [], policies: [], steering: [], owns: OWNS };

const CHANGES: readonly Request<unknown, { retval: number }>[] = [
  ipRouteAddDel,
  ipTableAddDel,
  srLocalsidAddDel,
  srLocalsidAddDelV2,
  srPolicyAdd,
  srPolicyAddV2,
  srPolicyDel,
  srPolicyMod,
  srPolicyModV2,
  srSetEncapHopLimit,
  srSetEncapSource,
  srSteeringAddDel,
];

/** What can befall one message: VPP says no, does not answer, does it without an answer, drops the client, or dies. */
type FaultKind = "refuse" | "silence" | "drop" | "reset" | "restart";

t.test("at no moment is a prefix steered to a policy that is absent", async (t) => {
  const { simulator, client } = await scene(t);
  await using vpp = await client();
  const watch = watchMessages(simulator);
  await fc.assert(
    fc.asyncProperty(state, state, async (from, to) => {
      await reach(vpp, from);
      await reach(vpp, to);
      assert.deepEqual(watch.faults, []);
    }),
    { numRuns: RUNS },
  );
  t.ok(watch.count > RUNS, `${watch.count} messages`);
});

t.test("a state is the same whatever was there before", async (t) => {
  const [used, fresh] = [await scene(t), await scene(t)];
  await using before = await used.client();
  await using empty = await fresh.client();
  await fc.assert(
    fc.asyncProperty(state, state, async (from, to) => {
      await reach(before, from);
      await reach(before, { ...to, encap: ENCAP });
      await reach(empty, { ...NOTHING, encap: ENCAP });
      await reach(empty, { ...to, encap: ENCAP });
      assert.deepEqual(await observe(before), await observe(empty));
    }),
    { numRuns: RUNS / 3 },
  );
  t.pass("compared what two VPPs show");
});

for (const kind of ["refuse", "silence", "drop", "reset", "restart"] satisfies FaultKind[]) {
  t.test(`after the fault "${kind}" at any message, applying again leads to the state`, async (t) => {
    const { simulator, client } = await scene(t);
    const watch = watchMessages(simulator);
    await fc.assert(
      fc.asyncProperty(state, state, fc.nat(MESSAGES_IN_A_PLAN), async (from, to, at) => {
        await using vpp = await client();
        await reach(vpp, from);
        watch.failAt(at, kind);
        await attempt(vpp, to);
        watch.failAt(undefined, kind);
        await using after = await client();
        await reach(after, to);
        assert.deepEqual(watch.faults, []);
        assert.deepEqual(outerHeaders(simulator), headersOf(to, simulator));
      }),
      // With the first message of a plan, so that some message fails in any case.
      { numRuns: RUNS / 3, examples: [[NOTHING, { ...NOTHING, encap: ENCAP }, 0]] },
    );
    t.ok(watch.failed > 0, `${watch.failed} faults in ${watch.count} messages`);
  });
}

/** Applies a state once, and looks neither at how it ends nor whether it can be planned. */
async function attempt(vpp: VppClient, desired: DesiredState): Promise<void> {
  try {
    const outcomes = await apply(vpp, await plan(vpp, desired), { force: true });
    for (const outcome of outcomes) if (!outcome.ok) assert.match(outcome.result, /^(refused|unknown|skipped)$/);
  } catch (reason) {
    assert.match((reason as VppError).code, /^VPP_/);
  }
}

/** Applies a state to a VPP that is willing. */
async function reach(vpp: VppClient, desired: DesiredState): Promise<void> {
  const outcomes = await apply(vpp, await plan(vpp, desired), { force: true });
  assert.deepEqual(
    outcomes.filter(({ ok }) => !ok),
    [],
  );
  assert.deepEqual((await verify(vpp, desired)).differences, []);
  assert.deepEqual(withoutWarnings(await plan(vpp, desired)), { steps: [], conflicts: [] });
}

/** A simulated VPP, and clients of it. */
async function scene(t: Test): Promise<{ simulator: Simulator; client(): Promise<VppClient> }> {
  const simulator = await startSimulator({ recordCalls: false });
  t.teardown(() => simulator.close());
  const client = async () => {
    const vpp = await connect({ socketPath: simulator.socketPath, waitMs: 5000 });
    await createInterfaces(vpp);
    return vpp;
  };
  return { simulator, client };
}

/** What each list encapsulates with, which VPP does not show: the source, and the hop limit. */
function outerHeaders({ state: { policies } }: Simulator): string[] {
  return policies.flatMap(({ bsid, isEncap, segmentLists }) =>
    isEncap ? segmentLists.map(({ encapSource, encapHopLimit }) => `${bsid} ${encapSource} ${encapHopLimit}`) : [],
  );
}

/** What each list should encapsulate with. A state that does not name it takes any. */
function headersOf({ encap }: DesiredState, { state: { policies } }: Simulator): string[] {
  return policies.flatMap(({ bsid, isEncap, segmentLists }) =>
    isEncap
      ? segmentLists.map((list) => {
          const { source = list.encapSource, hopLimit = list.encapHopLimit } = encap;
          return `${bsid} ${source} ${hopLimit}`;
        })
      : [],
  );
}

interface Watch {
  readonly count: number;
  readonly failed: number;
  /** What was wrong after a message, in words. */
  readonly faults: string[];
  /** Does wrong at the message that comes after this many. */
  failAt(count: number | undefined, kind: FaultKind): void;
}

/** Looks at what VPP holds after each message that changes it. */
function watchMessages(simulator: Simulator): Watch {
  let left: number | undefined;
  let fault: FaultKind = "refuse";
  const watch = {
    count: 0,
    failed: 0,
    faults: [] as string[],
    failAt(count: number | undefined, kind: FaultKind): void {
      left = count;
      fault = kind;
    },
  };
  for (const message of CHANGES) {
    simulator.on(message, (_, answer) => {
      watch.count++;
      const isHit = left !== undefined && left-- === 0;
      if (isHit) watch.failed++;
      const reply = isHit ? failBy(fault, simulator, answer) : answer();
      watch.faults.push(...findFaults(simulator));
      return reply;
    });
  }
  return watch;
}

function failBy<Reply>(
  kind: FaultKind,
  simulator: Simulator,
  answer: () => Reply | undefined,
): Reply | { retval: number; statsIndex: number } | undefined {
  if (kind === "refuse") return { retval: -1, statsIndex: NO_STATS_INDEX };
  if (kind === "silence") return undefined;
  if (kind === "reset") simulator.inject({ kind: "reset", times: 1 });
  if (kind === "restart") simulator.inject({ kind: "restart", times: 1 });
  const reply = answer();
  return kind === "drop" ? undefined : reply;
}

function findFaults({ state: { policies, steering, localSids, tables } }: Simulator): string[] {
  const known = new Map(policies.map((policy) => [policy.index, policy]));
  const counts = policies.map(({ segmentLists }) => segmentLists.length);
  const ids = new Set(tables.map(({ family, tableId }) => `${family} ${tableId}`));
  const needed = [
    ...[...policies, ...localSids].map(({ fibTable }) => `6 ${fibTable}`),
    ...steering.flatMap(({ traffic }) => (traffic.type === 2 ? [] : [`${traffic.type} ${traffic.fibTable}`])),
  ];
  return [
    ...needed.flatMap((id) => (ids.has(id) ? [] : [`there is no table ${id}`])),
    ...steering.flatMap(({ index, policyIndex }) => (known.has(policyIndex) ? [] : [`steering ${index} is astray`])),
    ...counts.flatMap((count) => (count > 0 && count <= MAX_LISTS ? [] : [`a policy has ${count} lists`])),
  ];
}
