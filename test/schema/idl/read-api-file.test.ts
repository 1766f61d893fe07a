import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import t, { type Test } from "tap";
import { readApiFile } from "../../../src/schema/idl/read-api-file.ts";
import { temporaryFolder } from "../../helpers.ts";

const uses = (path: string) => `import "${path}"; typedef u { vl_api_t_t x; };`;

/** Files by path, the path to be read, search folders, and the type that `t` stands for. */
const cases: readonly (readonly [
  what: string,
  files: Readonly<Record<string, string>>,
  searchFolders: readonly string[],
  type: string,
])[] = [
  ["beside the file", { "a/b.api": uses("t.api"), "a/t.api": "typedef u8 t;" }, [], "u8"],
  ["below a folder around the file", { "a/b.api": uses("c/d/t.api"), "c/d/t.api": "typedef u8 t;" }, [], "u8"],
  [
    "in the nearest folder first",
    { "a/b.api": uses("t.api"), "a/t.api": "typedef u8 t;", "t.api": "typedef u16 t;" },
    [],
    "u8",
  ],
  ["in a search folder", { "a/b.api": uses("d/t.api"), "c/d/t.api": "typedef u8 t;" }, ["c"], "u8"],
  [
    "in search folders before all others",
    { "a/b.api": uses("t.api"), "a/t.api": "typedef u8 t;", "c/t.api": "typedef u16 t;" },
    ["c"],
    "u16",
  ],
  [
    "in the first search folder that has it",
    { "a/b.api": uses("t.api"), "c/t.api": "typedef u8 t;", "d/t.api": "typedef u16 t;" },
    ["e", "c", "d"],
    "u8",
  ],
];

for (const [what, files, searchFolders, type] of cases) {
  t.test(`an import is found ${what}`, async (t) => {
    const folder = folderWith(t, files);
    const module = readApiFile(
      join(folder, "a/b.api"),
      searchFolders.map((each) => join(folder, each)),
    );
    t.match(module.types[0], { name: "t", type });
  });
}

t.test("imports of imports are looked for around the file that imports them", async (t) => {
  const folder = folderWith(t, {
    "a/b.api": uses("c/d.api"),
    "a/c/d.api": 'import "t.api";',
    "a/c/t.api": "typedef u8 t;",
  });
  t.same(readApiFile(join(folder, "a/b.api")).imports, ["d", "t"]);
});

t.test("a file that is imported by two paths is the same file", async (t) => {
  const folder = folderWith(t, {
    "a/b.api": 'import "t.api"; import "a/t.api"; import "../a/t.api";',
    "a/t.api": "typedef u8 t;",
  });
  t.equal(readApiFile(join(folder, "a/b.api")).types.length, 1);
});

t.test("a folder is no file to import", async (t) => {
  const folder = folderWith(t, { "b.api": 'import "a";', "a/t.api": "" });
  t.throws(() => readApiFile(join(folder, "b.api")), {
    code: "VPP_SCHEMA",
    message: "b.api:1:8: file a is not found; the option --include of tsvpp names a folder to search\n",
  });
});

t.test("a device is no file to import", async (t) => {
  const folder = folderWith(t, { "b.api": 'import "/dev/zero";' });
  t.throws(() => readApiFile(join(folder, "b.api")), {
    code: "VPP_SCHEMA",
    message: "file /dev/zero is not found; the option --include of tsvpp names a folder to search\n",
  });
});

t.test("an error names the file in full", async (t) => {
  const folder = folderWith(t, { "a/b.api": "typo" });
  t.throws(() => readApiFile(join(folder, "a/../a/b.api")), {
    message: `${join(folder, "a/b.api")}:1:1: expected a statement`,
  });
});

t.test("a file that is not there is told", async (t) => {
  t.throws(() => readApiFile(join(temporaryFolder(t), "b.api")), { code: "VPP_SCHEMA", message: "b.api" });
});

function folderWith(t: Test, files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(t);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
