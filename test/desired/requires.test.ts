import t from "tap";
import { createLoopback } from "../../src/binapi/interface.ts";
import { ipTableAddDel } from "../../src/binapi/ip.ts";
import { parseDocument, plan, verify } from "../../src/desired/index.ts";
import { applyAll, planFor, scene } from "./scene.ts";

const NODE = `
requires:
  interfaces: [loop0]
  tables: { ip4: [10] }
localSids:
  - { sid: fcdd::4, behavior: { type: End.DX4, nextHop: 10.0.0.1, interface: loop0 } }
  - { sid: fcdd::5, behavior: { type: End.X, nextHop: fe80::1, interface: loop0 } }`;

t.test("what a document requires is looked for, and told with its line when it is missing", async (t) => {
  const { vpp, simulator } = await scene(t);
  const desired = await parseDocument(NODE.replace("[loop0]", "[lokal0, loop0]"), "o.yaml");
  const error = await plan(vpp, desired).catch((reason: unknown) => reason);
  t.match(error, {
    code: "VPP_DOCUMENT",
    message: [
      "o.yaml:3: requires.interfaces[0]: VPP has no interface lokal0: did you mean local0?",
      "o.yaml:3: requires.interfaces[1]: VPP has no interface loop0",
      "o.yaml:6: localSids[0].behavior.interface: VPP has no interface loop0",
      "o.yaml:7: localSids[1].behavior.interface: VPP has no interface loop0",
      "o.yaml:4: requires.tables.ip4[0]: VPP has no IPv4 table 10",
    ].join("\n"),
  });
  t.same(simulator.state.localSids, []);
});

t.test("an interface is found by its name", async (t) => {
  const { vpp, simulator } = await scene(t);
  const { swIfIndex } = await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await vpp.request(ipTableAddDel, { isAdd: true, table: { tableId: 10, isIp6: false, name: "" } });
  await applyAll(t, vpp, await planFor(vpp, NODE));
  t.same(
    simulator.state.localSids.map(({ swIfIndex: index }) => index),
    [swIfIndex, swIfIndex],
  );
  t.same((await verify(vpp, await parseDocument(NODE))).differences, []);
  t.same(await planFor(vpp, NODE), { steps: [], conflicts: [], warnings: [] });
});

t.test("a behavior names its interface once", async (t) => {
  const sid = (on: string) => `localSids: [{ sid: fcdd::4, behavior: { type: End.DX2${on} } }]`;
  await t.rejects(parseDocument(sid(""), "o.yaml"), {
    message: "o.yaml:1: localSids[0].behavior: missing: expected interface or swIfIndex",
  });
  await t.rejects(parseDocument(sid(", interface: loop0, swIfIndex: 1"), "o.yaml"), {
    message: "o.yaml:1: localSids[0].behavior: give interface or swIfIndex, not both",
  });
});
