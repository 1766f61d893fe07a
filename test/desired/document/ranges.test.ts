import t from "tap";
import { parseDocument } from "../../../src/desired/document/document.ts";

const NODE = `
tables: { ip4: [7] }
routes: [{ prefix: "fcff::/48", nextHop: "fd00::2", interface: a }]
localSids: [{ sid: "fcdd::1", behavior: { type: End } }]
policies: [{ bsid: "cafe::1", segments: ["fc00::1"] }]
steering: [{ prefix: 10.1.0.0/16, bsid: "cafe::1" }, { interface: b, bsid: "cafe::1" }]
`;

const ranges: [range: string, message: string | undefined][] = [
  ["tables: { ip4: [8] }", "tables.ip4[0]: 7 is outside of owns.tables: extend owns.tables, or set adopt: true"],
  ["tables: { ip4: [7] }", undefined],
  [
    'routes: [{ prefix: "fcfe::/16" }]',
    "routes[0].prefix: fcff::/48 table 0 is outside of owns.routes: extend owns.routes, or set adopt: true",
  ],
  [
    'routes: [{ prefix: "fcff::/16", tableId: 7 }]',
    "routes[0].prefix: fcff::/48 table 0 is outside of owns.routes: extend owns.routes, or set adopt: true",
  ],
  ['routes: [{ prefix: "fcff::/16" }]', undefined],
  ['sids: ["fcde::/16"]', "localSids[0].sid: fcdd::1 is outside of owns.sids: extend owns.sids, or set adopt: true"],
  ['bsids: ["beef::/16"]', "policies[0].bsid: cafe::1 is outside of owns.bsids: extend owns.bsids, or set adopt: true"],
  [
    "steering: [{ interface: b }]",
    "steering[0].prefix: 10.1.0.0/16 table 0 is outside of owns.steering: extend owns.steering, or set adopt: true",
  ],
  ["steering: [{ prefix: 10.0.0.0/8 }, { interface: b }]", undefined],
];

for (const [range, message] of ranges) {
  t.test(`a document that owns ${range} ${message === undefined ? "is read" : "is refused"}`, async (t) => {
    const text = `${NODE}owns: { ${range} }`;
    if (message === undefined) t.ok(await parseDocument(text));
    else {
      const error = await parseDocument(text).then(() => "it is read", String);
      t.ok(error.endsWith(message), error);
    }
    t.ok(await parseDocument(`${text}\nadopt: true`), "adopted");
  });
}

t.test("nothing else may be in the range of scratch BSIDs, adopted or not", async (t) => {
  const text = `${NODE}owns: { scratch: "cafe::/120" }\nadopt: true`;
  await t.rejects(parseDocument(text), {
    message: /policies\[0\]\.bsid: cafe::1 is in owns\.scratch, which must stay free: use another BSID$/,
  });
});
