import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import t from "tap";
import { startSimulator } from "../../../src/simulator/index.ts";
import { readText, temporaryFolder } from "../../helpers.ts";
import { tsvpp } from "../tsvpp.ts";

const CATALOGUE = new URL("../../../../api-json/", import.meta.url);
const TOOLBOX = fileURLToPath(new URL("../../../../test/golden/toolbox.api", import.meta.url));

function api(...argv: string[]) {
  return tsvpp(["api", ...argv]);
}

/** One JSON value a line. */
async function apiJson(...argv: string[]): Promise<{ exitCode: number; values: Record<string, unknown>[] }> {
  const { exitCode, stdout } = await api(...argv, "--json");
  return {
    exitCode,
    values: stdout
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
  };
}

t.test("ls lists modules", async (t) => {
  const { stdout } = await api("ls", "--modules", "sr,ip_types");
  t.equal(
    stdout,
    `module    version  folder  messages  types
sr        2.1.0    core          32      3
ip_types  3.0.0    core           0     19
`,
  );
  const { values } = await apiJson("ls", "--input", "22.10");
  t.equal(values.length, readdirSync(CATALOGUE).filter((file) => isIn("22.10", file)).length);
});

t.test("ls lists the messages of a module", async (t) => {
  const { values } = await apiJson("ls", "sr_pt");
  t.same(values[0], {
    message: "sr_pt_iface_dump",
    crc: "51077d14",
    module: "sr_pt",
    service: { reply: "sr_pt_iface_details", stream: true },
    state: "released",
  });
  t.match((await api("ls", "srr")).stderr, "no such module: srr; did you mean sr?");
});

t.test("show prints a message in VPP's language, with its CRC, service and releases", async (t) => {
  const { exitCode, stdout } = await api("show", "sr_policy_del");
  t.equal(exitCode, 0);
  t.equal(
    stdout,
    `// sr_policy_del_cb4d48d5, message of module sr, version 2.1.0
// VPP 22.10-26.06
define sr_policy_del
{
  u32 client_index;
  u32 context;
  vl_api_ip6_address_t bsid_addr;
  u32 sr_policy_index;
};
service {
  rpc sr_policy_del returns sr_policy_del_reply;
};
`,
  );
});

t.test("show tells other versions of a definition", async (t) => {
  const { stdout } = await api("show", "sr_behavior", "--input", "24.10");
  t.match(stdout, "// VPP 22.10-24.10\n// sr_behavior in VPP 25.02-26.06\nenum sr_behavior : u8\n");
  const { values } = await apiJson("show", "sr_behavior");
  t.match(values, [{ kind: "type", name: "sr_behavior", module: "sr_types", releases: ["25.02", "25.06"] }]);
  t.match(values[0], { others: [{ releases: ["22.10", "23.06", "23.10", "24.02", "24.06", "24.10"] }] });
});

t.test("show prints a module, which is read again as it is", async (t) => {
  const folder = temporaryFolder(t);
  const { stdout } = await api("show", "sr_pt");
  writeFileSync(join(folder, "sr_pt.api"), stdout);
  t.match(await api("diff", "26.06", folder), {
    exitCode: 0,
    stdout: "no difference (1 module compared)\n",
  });
});

t.test("show looks into a file, and what it imports", async (t) => {
  const { stdout } = await api("show", "toolbox_probe", "--input", TOOLBOX);
  t.match(stdout, /^\/\/ toolbox_probe_[0-9a-f]{8}, .*\n\/\/ in no release of the catalogue\n/);
  t.equal((await api("show", "saw", "--input", TOOLBOX)).exitCode, 0);
  t.match(await api("show", "sr_polcy_add"), {
    exitCode: 2,
    stderr: "tsvpp: no such message, type or module: sr_polcy_add; did you mean sr_policy_add",
  });
});

t.test("diff finds what the definitions of two releases tell", async (t) => {
  const { exitCode, values } = await apiJson("diff", "24.02", "26.06");
  t.equal(exitCode, 1);
  const before = rawCrcs("24.02");
  const after = rawCrcs("26.06");
  const named = (change: string) => values.filter((each) => each.change === change).map(({ name }) => name);
  t.same(named("added").sort(), [...after.keys()].filter((name) => !before.has(name)).sort());
  t.same(named("removed").sort(), [...before.keys()].filter((name) => !after.has(name)).sort());
  const changed = [...before].filter(([name, crc]) => after.has(name) && after.get(name) !== crc);
  t.same(named("changed").sort(), changed.map(([name]) => name).sort());
  t.match(
    values.find(({ name }) => name === "sr_localsid_add_del"),
    {
      change: "extended",
      isBreaking: false,
      crcBefore: "5a36c324",
      crcAfter: "5a36c324",
      fields: [
        { path: "behavior.SR_BEHAVIOR_API_END_UN_PERF", change: "added", after: "11" },
        { path: "behavior.SR_BEHAVIOR_API_END_UN", change: "added", after: "12" },
        { path: "behavior.SR_BEHAVIOR_API_UA", change: "added", after: "13" },
      ],
    },
  );
});

t.test("diff prints field by field what changed, and whether VPP's rules allow it", async (t) => {
  const folder = temporaryFolder(t);
  const body = "u32 client_index; u32 context; u8 kept; u8 gone; u8 wider;";
  const reply = "define tool_add_reply { u32 context; i32 retval; };";
  const file = (text: string) => `option version="1.0.0"; define tool_add { ${text} }; ${reply}`;
  writeFileSync(join(folder, "a.api"), file(body));
  writeFileSync(join(folder, "b.api"), file(body.replace("u8 gone; u8 wider;", "u16 wider; bool more;")));
  const [a, b] = [join(folder, "a.api"), join(folder, "b.api")];
  const { exitCode, stdout } = await api("diff", a, b);
  t.equal(exitCode, 1);
  t.match(
    stdout,
    /^tool_add \(b\) [0-9a-f]{8} -> [0-9a-f]{8}: changed, breaks compatibility\n {2}- gone u8\n {2}~ wider u8 -> u16\n {2}\+ more bool\n1 message differs, 1 breaking compatibility \(2 modules compared\)\n$/,
  );
  t.same(await api("diff", a, a), {
    exitCode: 0,
    stdout: "no difference (1 module compared)\n",
    stderr: "",
  });
});

t.test("diff compares what a file or a VPP has, and does not miss the rest", async (t) => {
  await using simulator = await startSimulator({ release: "25.02" });
  t.match(await api("diff", "25.02", simulator.socketPath), {
    exitCode: 0,
    stdout: /^no difference \(\d\d+ modules compared\)\n$/,
  });
  const { values } = await apiJson("diff", "24.10", simulator.socketPath, "--modules", "sr,tapv2");
  t.ok(values.length > 0);
  t.same(new Set(values.map(({ module }) => module)), new Set(["sr", "tapv2"]));
});

t.test("lint finds nothing in a file that keeps the rules, and exits with 1 where it does", async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, "tool.api");
  const define = (option: string) => `option version="1.0.0"; autoreply define tool_add { ${option} u32 x; };`;
  writeFileSync(file, define(""));
  t.same(await api("lint", "--input", file), { exitCode: 0, stdout: "nothing found\n", stderr: "" });
  t.same(await apiJson("lint", "--input", file), { exitCode: 0, values: [] });
  writeFileSync(file, define("option deprecated;"));
  t.same(await apiJson("lint", "--input", file), {
    exitCode: 1,
    values: [
      {
        module: "tool",
        message: "tool_add",
        rule: "replacement",
        text: "it is deprecated, but has no replaced_by",
      },
    ],
  });
});

t.test("export writes the documents that VPP's compiler would", async (t) => {
  const folder = temporaryFolder(t);
  t.match(await api("export", "--input", TOOLBOX, "--output", folder), { exitCode: 0, stdout: "1 document written\n" });
  const written = JSON.parse(readFileSync(join(folder, "plugins/toolbox.api.json"), "utf8"));
  const original = JSON.parse(readText("golden/toolbox.api.json"));
  t.same(Object.keys(written), ["generator", ...Object.keys(original)]);
  t.same(crcsIn(written), crcsIn(original));
  t.match(await api("diff", join(folder, "plugins/toolbox.api.json"), TOOLBOX), { exitCode: 0 });
  t.match(await api("export"), { exitCode: 2, stderr: "tsvpp: api export: --output is missing" });
});

t.test("export replaces only what it has written: all else is told, and nothing is written", async (t) => {
  const folder = temporaryFolder(t);
  const argv = ["export", "--modules", "sr,ip,ip6_nd", "--output", folder];
  const paths = ["ip", "sr"].map((name) => join(folder, "core", `${name}.api.json`));
  mkdirSync(join(folder, "core"));
  const original = readText("golden/toolbox.api.json");
  for (const path of paths) writeFileSync(path, original);
  const { exitCode, stdout, stderr } = await api(...argv);
  t.match([exitCode, stdout], [2, ""]);
  const reason = "not a document that tsvpp exported, so it is not replaced: name another path, or remove it";
  t.same(
    stderr.trimEnd().split("\n").sort(),
    paths.map((path) => `tsvpp: ${path}: ${reason}`),
  );
  for (const path of paths) t.equal(readFileSync(path, "utf8"), original);
  t.same(readdirSync(folder, { recursive: true }).length, 3);
  for (const path of paths) rmSync(path);
  t.match(await api(...argv), { exitCode: 0 });
  t.match(await api(...argv, "--input", "24.02"), { exitCode: 0, stderr: "" });
  t.match(await api("diff", folder, "24.02"), { exitCode: 0 });
});

t.test("crc prints each message as VPP's message table has it", async (t) => {
  const { stdout } = await api("crc", "--input", TOOLBOX);
  const original = crcsIn(JSON.parse(readText("golden/toolbox.api.json")));
  t.same(stdout.split("\n").slice(0, -1), original);
  const { values } = await apiJson("crc", "--modules", "sr");
  t.match(values[0], { module: "sr", name: "sr_localsid_add_del", crc: "5a36c324" });
});

const refused: readonly (readonly [argv: string[], line: string])[] = [
  [[], "api: ls|show|diff|lint|export|crc is missing (see tsvpp api --help)"],
  [["lst"], "no such api command: lst; did you mean ls? (ls, show, diff, lint, export, crc)"],
  [["diff", "26.06"], "api diff: B is missing (see tsvpp api diff --help)"],
  [["diff", "26.06", "26.06", "26.06"], "api diff: one argument too many: 26.06 (see tsvpp api diff --help)"],
  [["diff", "26.06", "26.06", "--modules", "srr"], "no such module: srr; did you mean sr?"],
  [["ls", "--output", "x"], "api ls: no option --output (see tsvpp api ls --help)"],
];

for (const [argv, line] of refused) {
  t.test(`refuses api ${argv.join(" ")}`, async (t) => {
    const { exitCode, stdout, stderr } = await api(...argv);
    t.equal(exitCode, 2);
    t.equal(stdout, "");
    t.ok(stderr.startsWith(`tsvpp: ${line}`), stderr);
  });
}

/** Whether any line of a catalogue's file is of a release. */
function isIn(release: string, file: string): boolean {
  return file.endsWith(".jsonl") && rawLines(file).some((line) => isOf(release, line.in));
}

/** The CRCs of all messages of a release, read from the catalogue line by line. */
function rawCrcs(release: string): Map<string, string> {
  const files = readdirSync(CATALOGUE).filter((file) => file.endsWith(".jsonl"));
  const lines = files.flatMap(rawLines).filter((line) => line.message !== undefined && isOf(release, line.in));
  return new Map(lines.map(({ message, crc }) => [message!, crc!]));
}

function rawLines(file: string): { in: string; message?: string; crc?: string }[] {
  const lines = readFileSync(new URL(file, CATALOGUE), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line));
}

/** `22.10-23.10 25.02-`: releases sort as text. */
function isOf(release: string, ranges: string): boolean {
  return ranges.split(" ").some((range) => {
    const [first = "", last = first] = range.split("-");
    return first <= release && (last === "" || release <= last);
  });
}

function crcsIn({ messages }: { messages: unknown[][] }): string[] {
  return messages.map((message) => `${message[0]}_${(message.at(-1) as { crc: string }).crc.slice(2)}`);
}
