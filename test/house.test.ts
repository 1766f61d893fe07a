/**
 * The architecture of `src`: which module may import which, and which file owns which fact. A module is a folder of `src`; its
 * entry point ("door") is its `index.ts`. The files of `src/binapi` are generated and not checked.
 */
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import t from "tap";

/** The layers, lowest first. A module imports only itself and modules of lower layers. */
const LAYERS: readonly (readonly string[])[] = [
  ["printable.ts"],
  ["errors.ts", "field-name.ts", "nearest-names.ts", "turns.ts"],
  ["address", "files", "yaml"],
  ["wire", "schema", "bgp", "control"],
  ["binapi", "transport", "codegen"],
  ["recording"],
  ["client", "simulator", "stats"],
  ["srv6", "index.ts"],
  ["desired", "injector"],
  ["overlay"],
  ["cli"],
];

/** Imports that are forbidden in addition to the rule of the layers. */
const STRANGERS: readonly (readonly [room: string, stranger: string, reason: string])[] = [
  ["transport", "wire", "a transport carries bytes and does not depend on their content"],
  ["codegen", "wire", "it prints imports of wire, for bindings that may be in another folder"],
  ["client", "simulator", "tested code must not depend on its test double"],
  ["stats", "binapi", "counters are read from memory, without any message"],
  ["simulator", "client", "replies must not come from the code that sends the requests"],
  ["simulator", "srv6", "with shared code both would make the same mistake"],
  ["index.ts", "simulator", "the package exports it separately"],
  ["index.ts", "schema", "the package exports it separately"],
  ["index.ts", "codegen", "the package exports it separately"],
];

/** Files that other modules may import although they are no `index.ts`: the bindings, and files directly in `src`. */
const OPEN_DOORS = /^(binapi\/[^/]+|wire\/v1\.ts|[^/]+)$/;

/** Facts that a pattern finds in the text of a source. Modules that `rooms` does not match may contain the pattern. */
const OWNED_FACTS: readonly { fact: string; spelling: RegExp; rooms: RegExp; owners: RegExp }[] = [
  {
    fact: "the path of VPP's socket",
    spelling: /"\/run\/vpp\/api\.sock"/,
    rooms: /./,
    owners: /^transport\/socket\.ts$/,
  },
  {
    fact: "the path of VPP's statistics socket",
    spelling: /"\/run\/vpp\/stats\.sock"/,
    rooms: /./,
    owners: /^transport\/descriptor\.ts$/,
  },
  {
    fact: "the place of the compiled part of the package",
    spelling: /prebuilds\//,
    rooms: /./,
    owners: /^transport\/native\.ts$/,
  },
  {
    fact: "the byte offsets of numbers",
    spelling: /\.[gs]et(Big)?(Ui|I)nt(8|16|32|64)\(/,
    rooms: /./,
    owners: /^(wire\/|codegen\/|transport\/socket-frame\.ts$|client\/connection\/handshake\.ts$)/,
  },
  {
    fact: "the registration of a client",
    spelling: /\bsockclntCreate\b/,
    rooms: /^(client|srv6|desired|cli)\//,
    owners: /^client\/connection\/handshake\.ts$/,
  },
  {
    fact: "the ping that ends a dump and detects calls that VPP dropped",
    spelling: /\bcontrolPing\b/,
    rooms: /^(client|srv6|desired|cli)\//,
    owners: /^client\/versions\/own-messages\.ts$/,
  },
  {
    fact: "the messages that no call may send",
    spelling: /\brpc_call\b/,
    rooms: /^(client|srv6|desired|cli)\//,
    owners: /^client\/versions\/hazards\.ts$/,
  },
  {
    fact: "the field by which VPP removes SRv6 state",
    spelling: /\bisDel\b/,
    rooms: /^(srv6|desired|cli)\//,
    owners: /^srv6\/translate\//,
  },
  {
    fact: "the writing of text to a terminal",
    spelling: /\.write\(|\bconsole\./,
    rooms: /^cli\//,
    owners: /^cli\/(io|output\/output|prompt\/screen)\.ts$/,
  },
];

/** Packages whose code the build puts into the package, with their notices. */
const BUNDLED: Readonly<Record<string, string>> = { msgpackr: "src/recording" };

/** Files in one folder: in a longer list a file is hard to find. */
const MAX_FILES = 20;

interface Source {
  /** The path relative to `src`, as all paths in this file. */
  readonly path: string;
  readonly text: string;
  readonly specifiers: readonly string[];
}

interface Import {
  readonly from: string;
  readonly to: string;
}

const ROOT = new URL("../../", import.meta.url);
const sources = readSources();
const imports = sources.flatMap(importsOf);
/** The folders with a door of their own inside of those rooms. */
const nestedFolders = sources
  .map(({ path }) => path)
  .filter((path) => posix.basename(path) === "index.ts" && posix.dirname(path).includes("/"))
  .map((path) => posix.dirname(path));
const manifest: Record<"dependencies" | "peerDependencies" | "exports", Record<string, unknown>> = JSON.parse(
  readFileSync(new URL("package.json", ROOT), "utf8"),
);

const statements: readonly (readonly [text: string, specifiers: readonly string[]])[] = [
  ['import { a } from "./a.ts";', ["./a.ts"]],
  ['import type { A } from "./a.ts";', ["./a.ts"]],
  ['import a, { type B as C } from "./a.ts";', ["./a.ts"]],
  ['import * as a from "./a.ts";', ["./a.ts"]],
  ['import "./a.ts";', ["./a.ts"]],
  ['import {\n  a,\n  b,\n} from "../b/index.ts";\nimport { c } from "./c.ts";', ["../b/index.ts", "./c.ts"]],
  ['export { a } from "./a.ts";', ["./a.ts"]],
  ['export * from "./a.ts";', ["./a.ts"]],
  ['const { a } = await import("./a.ts");', ["./a.ts"]],
  ['type A = import("./a.ts").A;', ["./a.ts"]],
  ['export const a = 1;\nprint(`import { b } from "./b.ts"`);', []],
  ['/**\n * import { a } from "tsvpp/binapi/sr";\n */', []],
];

for (const [text, specifiers] of statements) {
  t.test(`reads the imports of ${JSON.stringify(text)}`, async (t) => {
    t.same(specifiersIn(text), specifiers);
  });
}

t.test("every source belongs to a module of a layer", async (t) => {
  t.same(
    sources.map(({ path }) => path).filter((path) => layerOf(path) === -1),
    [],
  );
});

t.test("imports stay in their module or point to a lower layer", async (t) => {
  const isAllowed = ({ from, to }: Import) => roomOf(from) === roomOf(to) || layerOf(to) < layerOf(from);
  t.same(violations(isAllowed), []);
});

for (const [room, stranger, reason] of STRANGERS) {
  t.test(`${room} does not import ${stranger}: ${reason}`, async (t) => {
    t.same(
      violations(({ from, to }) => roomOf(from) !== room || roomOf(to) !== stranger),
      [],
    );
  });
}

t.test("other modules import a module only by its index.ts", async (t) => {
  const isDoor = (path: string) => OPEN_DOORS.test(path) || path === `${roomOf(path)}/index.ts`;
  t.same(
    violations(({ from, to }) => roomOf(from) === roomOf(to) || isDoor(to)),
    [],
  );
});

t.test("other folders import a nested folder only by its index.ts", async (t) => {
  const doors = new Set(sources.map(({ path }) => path).filter((path) => posix.basename(path) === "index.ts"));
  t.same(
    violations(({ from, to }) => {
      const door = `${outermostRoomOf(to, from)}/index.ts`;
      return roomOf(from) !== roomOf(to) || !doors.has(door) || to === door;
    }),
    [],
  );
});

t.test("every nested folder has an index.ts", async (t) => {
  const folders = new Set(sources.map(({ path }) => posix.dirname(path)).filter((folder) => folder.includes("/")));
  t.same([...folders].sort(), [...nestedFolders].sort());
  t.not(nestedFolders.length, 0, "there are some");
});

t.test("the folders of one module import each other in one direction", async (t) => {
  const folderOf = (path: string) => nestedFolders.find((folder) => path.startsWith(`${folder}/`));
  const between = imports.flatMap((edge) => {
    const [from, to] = [folderOf(edge.from), folderOf(edge.to)];
    return from === undefined || to === undefined || from === to ? [] : [{ from, to }];
  });
  t.same(cyclicImports(between).map(describe), []);
});

t.test("no folder has more than 20 files", async (t) => {
  const counts = new Map<string, number>();
  for (const { path } of sources) counts.set(posix.dirname(path), (counts.get(posix.dirname(path)) ?? 0) + 1);
  t.same(
    [...counts].filter(([, count]) => count > MAX_FILES),
    [],
  );
});

t.test("no file imports the index.ts of a folder that contains it", async (t) => {
  const isBehind = (from: string, door: string) =>
    posix.basename(door) === "index.ts" && from.startsWith(`${posix.dirname(door)}/`);
  t.same(
    violations(({ from, to }) => !isBehind(from, to)),
    [],
  );
});

t.test("no imports form a cycle, types included", async (t) => {
  t.same(cyclicImports(imports).map(describe), []);
});

t.test("packages that users may leave out are imported only when they are needed", async (t) => {
  const names = Object.keys(manifest.peerDependencies);
  const statement = (name: string) => new RegExp(`^(import|export)\\s(?!type\\s).*"${name}"`, "m");
  t.same(
    sources.filter(({ text }) => names.some((name) => statement(name).test(text))).map(({ path }) => path),
    [],
  );
});

t.test("every export is listed by name", async (t) => {
  t.same(
    sources.filter(({ text }) => /^export \*/m.test(text)).map(({ path }) => path),
    [],
  );
});

t.test("every entry point begins with a docblock about its module", async (t) => {
  const doors = sources.filter(({ path }) => posix.basename(path) === "index.ts" || isPublished(path));
  t.same(
    doors.filter(({ text }) => !text.startsWith("/**")).map(({ path }) => path),
    [],
  );
});

t.test("imported packages are those of Node.js or dependencies", async (t) => {
  // `zod/mini` is an export of the package `zod`. Bundled packages are part of the built files.
  const packageOf = (name: string) => /^(@[^/]+\/)?[^/]+/.exec(name)![0];
  const packages = { ...manifest.dependencies, ...manifest.peerDependencies, ...BUNDLED };
  const isInstalled = (name: string) => /^(\.|node:)/.test(name) || packageOf(name) in packages;
  t.same(
    sources.flatMap(({ path, specifiers }) =>
      specifiers.filter((name) => !isInstalled(name)).map((to) => describe({ from: path, to })),
    ),
    [],
  );
});

for (const { fact, spelling, rooms, owners } of OWNED_FACTS) {
  t.test(`only one place in the code has ${fact}`, async (t) => {
    const knowing = sources.filter(({ path, text }) => rooms.test(path) && spelling.test(text)).map(({ path }) => path);
    t.not(knowing.length, 0, "the pattern finds its owner");
    t.same(
      knowing.filter((path) => !owners.test(path)),
      [],
    );
  });
}

/** Anything can be thrown: `VppError.from` is the one place that makes a `VppError` of it. */
t.test("nothing that was thrown is taken for an error of ours unseen", async (t) => {
  const taken = /\bas VppError\b|\.catch\(\(\w+: VppError\)/;
  t.same(
    sources.filter(({ text }) => taken.test(text)).map(({ path }) => path),
    [],
  );
});

t.test("a version that may still be searched is not taken for one that is found", async (t) => {
  t.same(
    sources
      .filter(({ path, text }) => path.startsWith("client/") && /\bas ServedRequest\b/.test(text))
      .map(({ path }) => path),
    [],
  );
});

function readSources(): Source[] {
  const folder = fileURLToPath(new URL("src/", ROOT));
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return paths
    .filter((path) => path.endsWith(".ts") && !path.startsWith("binapi/"))
    .map((path) => {
      const text = readFileSync(folder + path, "utf8");
      return { path, text, specifiers: specifiersIn(text) };
    });
}

/** Finds import and export statements at the start of a line, as the formatter writes them, and `import("...")` anywhere. */
function specifiersIn(text: string): string[] {
  const patterns = [/^(?:import|export)\s(?:[\w\s{},*]+\sfrom\s)?"([^"]+)"/gm, /\bimport\("([^"]+)"\)/g];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1]!));
}

function importsOf({ path, specifiers }: Source): Import[] {
  const inside = specifiers.filter((specifier) => specifier.startsWith("."));
  return inside.map((specifier) => ({ from: path, to: posix.join(posix.dirname(path), specifier) }));
}

/** Returns whether a file is an export of the package. */
function isPublished(path: string): boolean {
  return JSON.stringify(manifest.exports).includes(`"./dist/src/${path.replace(/\.ts$/, ".d.ts")}"`);
}

function roomOf(path: string): string {
  return path.split("/", 1)[0]!;
}

/** Returns the outermost folder that contains `to` and not `from`, or empty text. */
function outermostRoomOf(to: string, from: string): string {
  const folders = posix.dirname(to).split("/");
  const paths = folders.map((_, at) => folders.slice(0, at + 1).join("/"));
  return paths.find((path) => !from.startsWith(`${path}/`)) ?? "";
}

function layerOf(path: string): number {
  return LAYERS.findIndex((rooms) => rooms.includes(roomOf(path)));
}

function violations(isAllowed: (edge: Import) => boolean): string[] {
  return imports.filter((edge) => !isAllowed(edge)).map(describe);
}

function describe({ from, to }: Import): string {
  return `${from} imports ${to}`;
}

/** Removes imports of files without imports, and by files that no file imports, until only imports in cycles are left. */
function cyclicImports(edges: readonly Import[]): readonly Import[] {
  const importers = new Set(edges.map(({ from }) => from));
  const imported = new Set(edges.map(({ to }) => to));
  const rest = edges.filter(({ from, to }) => importers.has(to) && imported.has(from));
  return rest.length === edges.length ? rest : cyclicImports(rest);
}
