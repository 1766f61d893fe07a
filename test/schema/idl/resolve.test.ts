import t from "tap";
import { parseApiJson } from "../../../src/schema/api-json/api-json.ts";
import { ApiFiles, type FindImport, parseApi } from "../../../src/schema/idl/resolve.ts";
import type { ApiModule, TypeDefinition } from "../../../src/schema/model/model.ts";
import { readText } from "../../helpers.ts";

const inGolden: FindImport = (path) => ({ path, text: readText(`golden/${path}`) });
const toolbox = parseApi(readText("golden/toolbox.api"), "toolbox.api", inGolden);

t.test("a file is read as the document that VPP's compiler makes of it", async (t) => {
  const document = parseApiJson(readText("golden/toolbox.api.json"), "plugins", "toolbox");
  const types = toolbox.types.map(({ ...type }): TypeDefinition => {
    if ("compatibleItems" in type) delete type.compatibleItems;
    return type;
  });
  t.strictSame({ ...toolbox, types }, document);
});

t.test("an enumeration tells which items came too late for CRCs, which documents do not", async (t) => {
  t.match(typeOf(toolbox, "tool_kind"), { kind: "enum", compatibleItems: 2 });
  t.notOk("compatibleItems" in typeOf(toolbox, "toolbox_state"));
});

/** As VPP's compiler prints them into `toolbox.api.h` and the others. */
const binaryCrcs = { toolbox: "f572a2a9", toolbox_types: "902e6232", toolbox_base: "a092c590" };

for (const [name, binary] of Object.entries(binaryCrcs)) {
  t.test(`the CRC of ${name}.api in VPP's binary does not count what it imports`, async (t) => {
    t.equal(new ApiFiles(inGolden).crcs(inGolden(`${name}.api`, "")!).binary, binary);
  });
}

/** The module's name, and the folder in which VPP has its document. */
const paths: readonly (readonly [path: string, name: string, folder: string])[] = [
  ["sr.api", "sr", "plugins"],
  ["/vpp/src/vnet/srv6/sr.api", "sr", "core"],
  ["src/vpp/api/vpe.api", "vpe", "core"],
  ["vlibmemory/memclnt.api", "memclnt", "core"],
  ["/vpp/src/plugins/acl/acl.api", "acl", "plugins"],
  ["/vpp/src/plugins/vnet/x.api", "x", "plugins"],
  ["/home/vpp/a.b.api", "a_b", "plugins"],
];

for (const [path, name, folder] of paths) {
  t.test(`${path} is the module ${name} of ${folder}`, async (t) => {
    t.match(parseApi("", path), { name, folder, version: "0.0.0", types: [], messages: [] });
  });
}

t.test("a file with nothing in it has nothing but its name", async (t) => {
  t.strictSame(parseApi("// nothing\n", "a.api"), {
    name: "a",
    folder: "plugins",
    version: "0.0.0",
    fileCrc: "0x0",
    imports: [],
    types: [],
    messages: [],
  });
});

const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "prototype"];

for (const name of names) {
  t.test(`${name} is a name like any other`, async (t) => {
    const module = parseApi(
      `enum ${name} { ${name}, };
       typedef t { vl_api_${name}_t ${name}; };
       autoreply define ${name} { option ${name} = "x"; u32 ${name}_size; vl_api_t_t ${name}; };
       service { rpc ${name} returns ${name}_reply; };
       counters ${name} { ${name} { severity info; type t; units "u"; description "d"; }; };`,
      "a.api",
    );
    const [message] = module.messages;
    t.match(typeOf(module, name), { kind: "enum", items: [[name, 0]] });
    t.match(typeOf(module, "t"), { fields: [{ name, type: name }] });
    t.equal(message?.name, name);
    t.same(
      message?.fields.map((field) => field.name),
      [`${name}_size`, name],
    );
    t.same(Object.entries(message?.options ?? {}), [[name, "x"]]);
    t.same(message?.service, { reply: `${name}_reply` });
    t.equal(module.counters?.[0]?.elements[0]?.name, name);
  });
}

/** Files that import each other, by path. */
const files: Readonly<Record<string, string>> = {
  "t.api": "typedef t { u8 x; };",
  "other/t.api": "typedef t { u16 x; };",
  "same.api": 'import "t.api"; typedef same { vl_api_t_t x; };',
  "bad.api": "typedef t {\n  u8 x\n};",
  "wrong.api": "typedef t {\n  u8 x;\n  u8 x;\n};",
  "cycle.api": 'import "cycle2.api";',
  "cycle2.api": '\n  import "cycle.api";',
  "selfish.api": 'import "selfish.api";',
};

t.test("types of imports can be used, and those of their imports", async (t) => {
  const module = parse('import "same.api"; import "t.api"; typedef u { vl_api_t_t x; vl_api_same_t y; };');
  t.same(module.imports, ["same", "t", "t"]);
  t.same(
    module.types.map(({ name }) => name),
    ["t", "same", "u"],
  );
});

t.test("messages of imports are not the file's own", async (t) => {
  const find: FindImport = (path) => ({ path, text: 'option version = "9.9.9"; define x_dump { u8 x; };' });
  t.match(parseApi('import "x.api";', "a.api", find), { messages: [], version: "0.0.0" });
});

t.test("a file is read once, whoever imports it", async (t) => {
  const read: string[] = [];
  const apiFiles = new ApiFiles((path) => ({ path, text: path === "t.api" ? `${read.push(path)}`.slice(1) : "" }));
  for (const name of ["a.api", "b.api"]) apiFiles.module({ path: name, text: 'import "t.api"; import "t.api";' });
  t.equal(apiFiles.module({ path: "a.api", text: "" }).imports.length, 2);
});

/** Where, and what is said about it. */
const faults: readonly (readonly [what: string, text: string, message: string])[] = [
  [
    "a missing import",
    'option x;\nimport "nowhere.api";',
    "a.api:2:8: file nowhere.api is not found; the option --include of tsvpp names a folder to search\n",
  ],
  ["an import that is malformed", 'import "bad.api";', 'bad.api:3:1: expected ";" but found "}"\n  };\n  ^'],
  ["an import that makes no sense", 'import "wrong.api";', "wrong.api:3:6: t has two fields x\n    u8 x;\n       ^"],
  [
    "an import cycle",
    'import "cycle.api";',
    "cycle2.api:2:10: an import cycle: cycle.api imports cycle2.api imports cycle.api\n",
  ],
  [
    "a file that imports itself",
    'import "selfish.api";',
    "selfish.api:1:8: an import cycle: selfish.api imports selfish.api\n",
  ],
  [
    "a file that is imported by what it imports",
    'import "a.api";',
    "a.api:1:8: an import cycle: a.api imports a.api\n",
  ],
  [
    "two imports with one type",
    'import "t.api";\nimport "other/t.api";',
    "a.api:2:8: type t is defined already, in t.api:1\n",
  ],
  ["a type that an import has", 'import "t.api"; typedef u8 t;', "a.api:1:28: type t is defined already, in t.api:1\n"],
  [
    "a type that a later import has",
    'typedef u8 t;\nimport "t.api";',
    "a.api:2:8: type t is defined already, in a.api:1\n",
  ],
  ["two types of one name", "typedef u8 t;\nenum t { A, };", "a.api:2:6: type t is defined already, in a.api:1\n"],
  ["an unknown type", "typedef t { vl_api_u_t x; };", "a.api:1:13: there is no type vl_api_u_t above this line\n"],
  ["a type that comes later", "typedef t { vl_api_u_t x; };\ntypedef u8 u;", "a.api:1:13: there is no type vl_api_u_t"],
  [
    "a type by its bare name",
    "typedef u8 u; typedef t { u x; };",
    "a.api:1:27: there is no type u: write vl_api_u_t\n",
  ],
  ["a base type in disguise", "typedef t { vl_api_u8_t x; };", "a.api:1:13: there is no type vl_api_u8_t"],
  ["a typedef that contains itself", "typedef t { vl_api_t_t x; };", "a.api:1:13: type t contains itself\n"],
  ["an alias of itself", "typedef vl_api_t_t t;", "a.api:1:9: type t contains itself\n"],
  ["an alias that is counted", "typedef u8 t[n];", "a.api:1:14: an alias cannot have a counted length\n"],
  [
    "a text without a length",
    "typedef t { string x; };",
    "a.api:1:20: x is a string without a length: write [] or a number of bytes\n",
  ],
  ["two fields of one name", "union t { u8 x;\nu16 x; };", "a.api:2:5: t has two fields x\n"],
  [
    "a counted array that is not last",
    "typedef t { u8 n; u8 x[n]; u8 y; };",
    "a.api:1:22: x is of variable length and not the last field of t\n",
  ],
  [
    "a text of any length that is not last",
    "typedef t { string x[]; u8 y; };",
    "a.api:1:20: x is of variable length and not the last field of t\n",
  ],
  [
    "a type of any length that is not last",
    "typedef t { string x[]; }; typedef u { vl_api_t_t y; u8 z; };",
    "a.api:1:51: y is of variable length",
  ],
  [
    "an alias of any length that is not last",
    "typedef string t[]; typedef u { vl_api_t_t y; u8 z; };",
    "a.api:1:44: y is of variable length",
  ],
  [
    "a fixed number of items of any length",
    "typedef t { string x[]; }; typedef u { vl_api_t_t y[2]; };",
    "a.api:1:51: y: items of a fixed-length array cannot be of variable length\n",
  ],
  ["an arm of any length", "union t { u8 a; string x[]; };", "a.api:1:24: x of union t cannot be of variable length\n"],
  [
    "a counter that is not there",
    "typedef t { u8 x[n]; };",
    "a.api:1:16: x is counted by n, which is not an earlier u8, u16 or u32 field\n",
  ],
  [
    "a counter that comes later",
    "typedef t { u8 x[n]; u8 n; };",
    "a.api:1:16: x is counted by n, which is not an earlier u8, u16 or u32 field\n",
  ],
  [
    "a counter that is an array",
    "typedef t { u8 n[2]; u8 x[n]; };",
    "a.api:1:25: x is counted by n, which is not an earlier u8, u16 or u32 field\n",
  ],
  [
    "a default that is no number",
    "typedef t { u8 x [default=y]; };",
    "a.api:1:16: the default of x is neither a number nor a boolean\n",
  ],
  [
    "a default without a value",
    "typedef t { u8 x [default y]; };",
    "a.api:1:16: the default of x is neither a number nor a boolean\n",
  ],
  ["a limit that is no number", 'typedef t { u8 x [limit="y"]; };', "a.api:1:16: the limit of x is not a number\n"],
  ["two items of one name", "enum t { A,\n B, A, };", "a.api:2:5: enum t has two items A\n"],
  [
    "an item that is too large",
    "enum t : u8 { A = 255, B, };",
    "a.api:1:24: enum t: B = 256 does not fit u8 (0 to 255)\n",
  ],
  [
    "an item that is too small",
    "enum t : i8 { A = -129, };",
    "a.api:1:15: enum t: A = -129 does not fit i8 (-128 to 127)\n",
  ],
  ["a flag of two bits", "enumflag t { A, B, C, D, };", "a.api:1:23: enumflag t: D = 3 is not a single bit\n"],
  [
    "an item behind compatible ones",
    "enum t { A, B [backwards_compatible], C, };",
    "a.api:1:39: C follows an item that is backwards_compatible: such items must be the last\n",
  ],
  [
    "two messages of one name",
    "autoreply define m { u8 x; };\ndefine m { u8 x; };",
    "a.api:2:8: message m is defined twice\n",
  ],
  [
    "a reply that is there already",
    "define m_reply { u8 x; };\nautoreply define m { u8 x; };",
    "a.api:2:18: message m_reply is defined twice\n",
  ],
  [
    "a discriminator that is not there",
    `${withUnion("")} typedef t { vl_api_u_t x [discriminator=k]; };`,
    "the discriminator of x, k, is not a field before it\n",
  ],
  [
    "a discriminator that is no enum",
    `${withUnion("")} typedef t { u8 k; vl_api_u_t x [discriminator=k]; };`,
    "the discriminator of x, k, is not an enum\n",
  ],
  [
    "a discriminator of no union",
    `${withUnion("")} typedef t { vl_api_k_t k; u8 x [discriminator=k]; };`,
    "x has a discriminator but is not a union\n",
  ],
  [
    "an arm without a case",
    `${withUnion("")} typedef t { vl_api_k_t k; vl_api_u_t x [discriminator=k]; };`,
    "b of union u has no case\n",
  ],
  [
    "a case of another enum",
    `${withUnion("[case=X]")} typedef t { vl_api_k_t k; vl_api_u_t x [discriminator=k]; };`,
    "b of union u has the case X, which is not an item of k\n",
  ],
  [
    "a case that is taken",
    `${withUnion("[case=A]")} typedef t { vl_api_k_t k; vl_api_u_t x [discriminator=k]; };`,
    "b of union u has the case A, and so has another arm\n",
  ],
];

for (const [what, text, message] of faults) {
  t.test(`refuses ${what}`, async (t) => {
    t.throws(() => parse(text), { code: "VPP_SCHEMA", message });
  });
}

/** An enumeration `k`, and a union `u` whose second arm has these options. */
function withUnion(options: string): string {
  return `enum k { A, B, }; union u { u8 a [case=A]; u8 b ${options}; };`;
}

function parse(text: string): ApiModule {
  return parseApi(text, "a.api", (path) =>
    path in files ? { path, text: files[path]! } : path === "a.api" ? { path, text } : undefined,
  );
}

function typeOf(module: ApiModule, name: string): TypeDefinition {
  return module.types.find((type) => type.name === name)!;
}
