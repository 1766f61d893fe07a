import t from "tap";
import { parseDocument } from "../../../src/desired/document/document.ts";
import { addedTables, interfacesOf, routedTables, tablesOf } from "../../../src/desired/document/references.ts";
import { formatPath } from "../../../src/yaml/index.ts";

const NODE = `
tables: { ip4: [7] }
routes: [{ prefix: "fcff::/48", tableId: 11, nextHop: "fd00::2", interface: a }]
localSids:
  - { sid: "fcdd::1", fibTable: 12, behavior: { type: End.DT4, tableId: 7 } }
  - { sid: "fcdd::2", behavior: { type: End.DT6, tableId: 13 } }
  - { sid: "fcdd::3", behavior: { type: End.DX2, swIfIndex: 4 } }
policies: [{ bsid: "cafe::1", fibTable: 14, segments: ["fc00::1"] }]
steering: [{ prefix: 10.1.0.0/16, tableId: 15, bsid: "cafe::1" }, { interface: b, bsid: "cafe::1" }]
requires: { interfaces: [c], tables: { ip6: [16] }, neighbors: [{ interface: d, address: 10.0.0.2 }] }
owns: { routes: [{ prefix: 10.0.0.0/8, tableId: 17 }] }
adopt: true
`;

t.test("every interface that a state refers to is found, with its place", async (t) => {
  const found = interfacesOf(await parseDocument(NODE)).map((each) => `${formatPath(each.path)} ${each.nameOrNumber}`);
  t.same(found.sort(), [
    "localSids[2].behavior.swIfIndex 4",
    "requires.interfaces[0] c",
    "requires.neighbors[0].interface d",
    "routes[0].interface a",
    "steering[1].interface b",
  ]);
});

t.test("every table that VPP must have is found; not 0, nor those that the state adds", async (t) => {
  const state = await parseDocument(NODE);
  t.same(
    tablesOf(state)
      .map(({ family, tableId, path }) => `${formatPath(path)} ${family} ${tableId}`)
      .sort(),
    [
      "localSids[0].fibTable 6 12",
      "localSids[1].behavior.tableId 6 13",
      "policies[0].fibTable 6 14",
      "requires.tables.ip6[0] 6 16",
      "routes[0].tableId 6 11",
      "steering[0].tableId 4 15",
    ],
  );
  t.same(addedTables(state), [{ family: 4, tableId: 7 }]);
  const managed = await parseDocument(NODE.replace("requires: {", "requires: { manage: true,"));
  t.same(addedTables(managed), [
    { family: 4, tableId: 7 },
    { family: 6, tableId: 16 },
  ]);
});

t.test("routes are read of the tables whose routes are named or owned", async (t) => {
  t.same(routedTables(await parseDocument(NODE)), [
    { family: 6, tableId: 11 },
    { family: 4, tableId: 17 },
  ]);
});
