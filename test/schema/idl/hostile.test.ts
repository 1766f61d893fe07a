import t from "tap";
import { parseApi } from "../../../src/schema/idl/resolve.ts";
import { Layouts } from "../../../src/schema/layout.ts";
import { ApiSchema } from "../../../src/schema/model/model.ts";

/** Fills a file up to the greatest length that is read. */
const MAX_CHARS = 2 ** 20;

/** Texts that take the memory, the stack or the time of a careless reader, and the beginning of what is said about them. */
const refused: readonly (readonly [what: string, text: () => string, message: string])[] = [
  ["a text that is too long", () => " ".repeat(MAX_CHARS + 1), "a.api: longer than 1048576 characters"],
  [
    "brackets within brackets",
    () => `define a { u8 x${"[".repeat(1_000_000)}`,
    "a.api:1:17: expected a length or an option",
  ],
  ["braces within braces", () => `define a ${"{".repeat(1_000_000)}`, "a.api:1:11: expected a field's type"],
  ["comments that only begin", () => `/${"/*".repeat(500_000)}\n*`, 'a.api:2:1: unexpected character "*"'],
  ["a comment that does not end", () => `/*${" *".repeat(500_000)}`, "a.api:1:1: this comment has no end"],
  ["a text that does not end", () => `option a = "${"\\\\".repeat(500_000)}`, "a.api:1:12: this text has no end"],
  ["a word as long as a file", () => "x".repeat(MAX_CHARS), "a.api:1:1: expected a statement"],
  ["a file of empty lines", () => `${"\n".repeat(1_000_000)}x`, "a.api:1000001:1: expected a statement"],
  ["a thousand types within each other", () => chain(1000), "a.api:65:9: types are nested more than 64 deep at t64"],
  [
    "as many flags as fit",
    () => "autoreply ".repeat(100_000),
    "a.api:1:1000001: expected define, typedef or union but the file ends",
  ],
];

for (const [what, text, message] of refused) {
  t.test(`refuses ${what}`, async (t) => {
    t.throws(() => parseApi(text(), "a.api"), { code: "VPP_SCHEMA", message });
  });
}

/** What may be there so often that all pairs would be too many. */
const repeated: readonly (readonly [what: string, text: (at: number) => string])[] = [
  ["comments", () => "/**/"],
  ["messages on one line, each with a comment", (at) => `/* */autoreply define m${at}{u8 x;};`],
  ["types", (at) => `typedef t${at}{u8 x;};\n`],
  ["options", (at) => `option o${at};`],
  ["imports of one file", () => 'import "t.api";'],
];

for (const [what, text] of repeated) {
  t.test(`reads as many ${what} as are allowed`, async (t) => {
    const parts: string[] = [];
    for (let at = 0, length = 0; length < MAX_CHARS - 100 && at < 10_000; at++)
      length += parts[parts.push(text(at)) - 1]!.length;
    t.ok(parseApi(parts.join(""), "a.api", (path) => ({ path, text: "typedef u8 imported;" })));
  });
}

for (const kind of ["typedef", "union"]) {
  t.test(`each ${kind} may use the one before it twice`, async (t) => {
    const double = (at: number) => `${kind} t${at} { vl_api_t${at - 1}_t a; vl_api_t${at - 1}_t b; };`;
    const types = Array.from({ length: 60 }, (_, at) => (at === 0 ? `${kind} t0 { u8 x; };` : double(at)));
    const module = parseApi(`${types.join("\n")} autoreply define m { vl_api_t59_t x; };`, "a.api");
    const [message] = module.messages;
    const [layout] = new Layouts(new ApiSchema("26.06", [module])).fields(message!.fields, module);
    t.equal(layout?.shape.leastBytes, kind === "union" ? 1 : 2 ** 59);
  });
}

t.test("each file may import the one before it twice, but not for ever", async (t) => {
  const importer = (at: number) => `import "${at}.api";`.repeat(2);
  const find = (path: string) => ({ path, text: path === "0.api" ? "" : importer(Number.parseInt(path, 10) - 1) });
  t.equal(parseApi(importer(10), "a.api", find).imports.length, 2 ** 12 - 2);
  t.throws(() => parseApi(importer(50), "a.api", find), {
    code: "VPP_SCHEMA",
    message: "there are more than 10000 imports",
  });
});

t.test("imports that never end are refused", async (t) => {
  const find = (path: string) => ({ path, text: `import "${path}x";` });
  t.throws(() => parseApi('import "x";', "a.api", find), {
    code: "VPP_SCHEMA",
    message: "imports are more than 64 deep",
  });
});

function chain(length: number): string {
  const types = Array.from({ length }, (_, at) => `typedef t${at} { ${at === 0 ? "u8" : `vl_api_t${at - 1}_t`} x; };`);
  return types.join("\n");
}
