import assert from "node:assert/strict";
import type { Test } from "tap";
import { connect, type VppClient } from "../../src/client/index.ts";
import {
  apply,
  describeStep,
  type Permission,
  type Plan,
  parseDocument,
  plan,
  requirePermission,
} from "../../src/desired/index.ts";
import { type Simulator, startSimulator } from "../../src/simulator/index.ts";

/** A simulated VPP, in which a document has been applied. Fails the test if a fault hits nothing that is sent. */
export async function scene(
  t: Test,
  document = "{}",
  release = "26.06",
): Promise<{ vpp: VppClient; simulator: Simulator; applied: Plan }> {
  const simulator = await startSimulator({ release });
  t.teardown(async () => {
    await simulator.close();
    const unhit = simulator.faults.filter(({ hits }) => hits === 0).map(({ fault }) => fault);
    assert.deepEqual(unhit, [], "faults that have hit nothing");
  });
  const vpp = await connect({ socketPath: simulator.socketPath });
  t.teardown(() => vpp.close());
  const applied = await planFor(vpp, document);
  await applyAll(t, vpp, applied);
  return { vpp, simulator, applied };
}

/** The plan for a document, which may need no more permission than this. */
export async function planFor(vpp: VppClient, document: string, permission: Permission = {}): Promise<Plan> {
  const todo = await plan(vpp, await parseDocument(document));
  requirePermission(todo, permission);
  return todo;
}

/** Carries out a plan, of which no step may fail. */
export async function applyAll(t: Test, vpp: VppClient, todo: Plan): Promise<void> {
  const outcomes = await apply(vpp, todo, { force: true });
  t.same(
    outcomes.filter(({ ok }) => !ok),
    [],
  );
}

/** The steps of a plan in words. */
export function lines({ steps }: Plan): string[] {
  return steps.map(describeStep);
}

/** The segments and weights of a policy in the simulator. */
export function listsOf({ state }: Simulator, bsid: string): string[] {
  const policy = state.policies.find((each) => String(each.bsid) === bsid);
  return (policy?.segmentLists ?? []).map(({ segments, weight }) => `${segments.join(" ")} x${weight}`).sort();
}

/** A plan without its warnings, which are about the packets that a state gets, not about what is done. */
export function withoutWarnings({ steps, conflicts, needs }: Plan): Omit<Plan, "warnings"> {
  return { steps, conflicts, ...(needs && { needs }) };
}
