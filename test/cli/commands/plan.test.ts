import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { srLocalsidAddDel, srSetEncapSource } from "../../../src/binapi/sr.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { type Surroundings, tsvpp } from "../tsvpp.ts";

const DOCUMENT = `
encap: { source: fd11::1000 }
localSids:
  - sid: fcdd::11aa:4
    behavior: { type: End.DT4, tableId: 0 }
`;

const folder = mkdtempSync(join(tmpdir(), "tsvpp-cli-"));
const simulator = await startSimulator();
t.teardown(async () => {
  rmSync(folder, { recursive: true });
  await simulator.close();
});

const file = join(folder, "overlay.yaml");
writeFileSync(file, DOCUMENT);

function plan(argv: readonly string[], surroundings: Surroundings = {}) {
  return tsvpp(["plan", ...argv, "--socket", simulator.socketPath], surroundings);
}

t.test("prints each step with its reason, and how many there are", async (t) => {
  t.same(await plan([file]), {
    exitCode: 0,
    stdout:
      "set encap source fd11::1000: VPP has ::\n" +
      "add local SID fcdd::11aa:4 End.DT4 table 0: VPP has no such local SID\n" +
      "2 steps to do\n",
    stderr: "",
  });
});

t.test("colours the steps on a terminal", async (t) => {
  const { stdout } = await plan([file], { isTTY: true });
  t.match(stdout, "\u001b[32madd local SID");
  t.notMatch((await plan([file], { isTTY: true, env: { NO_COLOR: "1" } })).stdout, "\u001b");
});

t.test("gives programs the steps as one value", async (t) => {
  const { stdout } = await plan([file, "--json"]);
  t.match(JSON.parse(stdout), {
    steps: [
      { action: "set", kind: "encapSource", value: "fd11::1000", reason: "VPP has ::", interrupts: false },
      { action: "add", kind: "localSid", value: { sid: "fcdd::11aa:4", behavior: { type: "End.DT4", tableId: 0 } } },
    ],
  });
  t.equal(stdout.split("\n").length, 2);
});

t.test("reads the document from standard input", async (t) => {
  t.equal((await plan(["-"], { stdin: DOCUMENT })).stdout, (await plan([file])).stdout);
});

t.test("has nothing to do for an empty document", async (t) => {
  t.same(await plan(["-"], { stdin: "localSids: []" }), { exitCode: 0, stdout: "nothing to do\n", stderr: "" });
  t.equal((await plan(["-", "--json"], { stdin: "localSids: []" })).stdout, '{"steps":[]}\n');
});

t.test("changes nothing", async (t) => {
  t.same([...simulator.calls(srSetEncapSource), ...simulator.calls(srLocalsidAddDel)], []);
});

t.test("a document that is wrong in several places is refused with a line for each", async (t) => {
  const stdin = "encap: { hopLimit: 0 }\nlocalSids:\n  - sid: fcdd::zz\n    behavior: { type: End }\n";
  const { exitCode, stdout, stderr } = await plan(["-"], { stdin });
  t.equal(exitCode, 2);
  t.equal(stdout, "");
  const lines = stderr.trimEnd().split("\n");
  t.equal(lines.length, 2);
  t.match(lines[0], /^tsvpp: standard input:1: encap\.hopLimit: /);
  t.match(lines[1], /^tsvpp: standard input:3: localSids\[0\]\.sid: /);
});

const refused: readonly (readonly [title: string, path: string, stdin: string, line: string])[] = [
  [
    "a file that is not there",
    join(folder, "none.yaml"),
    "",
    `${join(folder, "none.yaml")}: no such file or directory`,
  ],
  ["a folder", folder, "", `${folder}: illegal operation on a directory`],
  ["what is not YAML", "-", "localSids: [", "standard input:1:"],
];

for (const [title, path, stdin, line] of refused) {
  t.test(`refuses ${title} before it connects`, async (t) => {
    const { exitCode, stdout, stderr } = await tsvpp(["plan", path, "--socket", "/nowhere"], { stdin });
    t.equal(exitCode, 2);
    t.equal(stdout, "");
    t.ok(stderr.startsWith(`tsvpp: ${line}`), stderr);
  });
}

t.test("refuses what would crash VPP", async (t) => {
  const stdin = "localSids:\n  - sid: fcdd::1\n    behavior: { type: End.DT4, tableId: 99 }\n";
  const { exitCode, stderr } = await plan(["-"], { stdin });
  t.equal(exitCode, 2);
  t.match(stderr, "table 99");
});
