import t from "tap";
import { DESCRIPTIONS } from "../../../src/desired/document/descriptions.ts";
import { jsonSchema, parseDocument } from "../../../src/desired/document/document.ts";

interface Schema {
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
}

/** Returns path and schema of each key below a schema. */
function* keysOf({ properties = {}, items, oneOf = [] }: Schema, path: string): Iterable<[path: string, key: Schema]> {
  for (const [name, key] of Object.entries(properties)) {
    const place = path === "" ? name : `${path}.${name}`;
    yield [place, key];
    yield* keysOf(key, place);
  }
  if (items !== undefined) yield* keysOf(items, `${path}[]`);
  for (const arm of oneOf) yield* keysOf(arm, path);
}

t.test("every key of the JSON Schema has a description, and every description a key", async (t) => {
  const keys = [...keysOf((await jsonSchema()) as Schema, "")];
  t.same(
    keys.filter(([, { description = "" }]) => !/^[`A-Z].*\.$/.test(description)).map(([path]) => path),
    [],
  );
  const used = keys.map(([path]) => (path in DESCRIPTIONS ? path : path.replace(/.*\./, "*.")));
  t.same([...new Set(used)].sort(), Object.keys(DESCRIPTIONS).sort());
});

const same: [what: string, written: string, leftOut: string][] = [
  [
    "a route",
    "routes: [{ prefix: 10.0.0.0/8, tableId: 0, nextHop: 192.0.2.1, swIfIndex: 1 }]",
    "routes: [{ prefix: 10.0.0.0/8, nextHop: 192.0.2.1, swIfIndex: 1 }]",
  ],
  [
    "a local SID",
    "localSids: [{ sid: fcdd::1, behavior: { type: End, psp: false }, fibTable: 0 }]",
    "localSids: [{ sid: fcdd::1, behavior: { type: End } }]",
  ],
  [
    "a policy",
    "policies: [{ bsid: cafe::1, segmentLists: [{ segments: [fc00::1], weight: 1 }], headend: encaps, policyType: default, fibTable: 0 }]",
    "policies: [{ bsid: cafe::1, segmentLists: [{ segments: [fc00::1] }] }]",
  ],
  [
    "steering",
    "steering: [{ prefix: 10.0.0.0/8, tableId: 0, bsid: cafe::1 }]",
    "steering: [{ prefix: 10.0.0.0/8, bsid: cafe::1 }]",
  ],
  [
    "ranges",
    "owns: { steering: [{ prefix: 10.0.0.0/8, tableId: 0 }], routes: [{ prefix: 10.0.0.0/8, tableId: 0 }] }",
    "owns: { steering: [{ prefix: 10.0.0.0/8 }], routes: [{ prefix: 10.0.0.0/8 }] }",
  ],
  ["requirements", "requires: { manage: false }", "requires: {}"],
];

for (const [what, written, leftOut] of same) {
  t.test(`the defaults of ${what} are those that the JSON Schema states`, async (t) => {
    const [{ places: _, ...left }, { places: __, ...right }] = await Promise.all([
      parseDocument(written),
      parseDocument(leftOut),
    ]);
    t.same(left, right);
  });
}

t.test("every default has a row above", async (t) => {
  const keys = [...keysOf((await jsonSchema()) as Schema, "")];
  const defaults = keys.filter(([, key]) => key.default !== undefined).map(([path]) => path);
  // `adopt` has none: a state without it is read as one that does not adopt.
  t.same(
    [...new Set(defaults)].sort(),
    [
      "routes[].tableId",
      "localSids[].behavior.psp",
      "localSids[].fibTable",
      "policies[].segmentLists[].weight",
      "policies[].headend",
      "policies[].policyType",
      "policies[].fibTable",
      "steering[].tableId",
      "owns.steering[].tableId",
      "owns.routes[].tableId",
      "adopt",
      "requires.manage",
    ].sort(),
  );
});
