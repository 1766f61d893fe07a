import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import { createLoopback, deleteLoopback, swInterfaceDump } from "../../src/binapi/interface.ts";
import { exportDocument, jsonSchema, parseDocument, plan } from "../../src/desired/index.ts";
import { Srv6 } from "../../src/srv6/index.ts";
import { createInterfaces, observeSrv6, state } from "./converge.ts";
import { applyAll, planFor, scene } from "./scene.ts";

const RUNS = 15;

const NODE = `
encap: { source: fd11::1, hopLimit: 9 }
localSids:
  - { sid: fcdd::4, behavior: { type: End.DX4, nextHop: 10.0.0.1, interface: loop0 } }
  - { sid: fcdd::5, behavior: { type: End, psp: true } }
  - { sid: "fcdd:1::", behavior: { type: uN } }
policies:
  - { bsid: cafe::1, encapSource: fd11::9, segments: [fc00::1, fc00::2] }
  - { bsid: cafe::2, policyType: spray, segmentLists: [{ segments: [fc00::1] }, { segments: [fc00::2], weight: 3 }] }
  - { bsid: cafe::3, headend: insert, segments: [fc00::1] }
steering:
  - { prefix: 10.1.0.0/16, bsid: cafe::1 }
  - { prefix: ::/0, bsid: cafe::3 }`;

t.test("what a node holds is a document that leads there from nothing", async (t) => {
  const [node, other] = [await scene(t), await scene(t)];
  for (const { vpp } of [node, other]) await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await applyAll(t, node.vpp, await planFor(node.vpp, NODE));
  const exported = await exportDocument(node.vpp);
  t.match(exported, "interface: loop0");
  t.notMatch(exported, "#");
  t.same(await planFor(node.vpp, exported), { steps: [], conflicts: [], warnings: [] });
  await applyAll(t, other.vpp, await planFor(other.vpp, exported));
  t.same(await observeSrv6(other.vpp), await observeSrv6(node.vpp));
});

t.test("so it is with any state", async (t) => {
  const { vpp } = await scene(t);
  const fresh = await scene(t);
  for (const each of [vpp, fresh.vpp]) await createInterfaces(each);
  await fc.assert(
    fc.asyncProperty(state, async (desired) => {
      const { owns } = desired;
      await applyAll(t, vpp, await plan(vpp, desired));
      const exported = await parseDocument(await exportDocument(vpp));
      await applyAll(t, fresh.vpp, await plan(fresh.vpp, { ...exported, ...(owns && { owns }) }));
      assert.deepEqual(await observeSrv6(fresh.vpp), await observeSrv6(vpp));
    }),
    { numRuns: RUNS },
  );
});

t.test("a name of any characters is the same when the document is read, and commands no terminal", async (t) => {
  const { vpp, simulator } = await scene(t);
  await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await new Srv6(vpp).addLocalSid({ sid: "fc00::1", behavior: { type: "End.DX2", swIfIndex: 1 } });
  const names = Array.from({ length: 0x2100 / 0x10 }, (_, row) =>
    String.fromCharCode(...Array.from({ length: 16 }, (_, at) => row * 16 + at)).replace("\0", ""),
  );
  let interfaceName = "";
  simulator.on(swInterfaceDump, (_, answer) => [...answer()].map((each) => ({ ...each, interfaceName })));
  for (const name of [...names, "\u202e", "a\n\u2066b", "\u2028", "- \u200f"]) {
    interfaceName = name;
    const exported = await exportDocument(vpp);
    t.notMatch(exported, /[^\P{Cc}\n]|[\p{Bidi_C}\u2028\u2029]/u);
    t.match((await parseDocument(exported)).localSids, [{ behavior: { interface: name } }]);
  }
});

t.test("what no document can say is told at its top", async (t) => {
  const { vpp } = await scene(t, `policies: [{ bsid: cafe::1, segments: [fc00::1] }]`);
  const srv6 = new Srv6(vpp);
  await srv6.addSegmentList("cafe::1", { segments: ["fc00::1"] });
  await srv6.addPolicy({ bsid: "cafe::2", segmentLists: [{ segments: ["fc00::2"] }] });
  const { swIfIndex } = await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await srv6.steer({ kind: "l2", swIfIndex }, "cafe::2");
  await vpp.request(deleteLoopback, { swIfIndex });
  const exported = await exportDocument(vpp);
  t.equal(
    exported.split("\n").slice(0, 2).join("\n"),
    "# Left out: policy cafe::1: it has the same segment list more than once\n" +
      "# Left out: steering of frames of interface 1: there is no such interface",
  );
  t.match(await parseDocument(exported), { policies: [{}], steering: [] });
});

t.test("the JSON Schema knows the keys of a document and no others", async (t) => {
  t.match(await jsonSchema(), {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    additionalProperties: false,
    properties: {
      encap: { properties: { source: { type: "string" }, hopLimit: { type: "integer", minimum: 1, maximum: 255 } } },
      localSids: { type: "array", items: { required: ["sid", "behavior"], additionalProperties: false } },
      policies: { items: { required: ["bsid"], properties: { headend: { enum: ["encaps", "insert"] } } } },
      tables: { properties: { ip4: { items: { minimum: 0, maximum: 0xfffffffe } } } },
      routes: { items: { required: ["prefix", "nextHop"], properties: { interface: { type: "string" } } } },
      steering: { items: { required: ["bsid"], properties: { interface: { type: "string" } } } },
      owns: { properties: { scratch: { type: "string" } } },
      requires: { properties: { interfaces: { type: "array" } } },
    },
  });
});
