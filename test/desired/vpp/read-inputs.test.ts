import t from "tap";
import { createLoopback } from "../../../src/binapi/interface.ts";
import { ipRouteLookup, ipRouteLookupV2 } from "../../../src/binapi/ip.ts";
import { parseDocument } from "../../../src/desired/index.ts";
import { readInputs } from "../../../src/desired/vpp/read-inputs.ts";
import { Srv6 } from "../../../src/srv6/index.ts";
import { scene } from "../scene.ts";

const NODE = "localSids: [{ sid: fcdd::4, behavior: { type: End } }]\ntables: { ip4: [7] }\nadopt: true";

t.test("only what is in question is asked", async (t) => {
  const { vpp, simulator } = await scene(t, NODE);
  const before = simulator.calls(ipRouteLookup).length + simulator.calls(ipRouteLookupV2).length;
  const srv6 = new Srv6(vpp, { follows: true });
  const { answers } = await readInputs(vpp, srv6, await parseDocument(NODE));
  t.same(
    [answers.bsids.size, answers.shadows.size, answers.tables.size, answers.covers.size, answers.egress],
    [0, 0, 0, 0, undefined],
  );
  t.equal(simulator.calls(ipRouteLookup).length + simulator.calls(ipRouteLookupV2).length, before);
});

t.test("answers have the keys of what they are about", async (t) => {
  const { vpp } = await scene(t, NODE);
  await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  const desired = await parseDocument(`
localSids: [{ sid: fcdd::4, behavior: { type: End.DT4, tableId: 0 } }]
policies: [{ bsid: fcdd::4:1, segments: [fc00::1] }]
owns: { tables: { ip4: [7] } }
innerMtu: 1500`);
  const { answers, extras, desired: resolved } = await readInputs(vpp, new Srv6(vpp, { follows: true }), desired);
  t.same([...answers.tables], [["4 7", []]]);
  t.equal(answers.covers.size, 1, "before and after have the same address, length and table");
  t.ok([...answers.covers.values()].every((lengths) => lengths.includes(120)));
  t.match(extras.table, [{ observed: { family: 4, tableId: 7 } }]);
  t.equal(answers.egress?.numbers.length, 1);
  t.equal(resolved.innerMtu, 1500);
});

t.test("a BSID to which VPP has a route is found, unless it is not asked for", async (t) => {
  const { vpp } = await scene(t, "localSids: [{ sid: cafe::1, behavior: { type: End } }]");
  const desired = await parseDocument("policies: [{ bsid: cafe::1, segments: [fc00::1] }]");
  const sources = async (asksForBsids: boolean) => {
    const { answers } = await readInputs(vpp, new Srv6(vpp, { follows: true }), desired, { asksForBsids });
    return [...answers.bsids.values()];
  };
  t.same([await sources(true), await sources(false)], [["SR"], []]);
});
