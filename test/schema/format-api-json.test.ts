import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { parseApiJson } from "../../src/schema/api-json/api-json.ts";
import { loadCatalogue } from "../../src/schema/catalogue/catalogue.ts";
import { formatApiJson, writeApiJson } from "../../src/schema/format-api-json.ts";
import { type ApiModule, ApiSchema } from "../../src/schema/model/model.ts";
import { readDefinitions } from "../../src/schema/read-folder.ts";
import { readText, temporaryFolder } from "../helpers.ts";

const text = readText("golden/sample.api.json");

/** `vppapigen` prints all of these, in this order. */
const KEYS = [
  "module",
  "types",
  "messages",
  "unions",
  "enums",
  "enumflags",
  "services",
  "options",
  "aliases",
  "vl_api_version",
  "imports",
  "counters",
  "paths",
];

t.test("a module is printed as vppapigen prints it, but for the paths of its imports", async (t) => {
  const module = parseApiJson(text, "plugins", "sample");
  const printed = formatApiJson(module, new ApiSchema("26.06", [module]));
  t.same(Object.keys(printed), KEYS);
  t.same(printed, { ...original(), imports: ["ip_types.api", "ethernet_types.api"] });
});

t.test("a release that is written to a folder is read back the same", async (t) => {
  const folder = temporaryFolder(t);
  const schema = loadCatalogue();
  writeApiJson(folder, schema);
  const read = readDefinitions(folder, schema.release);
  for (const [name, module] of schema.modules) t.strictSame(byKind(read.modules.get(name)!), byKind(module), name);
  t.equal(read.modules.size, schema.modules.size);
});

t.test("a type is its module's own, though every document repeats it", async (t) => {
  const folder = temporaryFolder(t);
  writeApiJson(folder);
  const { modules } = readDefinitions(folder, "26.06");
  const owners = [...modules.values()].filter(({ types }) => types.some(({ name }) => name === "address"));
  t.same(
    owners.map(({ name }) => name),
    ["ip_types"],
  );
});

t.test("a folder without definitions is told", async (t) => {
  const folder = temporaryFolder(t);
  t.throws(() => readDefinitions(folder, "26.06"), { code: "VPP_SCHEMA", message: folder });
});

t.test("a document that cannot be read is named", async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "core"));
  writeFileSync(join(folder, "core", "bad.api.json"), "{");
  t.throws(() => readDefinitions(folder, "26.06"), {
    code: "VPP_SCHEMA",
    message: /^core\/bad\.api\.json: not JSON/,
  });
});

/** What vppapigen printed; it has `true` as text. */
function original(): Record<string, unknown> {
  return JSON.parse(text, (key, value) => (key === "default" && value === "true" ? true : value));
}

/** A document has its types by kind, so that is the order that comes back. */
function byKind(module: ApiModule): ApiModule {
  const order = ["alias", "enum", "enumflag", "union", "typedef"];
  return { ...module, types: module.types.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)) };
}
