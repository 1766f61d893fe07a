import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import t, { type Test } from "tap";
import { parseDefinitions, readDefinitions } from "../../src/schema/read-folder.ts";
import { readText, temporaryFolder } from "../helpers.ts";

const DOCUMENT = readText("golden/toolbox.api.json");
const MODULE = "autoreply define m { u32 client_index; u32 context; };";

t.test(".api files of a source tree are its modules, each with the types that it defines itself", async (t) => {
  const folder = folderWith(t, {
    "vnet/ip/types.api": "typedef u8 address[4];",
    "plugins/a/a.api": `import "vnet/ip/types.api"; typedef pair { vl_api_address_t x[2]; }; ${MODULE}`,
    "plugins/a/a.c": "not read",
    "plugins/a/test/b.api": "not read",
    "examples/c.api": "not read",
  });
  const { release, modules } = readDefinitions(folder, "26.10");
  t.equal(release, "26.10");
  t.match(modules.get("types"), { folder: "core", types: [{ name: "address" }] });
  t.match(modules.get("a"), {
    folder: "plugins",
    imports: ["types"],
    types: [{ name: "pair" }],
    messages: [{ name: "m" }, {}],
  });
  t.equal(modules.get("a")?.types.length, 1);
  t.equal(modules.size, 2);
});

t.test("documents are read where there are no .api files", async (t) => {
  const folder = folderWith(t, {
    "core/x/toolbox.api.json": DOCUMENT,
    "plugins/toolbox2.api.json": DOCUMENT.replace('"toolbox"', '"toolbox2"'),
  });
  const { modules } = readDefinitions(folder, "26.10");
  t.same(
    [...modules.values()].map((module) => [module.name, module.folder]),
    [
      ["toolbox", "x"],
      ["toolbox2", "plugins"],
    ],
  );
});

t.test("documents beside .api files are left alone: they may be of another build", async (t) => {
  const folder = folderWith(t, { "m.api": MODULE, "build/m.api.json": "not read", "build/n.api.json": "not read" });
  t.same([...readDefinitions(folder, "26.10").modules.keys()], ["m"]);
});

t.test("a plugin's folder needs to be told where VPP's types are", async (t) => {
  const folder = folderWith(t, {
    "plugin/a.api": `import "vnet/types.api"; typedef pair { vl_api_address_t x[2]; }; ${MODULE}`,
    "include/vnet/types.api": "typedef u8 address[4];",
  });
  const plugin = join(folder, "plugin");
  t.throws(() => readDefinitions(plugin, "26.10"), {
    code: "VPP_SCHEMA",
    message: "a.api:1:8: file vnet/types.api is not found; the option --include of tsvpp names a folder to search",
  });
  t.match(readDefinitions(plugin, "26.10", [join(folder, "include")]).modules.get("a"), {
    types: [{ name: "address" }, { name: "pair" }],
  });
});

for (const [name, text] of Object.entries({ "toolbox.api.json": DOCUMENT, "toolbox.api": MODULE })) {
  t.test(`${name} may be read alone`, async (t) => {
    const folder = folderWith(t, { [`examples/${name}`]: text, "other.api": "not read" });
    t.same([...readDefinitions(join(folder, "examples", name), "26.10").modules.keys()], ["toolbox"]);
  });
}

for (const [name, text] of Object.entries({ "toolbox.api.json": DOCUMENT, "toolbox.api": MODULE })) {
  t.test(`the text of ${name} may have been read before`, async (t) => {
    const path = join(folderWith(t, { [name]: text }), name);
    t.same(parseDefinitions(text, path, "26.10"), readDefinitions(path, "26.10"));
  });
}

t.test("a FIFO in a folder is told, and nobody waits for its writer", async (t) => {
  const folder = folderWith(t, { "a.api": MODULE });
  execFileSync("mkfifo", [join(folder, "b.api")]);
  for (const path of [folder, join(folder, "b.api")]) {
    t.throws(() => readDefinitions(path, "26.10"), {
      code: "VPP_SCHEMA",
      message: `${join(folder, "b.api")}: not a regular file`,
    });
  }
});

t.test("a module in two files is refused", async (t) => {
  const folder = folderWith(t, { "a/m.api": MODULE, "b/m.api": MODULE });
  t.throws(() => readDefinitions(folder, "26.10"), {
    code: "VPP_SCHEMA",
    message: "module m is in two files: a/m.api and b/m.api",
  });
});

t.test("a path where nothing is, is told", async (t) => {
  const path = join(temporaryFolder(t), "nowhere");
  t.throws(() => readDefinitions(path, "26.10"), { code: "VPP_SCHEMA", message: `${path} does not exist` });
});

t.test("a folder without definitions is refused", async (t) => {
  const folder = temporaryFolder(t);
  const message = `no .api or .api.json files below ${folder}`;
  t.throws(() => readDefinitions(folder, "26.06"), { code: "VPP_SCHEMA", message });
});

t.test("the error about a document that cannot be read has its path", async (t) => {
  const folder = folderWith(t, { "core/bad.api.json": "{" });
  t.throws(() => readDefinitions(folder, "26.06"), {
    code: "VPP_SCHEMA",
    message: /^core\/bad\.api\.json: not JSON/,
  });
});

function folderWith(t: Test, files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(t);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
