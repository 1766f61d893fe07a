import { execFile, execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "rolldown";
import t from "tap";
import { startSimulator } from "../src/simulator/index.ts";
import { temporaryFolder } from "./helpers.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const MAX_TARBALL_BYTES = 1_150_000;
const MAX_LINES = 15;
const MAX_COLUMNS = 160;

/** A folder in which only the packed package is installed. */
const folder = temporaryFolder(t);
const installed = join(folder, "node_modules/tsvpp");
const tarball = install();

function install(): string {
  const options = ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder];
  const name = execFileSync("npm", options, { cwd: ROOT, encoding: "utf8" }).trim();
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", join(folder, name), "-C", installed, "--strip-components=1"]);
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  for (const dependency of Object.keys(dependencies)) {
    symlinkSync(join(ROOT, "node_modules", dependency), join(folder, "node_modules", dependency));
  }
  return join(folder, name);
}

t.test("the tarball is small", async (t) => {
  t.ok(statSync(tarball).size <= MAX_TARBALL_BYTES, `${statSync(tarball).size} bytes`);
});

t.test("the declarations of each export are complete", async (t) => {
  const read = new Set<string>();
  const missing: string[] = [];
  const visit = (path: string) => {
    if (read.has(path)) return;
    read.add(path);
    if (!existsSync(path)) missing.push(path);
    else for (const [, to] of readFileSync(path, "utf8").matchAll(/(?:from|import\() ?"(\.[^"]+)"/g)) follow(path, to!);
  };
  const follow = (from: string, to: string) => visit(join(dirname(from), to.replace(/\.[jt]s$/, ".d.ts")));
  const { exports } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  for (const { types } of Object.values<{ types?: string }>(exports)) {
    if (types !== undefined) visit(join(installed, types.replace("*", "sr")));
  }
  t.ok(read.size > 100, "they are read");
  t.same(missing, []);
});

t.test("a program that imports tsvpp loads neither the speaker nor the agent", async (t) => {
  const lib = join(installed, "dist/lib");
  const loadedBy = (path: string, found = new Set<string>()): Set<string> => {
    if (found.has(path)) return found;
    found.add(path);
    const imports = readFileSync(path, "utf8").matchAll(/^(?:import|export)\s[^"]*"(\.[^"]+)"/gm);
    for (const [, to] of imports) loadedBy(join(dirname(path), to!), found);
    return found;
  };
  const hasAgent = (path: string) => /^(var|class) (Overlay|Speaker)\b/m.test(readFileSync(path, "utf8"));
  const loaded = loadedBy(join(lib, "index.js"));
  t.ok(loaded.size > 1, "imports are followed");
  t.same([...loaded].filter(hasAgent), []);
  t.ok([...loadedBy(join(lib, "overlay/index.js"))].some(hasAgent), "the agent is found");
});

t.test("the code of the package is readable, and its files have names that stay", async (t) => {
  const chunks = join(installed, "dist/lib/chunks");
  t.ok(existsSync(join(chunks, "core.js")));
  const core = readFileSync(join(chunks, "core.js"), "utf8");
  t.ok(core.includes("\nasync function connect(options = {}) {\n\ttry {\n"));
  t.notMatch(core.slice(core.lastIndexOf("\nexport {")), / as /);
  t.same(
    readdirSync(chunks).filter((name) => /[A-Z_]/.test(name)),
    [],
  );
});

t.test("an error that is not caught prints no line of code that is too long", async (t) => {
  const lib = join(installed, "dist/lib");
  const files = readdirSync(lib, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js"));
  const lines = files.flatMap((name) => readFileSync(join(lib, name), "utf8").split("\n"));
  // Node.js prints the line that throws. The errors of these lines are caught.
  const isCaught = (line: string) => /VppCrash|reason\.code|--gobgp|MessagePack|maxSharedStructures/.test(line);
  const long = lines.filter((line) => line.includes("throw ") && line.length > MAX_COLUMNS && !isCaught(line));
  t.ok(lines.length > 10_000, "the code is read");
  t.same(long, []);
});

for (const page of ["README.md", ...readdirSync(join(ROOT, "docs")).map((name) => `docs/${name}`)]) {
  if (!page.endsWith(".md")) continue;
  t.test(`${page} links only what the tarball holds`, async (t) => {
    const links = [...readFileSync(join(installed, page), "utf8").matchAll(/\]\((?!https?:|#)([^)#]+)/g)];
    const missing = links.map(([, path]) => path!).filter((path) => !existsSync(join(installed, dirname(page), path)));
    t.same(missing, []);
  });
}

t.test("a command that needs a package which is not installed names it", async (t) => {
  const command = [join(installed, "dist/lib/cli/main.js"), "srv6-pi", "list", "--gobgp", "127.0.0.1:1"];
  const { status, stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
  t.equal(status, 2);
  t.match(stderr, "cannot be loaded: install it beside tsvpp: npm install @grpc/grpc-js");
});

/** Is bundled with the package, and runs where the package is not installed. */
const BUNDLED = [
  'import { connect, withDefaults } from "tsvpp";',
  'import { ikev2SetIkeTransforms as changed } from "tsvpp/binapi/ikev2";',
  'import { startSimulator } from "tsvpp/simulator";',
  "async function main() {",
  "  const vpp = await connect({ socketPath: process.argv[2] });",
  "  const asked = vpp.request(changed, withDefaults(changed, { name: 'p', tr: {} }));",
  '  await asked.catch((error) => console.log("answered:", error.retvalName));',
  "  await vpp.close();",
  "  const simulator = await startSimulator();",
  '  console.log("simulator:", simulator.socketPath);',
  "  await simulator.close();",
  "  await startSimulator({ release: '24.02' }).catch((error) => console.log(error.code, error.message));",
  "}",
  "void main();",
];

for (const format of ["esm", "cjs"] as const) {
  t.test(
    `a client in a bundle (${format}) asks an older VPP for its definitions; a simulator of another release needs the package`,
    async (t) => {
      const program = join(folder, "bundled.mjs");
      writeFileSync(program, BUNDLED.join("\n"));
      const file = join(temporaryFolder(t), `program.${format === "esm" ? "mjs" : "cjs"}`);
      const output = { file, format, codeSplitting: false } as const;
      await build({ input: program, platform: "node", logLevel: "silent", output });
      const simulator = await startSimulator({ release: "24.06" });
      t.teardown(() => simulator.close());
      const { stdout } = await promisify(execFile)(process.execPath, [file, simulator.socketPath]);
      t.match(stdout, "answered: UNIMPLEMENTED");
      t.match(
        stdout,
        "VPP_SCHEMA the API definitions are not found, since they are files of the package tsvpp: leave tsvpp out",
      );
    },
  );
}

t.test("an example imports nothing but the package and Node.js", async (t) => {
  const examples = join(installed, "examples");
  const sources = readdirSync(examples).filter((name) => name.endsWith(".ts"));
  t.ok(sources.length > 3, "the examples are read");
  for (const name of sources) {
    const imports = [...readFileSync(join(examples, name), "utf8").matchAll(/ from "([^"]+)"/g)];
    t.same(
      imports.map(([, path]) => path!).filter((path) => !/^(node:|tsvpp(\/|$))/.test(path)),
      [],
      name,
    );
  }
});

/** Programs that end by an uncaught error. The last line makes the call, unless another is marked; `first` is the first line of the error. */
interface Failing {
  readonly what: string;
  readonly lines: readonly string[];
  readonly first: RegExp;
}

const SETUP = [
  'import { connect } from "tsvpp";',
  'import { controlPing } from "tsvpp/binapi/memclnt";',
  'import { srLocalsidsDump, srPolicyDel, srSetEncapHopLimit } from "tsvpp/binapi/sr";',
  'import { swInterfaceEvent } from "tsvpp/binapi/interface";',
  'import { startSimulator } from "tsvpp/simulator";',
  'import { Srv6 } from "tsvpp/srv6";',
  "const simulator = await startSimulator();",
  "const vpp = await connect({ socketPath: simulator.socketPath });",
];
const SILENCE =
  "for (const each of [srSetEncapHopLimit, srLocalsidsDump, controlPing]) simulator.on(each, () => undefined);";
const POLICY = '{ bsid: "cafe::1", segmentLists: [{ segments: ["fcff:3::1"] }] }';
const REFUSED = 'srPolicyDel, { bsidAddr: "cafe::1", srPolicyIndex: 0 }';

const programs: readonly Failing[] = [
  {
    what: "a request that VPP refuses",
    lines: [`await vpp.request(${REFUSED}); // fails`],
    first: /sr_policy_del: refused by VPP \(-1\)/,
  },
  {
    what: "a request that VPP refuses, in functions",
    lines: [`async function clean() { await vpp.request(${REFUSED}); } // fails`, "await clean();"],
    first: /sr_policy_del: refused by VPP \(-1\)/,
  },
  {
    what: "one of many requests",
    lines: [`await Promise.all([1, 2].map(() => vpp.request(${REFUSED}))); // fails`],
    first: /sr_policy_del: refused by VPP \(-1\)/,
  },
  {
    what: "a request with a wrong field",
    lines: ["vpp.request(srSetEncapHopLimit, { hopLimit: 300 }).then(() => {}); // fails"],
    first: /sr_set_encap_hop_limit\.hop_limit: 300 is not a u8/,
  },
  {
    what: "a message that is no request",
    lines: ["await vpp.request(srLocalsidsDump, {}); // fails"],
    first: /request: sr_localsids_dump is a dump, not a request/,
  },
  {
    what: "a wrong option",
    lines: ['await vpp.batch(() => {}, { timeoutMs: "5" }); // fails'],
    first: /batch: timeoutMs: "5" is not /,
  },
  {
    what: "a request without an answer",
    lines: [SILENCE, "await vpp.request(srSetEncapHopLimit, { hopLimit: 3 }, { timeoutMs: 1 }); // fails"],
    first: /sr_set_encap_hop_limit: no answer within 1 ms/,
  },
  {
    what: "a request that a signal ends in time",
    lines: [
      SILENCE,
      "await vpp.request(srSetEncapHopLimit, { hopLimit: 3 }, { signal: AbortSignal.timeout(1) }); // fails",
    ],
    first: /sr_set_encap_hop_limit: aborted/,
  },
  {
    what: "a request that a signal ends, in functions",
    lines: [
      SILENCE,
      "const controller = new AbortController();",
      "const abort = (depth) => (depth > 0 ? abort(depth - 1) : controller.abort());",
      "setImmediate(abort, 9);",
      "await vpp.request(srSetEncapHopLimit, { hopLimit: 3 }, { signal: controller.signal }); // fails",
    ],
    first: /sr_set_encap_hop_limit: aborted/,
  },
  {
    what: "a dump without an answer",
    lines: [SILENCE, "for await (const _ of vpp.dump(srLocalsidsDump, {}, { timeoutMs: 1 })); // fails"],
    first: /sr_localsids_dump: no answer within 1 ms/,
  },
  {
    what: "the outcome of a batch",
    lines: [
      `const [outcome] = await vpp.batch((batch) => { batch.add(${REFUSED}); }); // fails`,
      "throw outcome.error;",
    ],
    first: /sr_policy_del: refused by VPP \(-1\)/,
  },
  {
    what: "a command that VPP does not know",
    lines: ['await vpp.cli("nonsense"); // fails'],
    first: /cli: unknown input/,
  },
  {
    what: "a request when VPP ends",
    lines: [
      SILENCE,
      "const call = vpp.request(srSetEncapHopLimit, { hopLimit: 3 });",
      "setImmediate(() => simulator.close());",
      "await call; // fails",
    ],
    first: /sr_set_encap_hop_limit: the connection to VPP ended/,
  },
  {
    what: "a request without a connection",
    lines: ["await simulator.close();", "await vpp.request(srSetEncapHopLimit, { hopLimit: 3 }); // fails"],
    first: /sr_set_encap_hop_limit: (not sent: )?the connection to VPP ended/,
  },
  {
    what: "a request of a closed client",
    lines: ["await vpp.close();", "await vpp.request(srSetEncapHopLimit, { hopLimit: 3 }); // fails"],
    first: /sr_set_encap_hop_limit: not sent: the client is closed/,
  },
  {
    what: "events of a closed client",
    lines: ["await vpp.close();", "for await (const _ of vpp.events(swInterfaceEvent)); // fails"],
    first: /sw_interface_event: the client is closed/,
  },
  {
    what: "a socket that is not there",
    lines: ['await connect({ socketPath: "/nowhere/api.sock" }); // fails'],
    first: /\/nowhere\/api\.sock: no such socket/,
  },
  {
    what: "an SRv6 operation that VPP refuses",
    lines: ['await new Srv6(vpp).deletePolicy("cafe::1"); // fails'],
    first: /sr_policy_del: no policy has this BSID \(-1\)/,
  },
  {
    what: "an SRv6 operation that VPP refuses and a question explains",
    lines: [
      "const srv6 = new Srv6(vpp);",
      `await srv6.addPolicy(${POLICY});`,
      `await srv6.addPolicy(${POLICY}); // fails`,
    ],
    first: /sr_policy_add(_v2)?: the BSID cafe::1 is taken: a policy in table 0 has it \(-12\)/,
  },
  {
    what: "an SRv6 operation with a wrong address",
    lines: ['await new Srv6(vpp).addPolicy({ bsid: "cafe::1", segmentLists: [{ segments: ["nope"] }] }); // fails'],
    first: /"nope" is not an IPv6 address/,
  },
  {
    what: "an SRv6 operation that would harm VPP",
    lines: ['await new Srv6(vpp).addPolicy({ bsid: "cafe::1", segmentLists: [{ segments: ["cafe::1"] }] }); // fails'],
    first: /forwarding loop: packets of policy cafe::1 return to it/,
  },
];

for (const { what, lines, first } of programs) {
  t.test(`${what}: an uncaught error shows the line that called, and no page of code`, async (t) => {
    const text = [...SETUP, ...lines];
    const file = join(folder, "program.mjs");
    writeFileSync(file, text.join("\n"));
    const { stderr, status } = spawnSync(process.execPath, [file], { encoding: "utf8", timeout: 60_000 });
    const printed = stderr.trimEnd().split("\n");
    t.equal(status, 1, stderr);
    t.match(stderr, first);
    t.match(stderr, `${file}:${text.findIndex((line) => line.endsWith("// fails")) + 1}:`);
    t.ok(printed.length <= MAX_LINES, stderr);
    t.ok(
      printed.every((line) => line.length <= MAX_COLUMNS),
      stderr,
    );
  });
}
