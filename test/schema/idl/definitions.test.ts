import t from "tap";
import { addStatement } from "../../../src/schema/idl/definitions.ts";
import { parseStatements } from "../../../src/schema/idl/parser.ts";
import { Source } from "../../../src/schema/idl/source.ts";
import { Unit } from "../../../src/schema/idl/unit.ts";

/** The unit of a file that imports nothing. */
function read(text: string): Unit {
  const source = new Source("a.api", text);
  const unit = new Unit(source, new Map());
  for (const statement of parseStatements(source)) if (statement.kind !== "import") addStatement(statement, unit);
  return unit;
}

t.test("a define is a message; options have text for values", async (t) => {
  const { messages } = read("define m { option deprecated; option since = 26; u32 id; u8 n; u8 data[n]; };");
  t.same(messages, [
    {
      name: "m",
      fields: [
        { name: "id", type: "u32" },
        { name: "n", type: "u8" },
        { name: "data", type: "u8", array: { kind: "counted", by: "n" } },
      ],
      options: { deprecated: "", since: "26" },
    },
  ]);
});

t.test("autoreply adds a reply of context and return value, with the options of its request", async (t) => {
  const [, reply] = read("autoreply define m { option deprecated; u32 id; };").messages;
  t.same(reply, {
    name: "m_reply",
    fields: [
      { name: "context", type: "u32" },
      { name: "retval", type: "i32" },
    ],
    options: { deprecated: "" },
  });
});

t.test("typedefs, unions and aliases are types", async (t) => {
  const { types } = read(
    "typedef a { u8 x; }; union b { u8 x; u16 y; }; typedef u8 c[6]; typedef string d[]; typedef u32 e;",
  );
  t.same(
    [...types.values()],
    [
      { kind: "typedef", name: "a", fields: [{ name: "x", type: "u8" }] },
      {
        kind: "union",
        name: "b",
        fields: [
          { name: "x", type: "u8" },
          { name: "y", type: "u16" },
        ],
      },
      { kind: "alias", name: "c", type: "u8", length: 6 },
      { kind: "alias", name: "d", type: "string", length: 0 },
      { kind: "alias", name: "e", type: "u32" },
    ],
  );
});

t.test("an item without a value is one more than the item before it, the first is 0", async (t) => {
  const { types } = read("enum e : u8 { A, B, C = 7, D, };");
  t.same(types.get("e"), {
    kind: "enum",
    name: "e",
    type: "u8",
    items: [
      ["A", 0],
      ["B", 1],
      ["C", 7],
      ["D", 8],
    ],
  });
});

t.test("compatible items are the last ones, and are counted", async (t) => {
  t.match(read("enum e { A, B [backwards_compatible], C [backwards_compatible], };").types.get("e"), {
    compatibleItems: 2,
  });
  t.throws(() => read("enum e { A [backwards_compatible], B, };"), {
    code: "VPP_SCHEMA",
    message: "a.api:1:36: B follows an item that is backwards_compatible: such items must be the last\n",
  });
});

t.test("options of a field that restrict its values are kept", async (t) => {
  const { messages } = read("define m { u32 a [default=0xffffffff, limit=3]; bool b [default=true, other=1]; };");
  t.same(messages[0]?.fields, [
    { name: "a", type: "u32", default: 0xffffffff, limit: 3 },
    { name: "b", type: "bool", default: true },
  ]);
});

t.test("options, services, counters and paths are kept as they are", async (t) => {
  const unit = read(
    `option version = "1.2.3";
     service { rpc a returns b; rpc c returns null; };
     counters n { x { severity error; type counter64; units "packets"; description "lost"; }; };
     paths { "/err/n" "n"; };`,
  );
  t.equal(unit.options.get("version"), "1.2.3");
  t.same(
    unit.rpcs.map(({ caller, reply }) => [caller.text, reply?.text]),
    [
      ["a", "b"],
      ["c", undefined],
    ],
  );
  t.match(unit.counters, [{ name: "n", elements: [{ name: "x", severity: "error", units: "packets" }] }]);
  t.same(unit.paths, [{ path: "/err/n", counter: "n" }]);
});

t.test("an alias cannot have a counted length", async (t) => {
  t.throws(() => read("typedef u8 t[n];"), {
    code: "VPP_SCHEMA",
    message: "a.api:1:14: an alias cannot have a counted length\n",
  });
});
