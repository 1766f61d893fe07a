/**
 * Runs the shell blocks of docs/overlay.md with the built command, and compares what they print. `TSVPP_UPDATE_GOLDEN=1` writes anew what
 * they print. Its tables are compared with the schema of configurations and the metrics.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import t, { type Test } from "tap";
import { overlayConfigSchema, parseOverlayConfig, parseTeDocument } from "../../src/overlay/index.ts";
import { readText, temporaryFolder } from "../helpers.ts";
import { pageProject } from "./page-project.ts";

const PAGE = readText("../docs/overlay.md");
const MAIN = fileURLToPath(new URL("../../../dist/lib/cli/main.js", import.meta.url));
const FILE = /`([a-z0-9]+\.yaml)`[^`]*```yaml\n([^`]*)```/g;
const COMMANDS = /```console\n([^`]*)```/g;
const FILES = new Map([...PAGE.matchAll(FILE)].map(([, name, text]) => [name!, text!]));
/** The port of the page; the test uses a free one. */
const PORT = /\b1790\b/g;
/** What waits for a line ends after this time, and the shell after the other one. */
const LIMIT_S = 30;
const SHELL_LIMIT_MS = 90_000;
const END = "=== end of command ===";

/** What differs each time, and what it is replaced by. */
const VARYING: readonly (readonly [pattern: RegExp, text: string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "2026-06-24T08:00:00.000Z"],
  [/process \d+/g, "process 4711"],
  [/\d+ updates of VPP with \d+ steps/g, "2 updates of VPP with 8 steps"],
  // Which error of a session was the last one, and whether it is tried again, depends on the moment.
  [/^(127\.0\.0\.12 +node +established +5 +0)\b.*$/gm, "$1"],
  [/^(127\.0\.0\.1 +injector +)\w+ +0 +0\b.*$/gm, "$1idle              0      0  connect ECONNREFUSED 127.0.0.1:1790"],
];

interface Schema {
  readonly type?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

t.test("the commands of the page print what it says", async (t) => {
  const folder = temporaryFolder(t);
  const port = String(await freePort());
  for (const [name, text] of FILES) writeFileSync(join(folder, name), text.replace(PORT, port));
  const blocks = [...PAGE.matchAll(COMMANDS)].map(([block, text]) => ({ block, commands: commandsIn(text!) }));
  const printed = await runAll(
    t,
    folder,
    blocks.flatMap(({ commands }) => commands),
  );
  let current = PAGE;
  for (const { block, commands } of blocks) {
    const texts = commands.map((command) => `$ ${command}\n${(printed.shift() ?? "").replaceAll(port, "1790")}`);
    current = current.replace(block, () => `\`\`\`console\n${texts.join("")}\`\`\``);
  }
  current = withoutVarying(current);
  if (process.env.TSVPP_UPDATE_GOLDEN === "1")
    writeFileSync(new URL("../../../docs/overlay.md", import.meta.url), current);
  t.equal(current, withoutVarying(PAGE));
});

t.test("the table of the configuration has each key with its default, and no other", async (t) => {
  const schema = leavesOf((await overlayConfigSchema()) as Schema);
  const rows = rowsBelow("Configuration").map(([key = "", , text]) => [key.replaceAll("`", ""), text!] as const);
  t.same(rows.map(([key]) => key).sort(), [...schema.keys()].sort());
  for (const [key, text] of rows) {
    const given = schema.get(key)!.default;
    if (given !== undefined) t.equal(text, String(given), key);
  }
});

t.test("the table of the TE document has each key, and no other", async (t) => {
  const config = await parseOverlayConfig(FILES.get("node1.yaml")!);
  const { id, address } = config.node;
  const node = { id, address, bsids: config.sids.bsids.cluster, localSids: config.sids.localSids.cluster };
  const knownIn = async (text: string) => {
    const reason = await parseTeDocument(text, "te.yaml", node).then(String, String);
    return /odd_key: unknown key \(known: ([^)]+)\)/.exec(reason)![1]!.split(", ");
  };
  const text = FILES.get("te1.yaml")!;
  const known = [
    ...(await knownIn(`${text}odd_key: 1\n`)),
    ...(await knownIn(text.replace("traffic:", "odd_key: 1\n    traffic:"))),
  ];
  const keys = rowsBelow("The TE document").flatMap(([cell]) => [...cell!.matchAll(/`(\w+)/g)].map(([, key]) => key!));
  t.same(keys.sort(), known.sort());
});

t.test("the table of metrics has each metric, and no other", async (t) => {
  const source = readText("../src/cli/overlay/agent/metrics.ts");
  const names = [...source.matchAll(/\b(gauge|counter)\(\s*"(\w+)"/g)];
  const expected = names.map(([, kind, name]) => (kind === "counter" ? `${name}_total` : name!));
  const found = rowsBelow("Service and metrics").flatMap(([cell]) => [...cell!.matchAll(/`(\w+)`/g)]);
  t.ok(names.length > 10, "the metrics are read");
  t.same(found.map(([, name]) => name!).sort(), expected.sort());
});

t.test("the TypeScript of the page compiles, with the imports that it shows", async (t) => {
  const project = pageProject(t);
  project.write("src/page.ts", /```ts\n([\s\S]*?)```/.exec(PAGE)![1]!);
  t.equal(project.compile(), "");
});

/** Runs commands one after the other in one shell. Returns what each has printed. */
async function runAll(t: Test, folder: string, commands: readonly string[]): Promise<string[]> {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "tsvpp"), `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`);
  chmodSync(join(bin, "tsvpp"), 0o755);
  const limited = `tail() { timeout ${LIMIT_S} tail "$@"; }`;
  const script = [limited, ...commands.flatMap((command) => [command, `echo "${END}"`])].join("\n");
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  const path = join(folder, "output");
  const output = openSync(path, "w");
  // In a process group of its own, which is ended as a whole.
  const options = { cwd: folder, env, detached: true, timeout: SHELL_LIMIT_MS } as const;
  const shell = spawn("bash", ["-c", script], { ...options, stdio: ["ignore", output, output] });
  t.teardown(() => endGroup(shell.pid!));
  closeSync(output);
  await once(shell, "exit");
  return readFileSync(path, "utf8").split(`${END}\n`).slice(0, commands.length);
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // All have ended.
  }
}

function commandsIn(block: string): string[] {
  return block.split("\n").flatMap((line) => (line.startsWith("$ ") ? [line.slice(2)] : []));
}

function withoutVarying(text: string): string {
  return VARYING.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}

/** Returns the cells of the rows below a heading, without those of the head. */
function rowsBelow(heading: string): string[][] {
  const [, section = ""] = PAGE.split(`## ${heading}\n`);
  const rows = section
    .split("\n## ")[0]!
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  return rows.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** Returns the keys that have values, by their paths: `bgp.peers[].address`. */
function leavesOf(schema: Schema, path = ""): Map<string, Schema> {
  const { properties, items } = schema;
  if (items?.properties !== undefined) return leavesOf(items, `${path}[]`);
  if (properties === undefined) return new Map([[path, schema]]);
  const prefix = path === "" ? "" : `${path}.`;
  return new Map(Object.entries(properties).flatMap(([key, each]) => [...leavesOf(each, `${prefix}${key}`)]));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
