import t from "tap";
import { describeForwarded, isForwarded, parseDocument, verify } from "../../src/desired/index.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import { message, simulatedVpp } from "../flow/altered.ts";
import { testForwarded } from "./forwarded.ts";
import { applyAll, planFor, scene } from "./scene.ts";

testForwarded(async (t) => {
  const simulator = await startSimulator();
  t.teardown(() => simulator.close());
  return simulator.socketPath;
});

const NODE = `
policies: [{ bsid: cafe::1, segments: [fc00::1] }, { bsid: cafe::2, segments: [fc00::2] }]
steering: [{ prefix: 10.1.0.0/16, bsid: cafe::1 }, { prefix: 10.2.0.0/16, bsid: cafe::1 }]`;

t.test("what VPP holds otherwise, or not at all, is a difference and not looked up", async (t) => {
  const { vpp } = await scene(t, NODE);
  const other = `${NODE.replace("10.1.0.0/16, bsid: cafe::1", "10.1.0.0/16, bsid: cafe::2")}
owns: { bsids: ["cafe::/112"] }`.replace("10.2.0.0", "10.3.0.0");
  const { differences, forwarding } = await verify(vpp, await parseDocument(other));
  t.same(
    differences.map(({ kind, reason }) => `${kind}: ${reason}`),
    ["steering: VPP steers it to cafe::1", "steering: VPP does not steer it"],
  );
  t.same(forwarding.map(describeForwarded), [
    "policy cafe::1 via fc00::1: unresolved: there is no usable route to fc00::1 in table 0",
    "policy cafe::2 via fc00::2: unresolved: there is no usable route to fc00::2 in table 0",
  ]);
});

t.test("a policy that is not in the document is looked up when traffic of the document takes it", async (t) => {
  const { vpp } = await scene(t, NODE);
  const desired = await parseDocument("steering: [{ prefix: 10.1.0.0/16, bsid: cafe::1 }]");
  t.same((await verify(vpp, desired)).warnings, [
    "policy cafe::1 via fc00::1: unresolved: there is no usable route to fc00::1 in table 0",
  ]);
});

t.test("an empty state is verified, and nothing is looked up for it", async (t) => {
  const { vpp } = await scene(t);
  const nothing = { differences: [], forwarding: [], warnings: [] };
  t.same(await verify(vpp, await parseDocument("{}")), nothing);
  t.ok(isForwarded(nothing));
});

t.test("of a VPP that cannot be asked, nothing is known", async (t) => {
  const { vpp } = await simulatedVpp(t, { alter: message("ip_route_lookup_v2", () => undefined) });
  await applyAll(t, vpp, await planFor(vpp, NODE));
  const verification = await verify(vpp, await parseDocument(`${NODE}\ninnerMtu: 1500`));
  t.ok(verification.forwarding.every(({ forwarding: { state } }) => state === "unknown"));
  t.equal(verification.forwarding.length, 4);
  t.same(verification.warnings, ["this VPP has no message that looks up routes"]);
  t.notOk(isForwarded(verification));
});
