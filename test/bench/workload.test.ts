import t, { type Test } from "tap";
import {
  hotLoopMessages,
  type Item,
  messagesOf,
  operationsOf,
  overlayDocument,
  STEERED_POLICIES,
  type Work,
} from "../../bench/workload.ts";
import { srLocalsidAddDel, srPolicyAdd, srPolicyDel, srSteeringAddDel } from "../../src/binapi/sr.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import { apply, inverse, parseDocument, plan } from "../../src/desired/index.ts";
import { type Simulator, startSimulator } from "../../src/simulator/index.ts";
import { Srv6 } from "../../src/srv6/index.ts";
import type { Request } from "../../src/wire/index.ts";

const MESSAGES = [srLocalsidAddDel, srPolicyAdd, srPolicyDel, srSteeringAddDel] as const;
const POLICIES: Work = { kind: "policy", action: "add", count: STEERED_POLICIES };

for (const kind of ["localSid", "policy", "steering"] as const) {
  t.test(`Srv6.batch sends the messages that the ceiling sends: ${kind}`, async (t) => {
    const [ours, ceiling] = [await start(t), await start(t)];
    for (const { vpp } of kind === "steering" ? [ours, ceiling] : []) await send(vpp, messagesOf(POLICIES));
    for (const action of ["add", "delete"] as const) {
      const work: Work = { kind, action, count: 50 };
      const outcomes = await new Srv6(ours.vpp).batch(operationsOf(work));
      t.equal(outcomes.filter(({ ok }) => ok).length, 50);
      await send(ceiling.vpp, messagesOf(work));
    }
    t.same(sent(ours.simulator), sent(ceiling.simulator));
  });
}

t.test("apply sends the messages that the ceiling sends: an overlay", async (t) => {
  const [ours, ceiling] = [await start(t), await start(t)];
  const made = await plan(ours.vpp, await parseDocument(overlayDocument(5)));
  for (const steps of [made, inverse(made)]) t.ok((await apply(ours.vpp, steps)).every(({ ok }) => ok));
  for (const action of ["add", "delete"] as const) {
    await send(ceiling.vpp, messagesOf({ kind: "overlay", action, count: 5 }));
  }
  t.same(sent(ours.simulator), sent(ceiling.simulator));
  t.equal(ours.simulator.calls(srPolicyAdd).length, 10, "two policies for each node");
  t.equal(ours.simulator.calls(srSteeringAddDel).length, 40, "four prefixes, there and back");
});

t.test("the hot configuration loop leaves nothing behind", async (t) => {
  const { vpp } = await start(t);
  await send(vpp, messagesOf({ kind: "policy", action: "add", count: 1 }));
  await send(vpp, hotLoopMessages(1, 7));
  const srv6 = new Srv6(vpp);
  t.same(
    (await srv6.policies()).map(({ bsid }) => String(bsid)),
    ["cafe:be::1"],
  );
  t.same(await srv6.steering(), []);
});

async function start(t: Test): Promise<{ vpp: VppClient; simulator: Simulator }> {
  const simulator = await startSimulator();
  t.teardown(() => simulator.close());
  const vpp = await connect({ socketPath: simulator.socketPath });
  t.teardown(() => vpp.close());
  return { vpp, simulator };
}

async function send(vpp: VppClient, items: readonly Item[]): Promise<void> {
  await Promise.all(items.map(({ message, fields }) => vpp.request(message as Request<unknown, unknown>, fields)));
}

function sent(simulator: Simulator): unknown[] {
  return MESSAGES.map((message) => simulator.calls<unknown>(message as Request<unknown, unknown>));
}
