import t from "tap";
import { srLocalsidAddDel, srPolicyAdd, srSteeringAddDel } from "../../src/binapi/sr.ts";
import { cliInband } from "../../src/binapi/vlib.ts";
import { apply, type Plan, parseDocument, plan, Srv6State, verify } from "../../src/desired/index.ts";
import { planFor, scene } from "./scene.ts";

const NODE = `
localSids: [{ sid: fcdd::4, behavior: { type: End } }]
policies: [{ bsid: cafe::1, segments: [fc00::1] }]
steering: [{ prefix: 10.1.0.0/16, bsid: cafe::1 }]
adopt: true`;

const ABORTED_BEFORE = { code: "VPP_ABORTED", effect: "none", cause: "enough" };

t.test("nothing is read or sent after the signal was aborted", async (t) => {
  const { vpp, simulator } = await scene(t);
  const todo = await planFor(vpp, NODE);
  const desired = await parseDocument(NODE);
  const before = simulator.calls(cliInband).length;
  const options = { signal: AbortSignal.abort("enough") };
  const state = new Srv6State(vpp);
  const attempts: (() => Promise<unknown>)[] = [
    () => plan(vpp, desired, options),
    () => verify(vpp, desired, options),
    () => apply(vpp, todo, options),
    () => state.plan(desired, options),
    () => state.update({ encap: { hopLimit: 9 } }, options),
  ];
  for (const attempt of attempts) {
    await t.rejects(attempt(), ABORTED_BEFORE, String(attempt));
  }
  t.equal(simulator.calls(cliInband).length, before);
  t.same(simulator.calls(srLocalsidAddDel), []);
});

t.test("a signal that is aborted while VPP is read ends a plan and a verification", async (t) => {
  const { vpp, simulator } = await scene(t);
  const desired = await parseDocument(NODE);
  let controller = new AbortController();
  simulator.on(cliInband, (_, answer) => {
    controller.abort("enough");
    return answer();
  });
  await t.rejects(plan(vpp, desired, { signal: controller.signal }), ABORTED_BEFORE);
  controller = new AbortController();
  await t.rejects(verify(vpp, desired, { signal: controller.signal }), ABORTED_BEFORE);
  controller = new AbortController();
  t.equal((await plan(vpp, desired)).steps.length, 3, "without the signal it goes on");
});

t.test("a signal that is aborted while steps are sent says of each what became of it", async (t) => {
  const { vpp, simulator } = await scene(t);
  const todo = await planFor(vpp, NODE);
  const controller = new AbortController();
  simulator.on(srPolicyAdd, (_, answer) => {
    controller.abort("enough");
    return answer();
  });
  t.match(await apply(vpp, todo, { signal: controller.signal }), [
    { ok: true },
    { ok: false, result: "unknown", error: { code: "VPP_ABORTED", effect: "unknown" } },
    { ok: false, result: "skipped", error: { code: "VPP_ABORTED" } },
  ]);
  t.same(simulator.calls(srSteeringAddDel), []);
});

t.test("a plan is refused without the permission that it needs", async (t) => {
  const { vpp, simulator } = await scene(t, `${NODE}`);
  const sent = simulator.calls(srLocalsidAddDel).length;
  const todo = await plan(vpp, await parseDocument('owns: { sids: ["fcdd::/16"] }'));
  t.same(todo.needs, { force: { removed: 1, owned: 1 } });
  const refused = {
    code: "VPP_HAZARD",
    message: "1 of 1 owned entries would be removed, which is more than one in 5: use --force to allow it",
  };
  await t.rejects(apply(vpp, todo), refused);
  await t.rejects(new Srv6State(vpp).apply(todo), refused);
  t.equal(simulator.calls(srLocalsidAddDel).length, sent);
  for (const { ok } of await apply(vpp, todo, { force: true })) t.ok(ok);
  t.same(simulator.state.localSids, []);
});

t.test("a plan of no steps is checked and sends nothing", async (t) => {
  const { vpp } = await scene(t, NODE);
  const nothing: Plan = await planFor(vpp, NODE);
  t.same(await apply(vpp, nothing), []);
});
