/**
 * The plan of the house: which room of `src` may import which, and which file owns which fact. `src/binapi` is
 * generated; its inside is not looked at.
 */
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import t from "tap";

/** Bottom first. A room imports itself and what lies below, never its neighbours. */
const LAYERS: readonly (readonly string[])[] = [
  ["printable.ts"],
  ["errors.ts", "field-name.ts", "nearest-names.ts"],
  ["address", "files"],
  ["wire", "schema"],
  ["binapi", "transport", "codegen"],
  ["client", "simulator"],
  ["srv6", "index.ts"],
  ["desired"],
  ["cli"],
];

/** What the layers alone would allow, or what must hold whatever the layers are. */
const STRANGERS: readonly (readonly [room: string, stranger: string, reason: string])[] = [
  ["transport", "wire", "a transport carries bytes and knows nothing inside them"],
  ["codegen", "wire", "it prints imports of wire, for bindings that may lie elsewhere"],
  ["client", "simulator", "what is tested must not depend on its test double"],
  ["simulator", "client", "an answer must not come from the code that asks"],
  ["simulator", "srv6", "sharing our opinions, the two would agree on the same mistake"],
  ["index.ts", "simulator", "it has a door of its own"],
  ["index.ts", "schema", "it has a door of its own"],
  ["index.ts", "codegen", "it has a door of its own"],
];

/** Open to all above: the modules of `binapi`, each a door of the package, and files that are rooms themselves. */
const OPEN_DOORS = /^(binapi\/[^/]+|wire\/v1\.ts|[^/]+)$/;

/** Facts that can be told by their spelling. Other rooms than those named may use the words for their own side. */
const OWNED_FACTS: readonly { fact: string; spelling: RegExp; rooms: RegExp; owners: RegExp }[] = [
  {
    fact: "where VPP's socket lies",
    spelling: /"\/run\/vpp\/api\.sock"/,
    rooms: /./,
    owners: /^transport\/socket\.ts$/,
  },
  {
    fact: "at which byte a number lies",
    spelling: /\.[gs]et(Big)?(Ui|I)nt(8|16|32|64)\(/,
    rooms: /./,
    owners: /^(wire\/|codegen\/|transport\/socket-frame\.ts$|client\/connection\/handshake\.ts$)/,
  },
  {
    fact: "how a client registers",
    spelling: /\bsockclntCreate\b/,
    rooms: /^(client|srv6|desired|cli)\//,
    owners: /^client\/connection\/handshake\.ts$/,
  },
  {
    fact: "what ends a dump, and fences calls that VPP dropped",
    spelling: /\bcontrolPing\b/,
    rooms: /^(client|srv6|desired|cli)\//,
    owners: /^client\/versions\/own-routes\.ts$/,
  },
  {
    fact: "what no call may send",
    spelling: /\brpc_call\b/,
    rooms: /^(client|srv6|desired|cli)\//,
    owners: /^client\/versions\/hazards\.ts$/,
  },
  {
    fact: "how VPP spells the removal of SRv6 state",
    spelling: /\bisDel\b/,
    rooms: /^(srv6|desired|cli)\//,
    owners: /^srv6\/translate\//,
  },
  {
    fact: "how text gets to a terminal",
    spelling: /\.write\(|\bconsole\./,
    rooms: /^cli\//,
    owners: /^cli\/(io|output\/output)\.ts$/,
  },
];

/** Folders of these rooms are rooms too, with a door of their own. */
const INNER_ROOMS = /^(client)\//;
/** More, and what is sought is hard to find. */
const MAX_INNER_FILES = 20;

interface Source {
  /** Relative to `src`, as are all paths here. */
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
const innerRooms = sources
  .map(({ path }) => posix.dirname(path))
  .filter((folder, at) => INNER_ROOMS.test(folder) && sources[at]!.path.endsWith("/index.ts"));
const manifest: { dependencies: Record<string, string>; exports: Record<string, unknown> } = JSON.parse(
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

t.test("every source belongs to a room of the plan", async (t) => {
  t.same(
    sources.map(({ path }) => path).filter((path) => layerOf(path) === -1),
    [],
  );
});

t.test("imports stay in their room or point down", async (t) => {
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

t.test("a room is entered by its door", async (t) => {
  const isDoor = (path: string) => OPEN_DOORS.test(path) || path === `${roomOf(path)}/index.ts`;
  t.same(
    violations(({ from, to }) => roomOf(from) === roomOf(to) || isDoor(to)),
    [],
  );
});

t.test("every folder of such a room has a door", async (t) => {
  const folders = new Set(sources.map(({ path }) => posix.dirname(path)).filter((folder) => INNER_ROOMS.test(folder)));
  t.same([...folders].sort(), [...innerRooms].sort());
  t.not(innerRooms.length, 0, "there are some");
});

t.test("a room in a room is entered by its door", async (t) => {
  const doors = new Set(sources.map(({ path }) => path).filter((path) => posix.basename(path) === "index.ts"));
  t.same(
    violations(({ from, to }) => {
      const door = `${outermostRoomOf(to, from)}/index.ts`;
      return roomOf(from) !== roomOf(to) || !doors.has(door) || to === door;
    }),
    [],
  );
});

t.test("rooms in one room import each other one way", async (t) => {
  const innerRoomOf = (path: string) => innerRooms.find((room) => path.startsWith(`${room}/`));
  const between = imports.flatMap((edge) => {
    const [from, to] = [innerRoomOf(edge.from), innerRoomOf(edge.to)];
    return from === undefined || to === undefined || from === to ? [] : [{ from, to }];
  });
  t.same(cyclicImports(between).map(describe), []);
});

t.test("a room in a room has at most 20 files", async (t) => {
  const filesIn = (room: string) => sources.filter(({ path }) => posix.dirname(path) === room).length;
  t.same(
    innerRooms.filter((room) => filesIn(room) > MAX_INNER_FILES),
    [],
  );
});

t.test("no file imports the door it stands behind", async (t) => {
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

t.test("a door lists what it opens, name by name", async (t) => {
  t.same(
    sources.filter(({ text }) => /^export \*/m.test(text)).map(({ path }) => path),
    [],
  );
});

t.test("every door opens with a paragraph about its room", async (t) => {
  const doors = sources.filter(({ path }) => posix.basename(path) === "index.ts" || isPublished(path));
  t.same(
    doors.filter(({ text }) => !text.startsWith("/**")).map(({ path }) => path),
    [],
  );
});

t.test("other packages are Node's own or dependencies of ours", async (t) => {
  // `zod/mini` is a door of the package `zod`.
  const isInstalled = (name: string) => /^(\.|node:)/.test(name) || name.replace(/\/.*/, "") in manifest.dependencies;
  t.same(
    sources.flatMap(({ path, specifiers }) =>
      specifiers.filter((name) => !isInstalled(name)).map((to) => describe({ from: path, to })),
    ),
    [],
  );
});

for (const { fact, spelling, rooms, owners } of OWNED_FACTS) {
  t.test(`one place knows ${fact}`, async (t) => {
    const knowing = sources.filter(({ path, text }) => rooms.test(path) && spelling.test(text)).map(({ path }) => path);
    t.not(knowing.length, 0, "the spelling still finds it");
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

t.test("a route that may still be looked for is not taken for one that is found", async (t) => {
  t.same(
    sources.filter(({ path, text }) => path.startsWith("client/") && /\bas Route\b/.test(text)).map(({ path }) => path),
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

/** Statements at the start of a line, as our formatter leaves them, and `import("...")` anywhere. */
function specifiersIn(text: string): string[] {
  const patterns = [/^(?:import|export)\s(?:[\w\s{},*]+\sfrom\s)?"([^"]+)"/gm, /\bimport\("([^"]+)"\)/g];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1]!));
}

function importsOf({ path, specifiers }: Source): Import[] {
  const inside = specifiers.filter((specifier) => specifier.startsWith("."));
  return inside.map((specifier) => ({ from: path, to: posix.join(posix.dirname(path), specifier) }));
}

/** Whether a file is a door of the package. */
function isPublished(path: string): boolean {
  return JSON.stringify(manifest.exports).includes(`"./dist/src/${path.replace(/\.ts$/, ".d.ts")}"`);
}

function roomOf(path: string): string {
  return path.split("/", 1)[0]!;
}

/** The outermost folder that holds the file `to` and not `from`; empty if there is none. */
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

/** Takes away the imports of files that import nothing and by files that nobody imports, until only cycles are left. */
function cyclicImports(edges: readonly Import[]): readonly Import[] {
  const importers = new Set(edges.map(({ from }) => from));
  const imported = new Set(edges.map(({ to }) => to));
  const rest = edges.filter(({ from, to }) => importers.has(to) && imported.has(from));
  return rest.length === edges.length ? rest : cyclicImports(rest);
}
