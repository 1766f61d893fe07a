import t from "tap";
import { createLoopback } from "../../src/binapi/interface.ts";
import { ipTableAddDel } from "../../src/binapi/ip.ts";
import { ipNeighborAddDel } from "../../src/binapi/ip_neighbor.ts";
import type { VppClient } from "../../src/client/index.ts";
import { inverse, parseDocument, plan, verify } from "../../src/desired/index.ts";
import type { Simulator } from "../../src/simulator/index.ts";
import { applyAll, lines, planFor, scene, withoutWarnings } from "./scene.ts";

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
  t.same(withoutWarnings(await planFor(vpp, NODE)), { steps: [], conflicts: [] });
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

const NEIGHBOR = `
requires:
  interfaces: [loop0]
  tables: { ip6: [10] }
  neighbors:
    - { interface: loop0, address: "fd00:12::2", mac: "02:00:00:00:00:02" }
    - { interface: loop0, address: 10.0.0.2 }
`;
const MANAGED = `${NEIGHBOR}  manage: true\n`;

/** Tells VPP of a neighbour on interface 1. */
function addNeighbor(vpp: VppClient, ipAddress: string, macAddress: string, flags = 0): Promise<unknown> {
  const neighbor = { swIfIndex: 1, flags, macAddress, ipAddress };
  return vpp.request(ipNeighborAddDel, { isAdd: true, neighbor });
}

function neighborsOf({ state }: Simulator): string[] {
  return state.neighbors.map(
    ({ address, macAddress, isStatic }) => `${address} ${macAddress}${isStatic ? " static" : ""}`,
  );
}

t.test("required neighbours are looked for, and not made unless that is asked for", async (t) => {
  const { vpp, simulator } = await scene(t);
  await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await t.rejects(planFor(vpp, NEIGHBOR), {
    code: "VPP_DOCUMENT",
    message: [
      "document:4: requires.tables.ip6[0]: VPP has no IPv6 table 10",
      "document:6: requires.neighbors[0]: VPP has no neighbor fd00:12::2 on loop0",
      "document:7: requires.neighbors[1]: VPP has no neighbor 10.0.0.2 on loop0",
    ].join("\n"),
  });
  await vpp.request(ipTableAddDel, { isAdd: true, table: { tableId: 10, isIp6: true, name: "" } });
  await addNeighbor(vpp, "10.0.0.2", "02:00:00:00:00:07");
  await addNeighbor(vpp, "fd00:12::2", "02:00:00:00:00:09");
  await t.rejects(planFor(vpp, NEIGHBOR), {
    message:
      "document:6: requires.neighbors[0]: VPP has neighbor fd00:12::2 on loop0 at 02:00:00:00:00:09, not at 02:00:00:00:00:02",
  });
  await addNeighbor(vpp, "fd00:12::2", "02:00:00:00:00:02");
  t.same(withoutWarnings(await planFor(vpp, NEIGHBOR)), { steps: [], conflicts: [] });
  t.same((await verify(vpp, await parseDocument(NEIGHBOR))).differences, []);
  t.equal(neighborsOf(simulator).length, 2);
});

t.test("what is required is made first, where that is asked for", async (t) => {
  const { vpp, simulator } = await scene(t);
  await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await t.rejects(planFor(vpp, MANAGED), {
    message: "document:7: requires.neighbors[1]: VPP has no neighbor 10.0.0.2 on loop0; to add it, give its mac",
  });
  await addNeighbor(vpp, "10.0.0.2", "02:00:00:00:00:07");
  const node = `${MANAGED}localSids: [{ sid: fcdd::1, fibTable: 10, behavior: { type: End } }]`;
  const made = await planFor(vpp, node);
  t.same(lines(made), [
    "add IPv6 table 10: VPP has no such table",
    "add neighbor fd00:12::2 on interface 1 at 02:00:00:00:00:02: the document requires it",
    "add local SID fcdd::1 End: VPP has no such local SID",
  ]);
  await applyAll(t, vpp, made);
  t.same(neighborsOf(simulator), ["10.0.0.2 02:00:00:00:00:07", "fd00:12::2 02:00:00:00:00:02 static"]);
  t.same(withoutWarnings(await planFor(vpp, node)), { steps: [], conflicts: [] });
  await applyAll(t, vpp, inverse(made));
  t.same(neighborsOf(simulator), ["10.0.0.2 02:00:00:00:00:07"]);
  t.same(
    simulator.state.tables.filter(({ tableId }) => tableId === 10),
    [],
  );
});

t.test("a neighbour at another MAC address is changed, and changed back into what it was", async (t) => {
  const { vpp, simulator } = await scene(t);
  await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await addNeighbor(vpp, "10.0.0.2", "02:00:00:00:00:07");
  await addNeighbor(vpp, "fd00:12::2", "02:00:00:00:00:09");
  const todo = await planFor(vpp, MANAGED.replace("ip6: [10]", ""));
  t.same(lines(todo), [
    "change neighbor fd00:12::2 on interface 1 at 02:00:00:00:00:02: the document requires it, and VPP has it with MAC address 02:00:00:00:00:09",
  ]);
  await applyAll(t, vpp, todo);
  t.same(neighborsOf(simulator), ["10.0.0.2 02:00:00:00:00:07", "fd00:12::2 02:00:00:00:00:02 static"]);
  await applyAll(t, vpp, inverse(todo));
  t.same(neighborsOf(simulator), ["10.0.0.2 02:00:00:00:00:07", "fd00:12::2 02:00:00:00:00:09"]);
});

t.test("a neighbour is named well", async (t) => {
  const one = (fields: string) => `requires: { neighbors: [{ ${fields} }] }`;
  for (const [fields, message] of [
    ["address: 10.0.0.2", "requires.neighbors[0].interface: missing: expected a name"],
    ["interface: loop0", "requires.neighbors[0].address: missing: expected an IP address"],
    ["interface: loop0, address: 10.0.0.2, mac: 2", "requires.neighbors[0].mac: expected a MAC address, found 2"],
    [
      "interface: loop0, address: 10.0.0.2 }, { interface: loop0, address: 10.0.0.2",
      "requires.neighbors[1]: duplicate of requires.neighbors[0] 10.0.0.2 on loop0",
    ],
  ] as const) {
    await t.rejects(parseDocument(one(fields), "o.yaml"), { message: `o.yaml:1: ${message}` });
  }
  await t.rejects(parseDocument("requires: { manage: 1 }", "o.yaml"), {
    message: "o.yaml:1: requires.manage: expected true or false, found 1",
  });
});
