import t from "tap";
import { readState, stateJsonSchema } from "../../../src/desired/document/schema.ts";

/** Path and text of each problem. */
function problems(value: unknown): string[] {
  const read = readState(value);
  return "problems" in read ? read.problems.map(({ path, text }) => `${path.join(".")}: ${text}`) : [];
}

t.test("what is left out has its default", async (t) => {
  t.same(readState({}), { encap: {}, localSids: [], policies: [], steering: [] });
  const read = readState({
    policies: [{ bsid: "cafe::1", segments: ["fc00::1"] }],
    steering: [{ prefix: "10.0.0.0/8", bsid: "cafe::1" }],
  });
  t.match(read, {
    policies: [{ headend: "encaps", policyType: "default", fibTable: 0 }],
    steering: [{ kind: "l3", tableId: 0 }],
  });
});

const wrong: [value: unknown, problem: string][] = [
  [7, ": expected a mapping, found 7"],
  [{ encap: { hopLimit: 0 } }, "encap.hopLimit: expected a whole number from 1 to 255, found 0"],
  [{ localSids: "fcdd::1" }, 'localSids: expected a list, found "fcdd::1"'],
  [
    { localSids: [{ sid: "fcdd::1" }] },
    "localSids.0.behavior: missing: expected a mapping, as in { type: End.DT4, tableId: 0 }",
  ],
  [{ policies: [{ segments: ["fc00::1"] }] }, "policies.0.bsid: missing: expected a SID"],
  [{ steering: [{ bsid: "cafe::1" }] }, "steering.0: missing: expected prefix or interface"],
  [{ owns: { tables: { ip4: [0] } } }, "owns.tables.ip4.0: expected a whole number from 1 to 4294967294, found 0"],
  [{ innerMtu: 67 }, "innerMtu: expected a whole number from 68 to 65535, found 67"],
];

for (const [value, problem] of wrong) {
  t.test(`a document of ${JSON.stringify(value)} is refused`, async (t) => {
    const [first = ""] = problems(value);
    t.ok(first.startsWith(problem), first);
  });
}

t.test("the known keys are a field of the problem of an unknown one", async (t) => {
  const read = readState({ encap: { sources: "fd11::1", hop: 1 } });
  t.match(read, {
    problems: [
      {
        path: ["encap", "sources"],
        text: "unknown key: did you mean source? (known: source, hopLimit)",
        known: ["source", "hopLimit"],
      },
      { path: ["encap", "hop"], known: ["source", "hopLimit"] },
    ],
  });
});

t.test("the JSON Schema has all keys, and allows no others", async (t) => {
  const schema = stateJsonSchema() as { properties: Record<string, unknown>; additionalProperties: unknown };
  t.same(Object.keys(schema.properties).sort(), [
    ...["adopt", "encap", "innerMtu", "localSids", "owns", "policies", "requires", "routes", "steering", "tables"],
  ]);
  t.equal(schema.additionalProperties, false);
});
