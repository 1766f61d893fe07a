import t from "tap";
import { diffMessages, diffSchemas, type MessageDifference } from "../../src/schema/diff.ts";
import { parseApi } from "../../src/schema/idl/resolve.ts";
import { ApiSchema } from "../../src/schema/model/model.ts";

const TYPES = "typedef u8 key[4]; enum mode : u8 { OFF, ON, }; typedef pair { u16 first; vl_api_mode_t mode; };";

/** Two versions of what is inside the braces of message `a`, and what differs between them. */
const bodies: readonly (readonly [before: string, after: string, differences: string[]])[] = [
  ["u32 x;", "u32 x;", []],
  ["u32 x;", "u32 x; u8 y;", ["added y: u8"]],
  ["u32 x; u8 y;", "u8 y;", ["removed x: u32"]],
  ["u32 x;", "u64 x;", ["changed x: u32 -> u64"]],
  ["u32 x[2];", "u32 x[3];", ["changed x: u32[2] -> u32[3]"]],
  ["u8 n; u32 x[n];", "u8 n; u8 x[n];", ["changed x: u32[n] -> u8[n]"]],
  ["u32 x; u8 y;", "u8 y; u32 x;", ["moved x", "moved y"]],
  ["u32 x; u8 y; u8 z;", "u32 x; u8 z;", ["removed y: u8"]],
  ["u32 x;", "u32 x [default=1];", []],
];

for (const [before, after, differences] of bodies) {
  t.test(`{ ${before} } differs from { ${after} } in ${differences.length} ways`, async (t) => {
    t.same(fields(read(before), read(after)), differences);
  });
}

/** Two versions of the types that message `a` uses, and what differs in it. */
const types: readonly (readonly [before: string, after: string, differences: string[]])[] = [
  ["u8 key[4]", "u8 key[6]", ["changed key: u8[4] -> u8[6]"]],
  ["u16 first;", "u16 first; u8 second;", ["added pair.second: u8"]],
  ["OFF, ON,", "OFF, ON, AUTO,", ["added pair.mode.AUTO: 2"]],
  ["OFF, ON,", "ON, OFF,", ["changed pair.mode.OFF: 0 -> 1", "changed pair.mode.ON: 1 -> 0"]],
  ["mode : u8", "mode : u16", ["changed pair.mode: u8 -> u16"]],
];

for (const [before, after, differences] of types) {
  t.test(`within types, "${after}" in place of "${before}" is told with its path`, async (t) => {
    const body = "vl_api_key_t key; vl_api_pair_t pair;";
    t.same(fields(read(body), read(body, { types: TYPES.replace(before, after) })), differences);
  });
}

/** Two versions of a file, and what becomes of message `a` by VPP's rules (extras/scripts/crcchecker.py). */
const rules: readonly (readonly [title: string, before: ApiSchema, after: ApiSchema, expected: object[]])[] = [
  ["the same", read("u32 x;"), read("u32 x;"), []],
  ["a released message changes", read("u32 x;"), read("u8 x;"), [{ change: "changed", isBreaking: true }]],
  [
    "one in progress changes",
    read("option in_progress; u32 x;"),
    read("option in_progress; u8 x;"),
    [{ change: "changed", isBreaking: false }],
  ],
  [
    "one in progress changes, as it used to be spelled",
    read('option status="in_progress"; u32 x;'),
    read("u8 x;"),
    [{ change: "changed", isBreaking: false }],
  ],
  [
    "one of an unfinished module changes",
    read("u32 x;", { version: "0.9.0" }),
    read("u8 x;"),
    [{ change: "changed", isBreaking: false }],
  ],
  ["a released message goes", read("u32 x;"), nothing(), [{ change: "removed", isBreaking: true }]],
  ["a deprecated one goes", read("option deprecated; u32 x;"), nothing(), [{ change: "removed", isBreaking: false }]],
  ["one comes", nothing(), read("u32 x;"), [{ change: "added", isBreaking: false }]],
  [
    "one becomes deprecated",
    read("u32 x;"),
    read("option deprecated; u32 x;"),
    [{ change: "deprecated", isBreaking: false }],
  ],
  [
    "an enumeration grows compatibly",
    read("vl_api_mode_t mode;"),
    read("vl_api_mode_t mode;", { types: TYPES.replace("ON,", "ON, AUTO [backwards_compatible],") }),
    [{ change: "extended", isBreaking: false, fields: [{ path: "mode.AUTO", change: "added", after: "2" }] }],
  ],
  [
    "an alias changes, which no CRC tells",
    read("vl_api_key_t key;"),
    read("vl_api_key_t key;", { types: TYPES.replace("key[4]", "key[5]") }),
    [
      {
        change: "extended",
        isBreaking: true,
        fields: [{ path: "key", change: "changed", before: "u8[4]", after: "u8[5]" }],
      },
    ],
  ],
];

for (const [title, before, after, expected] of rules) {
  t.test(title, async (t) => {
    const found = diffSchemas(before, after).filter(({ name }) => name === "a");
    t.match(found, expected);
    t.equal(found.length, expected.length);
  });
}

t.test("differences come by module and name", async (t) => {
  const names = diffSchemas(nothing(), read("u32 x;")).map(({ name }: MessageDifference) => name);
  t.same(names, ["a", "a_reply"]);
});

interface Settings {
  readonly types?: string;
  readonly version?: string;
}

function read(body: string, { types: known = TYPES, version = "1.0.0" }: Settings = {}): ApiSchema {
  const text = `option version="${version}"; ${known} autoreply define a { ${body} };`;
  return new ApiSchema("", [parseApi(text, "plugin.api")]);
}

function nothing(): ApiSchema {
  return new ApiSchema("", []);
}

function fields(before: ApiSchema, after: ApiSchema): string[] {
  const [old, now] = [before, after].map((schema) => {
    const module = schema.modules.get("plugin")!;
    return { schema, module, message: module.messages[0]! };
  });
  return diffMessages(old!, now!).map(({ path, change, before, after }) => {
    const types = [before, after].filter((type) => type !== undefined).join(" -> ");
    return `${change} ${path}${types === "" ? "" : `: ${types}`}`;
  });
}
