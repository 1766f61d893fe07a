import { execFileSync } from "node:child_process";
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import {
  createLoopback,
  swInterfaceAddDelAddress,
  swInterfaceSetFlags,
  swInterfaceSetMtu,
} from "../../../src/binapi/interface.ts";
import { IfStatusFlags } from "../../../src/binapi/interface_types.ts";
import { srLocalsidAddDel, srLocalsidsDump, srSetEncapSource } from "../../../src/binapi/sr.ts";
import { connect } from "../../../src/client/index.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { temporaryFolder } from "../../helpers.ts";
import { type Surroundings, tsvpp } from "../tsvpp.ts";

const DOCUMENT = `
encap: { source: fd11::1000 }
localSids:
  - sid: fcdd::11aa:4
    behavior: { type: End.DT4, tableId: 0 }
adopt: true
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
  t.equal(
    (await plan(["-", "--json"], { stdin: "localSids: []" })).stdout,
    '{"steps":[],"conflicts":[],"warnings":[]}\n',
  );
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

t.test("what is owned and not in the document goes, what others own stays and is told", async (t) => {
  await using simulator = await startSimulator();
  const run = (command: string, document: string, ...options: string[]) =>
    tsvpp([command, "-", "--socket", simulator.socketPath, ...options], { stdin: document });
  const sid = (address: string) => `localSids: [{ sid: "${address}", behavior: { type: End } }]\n`;
  t.match(await run("apply", sid("fcdd::1")), { exitCode: 0 });
  t.match(await run("apply", sid("fcee::1")), { exitCode: 0 });
  const owning = `owns: { sids: ["fcdd::/16"] }\n${sid("fcdd::2")}`;
  t.same(await run("plan", owning), {
    exitCode: 0,
    stdout:
      "add local SID fcdd::2 End: VPP has no such local SID\n" +
      "remove local SID fcdd::1 End: the document owns it, but does not describe it\n2 steps to do\n",
    stderr:
      'tsvpp: "apply" needs --force: 1 of 1 owned entries would be removed, more than a fifth: local SID fcdd::1 End\n',
  });
  t.match(await run("plan", owning, "--force", "--exit-code"), { exitCode: 5, stderr: "" });
  t.match(JSON.parse((await run("plan", owning, "--json")).stdout), { needs: { force: { removed: 1, owned: 1 } } });
  const path = join(temporaryFolder(t), "o.plan");
  t.match(await run("plan", owning, "-o", path), {
    exitCode: 2,
    stdout: /^remove local SID/m,
    stderr: /^tsvpp: .*o\.plan: not written: use --force$/m,
  });
  t.notOk(existsSync(path));
  t.match(await run("plan", owning, "-o", path, "--force"), { exitCode: 0, stderr: "" });
  t.match(await run("apply", owning), { exitCode: 2, stderr: /1 of 1 owned entries would be removed.*force/ });
  const { exitCode, stdout } = await run("apply", owning, "--force");
  t.equal(exitCode, 0);
  t.match(stdout, /^remove local SID fcdd::1 End/m);
  t.same(simulator.state.localSids.map(({ address }) => String(address)).sort(), ["fcdd::2", "fcee::1"]);
});

t.test("a plan may be told not to interrupt traffic", async (t) => {
  await using simulator = await startSimulator({ release: "24.02" });
  const run = (command: string, tableId: number, ...options: string[]) => {
    const stdin = `adopt: true\nlocalSids: [{ sid: "fcdd::1", behavior: { type: End.DT4, tableId: ${tableId} } }]\n`;
    return tsvpp([command, "-", "--socket", simulator.socketPath, ...options], { stdin });
  };
  t.match(await run("apply", 0), { exitCode: 0 });
  await tsvpp([
    ...["call", "ip_table_add_del", '{ "isAdd": true, "table": { "tableId": 7, "isIp6": false, "name": "" } }'],
    ...["--socket", simulator.socketPath],
  ]);
  t.match(await run("plan", 7), { exitCode: 0, stdout: /interrupts traffic/ });
  t.match(await run("plan", 7, "--no-interrupt"), { exitCode: 2, stderr: /not possible without an interruption/ });
});

t.test("what a VPP holds is printed as a document that has nothing to do there", async (t) => {
  await using simulator = await startSimulator();
  const at = ["--socket", simulator.socketPath];
  await tsvpp(["apply", "examples/overlay.yaml", ...at]);
  const { exitCode, stdout } = await tsvpp(["export", ...at]);
  t.equal(exitCode, 0);
  t.match(await tsvpp(["plan", "-", ...at], { stdin: stdout }), { exitCode: 0, stdout: "nothing to do\n" });
  t.match(stdout, /cafe::1c3/);
});

t.test("tells what it takes otherwise than it is written", async (t) => {
  const stdin =
    "policies: [{ bsid: cafe::1, encapSource: fd11::1, segments: [fc00::1] }]\n" +
    "steering: [{ prefix: 10.1.2.3/8, bsid: cafe::1 }]";
  const { exitCode, stdout, stderr } = await plan(["-"], { stdin });
  t.match(stdout, "add steering of 10.0.0.0/8 table 0 to cafe::1");
  t.same(
    [exitCode, stderr],
    [0, "tsvpp: warning: standard input:2: steering[0].prefix: 10.1.2.3/8 has host bits: read as 10.0.0.0/8\n"],
  );
});

const INVALID: [title: string, document: string, stderr: RegExp][] = [
  ["is not YAML", "a: &a [*a]", /^tsvpp: standard input:1:8: not YAML: alias \*a refers to itself/],
  ["has an unknown key", "policys: []", /^tsvpp: standard input:1: policys: unknown key: did you mean policies\?/],
  [
    "contradicts itself",
    "policies: [{ bsid: cafe::1, segments: [cafe::1] }]",
    /^tsvpp: standard input:1: policies\[0\]\.segments\[0\]: forwarding loop: packets of policy cafe::1 /,
  ],
  [
    "names what VPP does not have",
    "policies:\n  - { bsid: cafe::1, segments: [fc00::1] }\n  - { bsid: cafe::2, segments: [fc00::1], fibTable: 9 }",
    /^tsvpp: standard input:3: policies\[1\]\.fibTable: VPP has no IPv6 table 9\n$/,
  ],
];

for (const [title, stdin, stderr] of INVALID) {
  for (const command of ["plan", "apply"]) {
    t.test(`${command} changes nothing for a document that ${title}`, async (t) => {
      const ran = await tsvpp([command, "-", "--socket", simulator.socketPath], { stdin });
      t.match(ran, { stdout: "", stderr });
      t.not(ran.exitCode, 0);
      const { localSids, policies, steering } = simulator.state;
      t.same([localSids, policies, steering], [[], [], []]);
    });
  }
}

/** What -o does not take, beside a document `o.yaml`. */
const targets: readonly (readonly [name: string, error: string, make?: (path: string) => void])[] = [
  ["o.yaml", "not a plan that tsvpp wrote, so it is not replaced: name another path, or remove it"],
  ["./o.yaml", "not a plan that tsvpp wrote, "],
  ["hard-link", "not a plan that tsvpp wrote, ", (path) => linkSync(join(path, "../o.yaml"), path)],
  ["link", "a symbolic link, so it is not replaced: name another path, or remove it", (path) => symlinkSync("o", path)],
  ["folder", "a folder, so it is not replaced: name another path", (path) => mkdirSync(path)],
  ["fifo", "not a regular file, ", (path) => execFileSync("mkfifo", [path])],
  ["empty", "not a plan that tsvpp wrote, ", (path) => writeFileSync(path, "")],
  ["bundle.json", "not a plan that tsvpp wrote, ", (path) => writeFileSync(path, '{ "plans": [{ "tsvppPlan": 1 }] }')],
  ["none/o.plan", "no such file or directory"],
  ["none/", "no such file or directory"],
  ["o.yaml/o.plan", "not a directory"],
];

for (const [name, error, make] of targets) {
  t.test(`-o does not take ${name}, and VPP is not asked`, async (t) => {
    const place = temporaryFolder(t);
    writeFileSync(join(place, "o.yaml"), DOCUMENT);
    const path = `${place}/${name}`;
    make?.(path);
    const names = readdirSync(place);
    // Nobody listens there: the exit code would be 3.
    const ran = await tsvpp(["plan", join(place, "o.yaml"), "-o", path, "--force", "--socket", "/nowhere"]);
    t.match(ran, { exitCode: 2, stdout: "" });
    t.ok(ran.stderr.startsWith(`tsvpp: ${path}: ${error}`), ran.stderr);
    t.equal(readFileSync(join(place, "o.yaml"), "utf8"), DOCUMENT);
    t.same(readdirSync(place), names);
  });
}

for (const [path, error] of [
  ["/dev/null", "/dev/null: not a regular file, so it is not replaced: name another path\n"],
  ["/dev/stdout", "/dev/stdout: a symbolic link, "],
  ["-", "plan: -o needs the path of a file; ./- is a file named -\n"],
  ["", "plan: -o needs the path of a file; "],
] as const) {
  t.test(`-o does not take ${path || "an empty path"}`, async (t) => {
    const ran = await tsvpp(["plan", file, "-o", path, "--socket", "/nowhere"]);
    t.match(ran, { exitCode: 2, stdout: "" });
    t.ok(ran.stderr.startsWith(`tsvpp: ${error}`), ran.stderr);
  });
}

t.test("-o takes a path where nothing is, then the plan that is there, whole or cut off", async (t) => {
  const place = temporaryFolder(t);
  const path = join(place, "o.plan");
  const make = async (stdin: string): Promise<string> => {
    t.match(await plan(["-", "-o", path], { stdin }), { exitCode: 0, stderr: "" });
    return readFileSync(path, "utf8");
  };
  const first = await make(DOCUMENT);
  t.not(await make("localSids: []"), first);
  writeFileSync(path, first.slice(0, first.length / 2));
  t.equal(await make(DOCUMENT), first);
  t.same(readdirSync(place), ["o.plan"]);
});

t.test("a file that appears while VPP is asked stays", async (t) => {
  const path = join(temporaryFolder(t), "o.plan");
  await using simulator = await startSimulator();
  simulator.on(srLocalsidsDump, (_fields, answer) => {
    writeFileSync(path, DOCUMENT);
    return [...answer()];
  });
  const { exitCode, stderr } = await tsvpp(["plan", file, "-o", path, "--socket", simulator.socketPath]);
  t.equal(exitCode, 2);
  t.match(stderr, "not a plan that tsvpp wrote");
  t.equal(readFileSync(path, "utf8"), DOCUMENT);
});

t.test("an interruption while VPP is asked leaves no file", async (t) => {
  const place = temporaryFolder(t);
  const interruption = new AbortController();
  await using simulator = await startSimulator();
  simulator.on(srLocalsidsDump, (_fields, answer) => {
    interruption.abort("SIGTERM");
    return [...answer()];
  });
  const argv = ["plan", file, "-o", join(place, "o.plan"), "--socket", simulator.socketPath];
  t.match(await tsvpp(argv, { signal: interruption.signal }), { exitCode: 143, stdout: "" });
  t.same(readdirSync(place), []);
});

t.test("a policy is told with what its lists add to packets, and what makes them too long", async (t) => {
  await using simulator = await startSimulator();
  await using vpp = await connect({ socketPath: simulator.socketPath });
  const { swIfIndex } = await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await vpp.request(swInterfaceSetFlags, { swIfIndex, flags: IfStatusFlags.IF_STATUS_API_FLAG_ADMIN_UP });
  await vpp.request(swInterfaceSetMtu, { swIfIndex, mtu: [1500, 0, 0, 0] });
  await vpp.request(swInterfaceAddDelAddress, { swIfIndex, isAdd: true, delAll: false, prefix: "fc00::9/64" });
  const stdin = `
innerMtu: 1450
policies: [{ bsid: cafe::1, encapSource: fd11::1, segmentLists: [{ segments: [fc00::1] }, { segments: [fc00::2, fc00::1] }] }]
`;
  const at = ["--socket", simulator.socketPath];
  const warning =
    "policy cafe::1 via fc00::2, fc00::1: packets of 1450 bytes become 1530 bytes, and the MTU of loop0 is 1500";
  t.same(await tsvpp(["plan", "-", ...at], { stdin }), {
    exitCode: 0,
    stdout:
      "add policy cafe::1 via fc00::1 (weight 1) or fc00::2, fc00::1 (weight 1): VPP has no such policy; " +
      "shares 50 %, 50 %; packets grow by 40 to 80 bytes\n" +
      "1 step to do\n",
    stderr: `tsvpp: warning: ${warning}\n`,
  });
  t.match(JSON.parse((await tsvpp(["plan", "-", "--json", ...at], { stdin })).stdout), { warnings: [warning] });
  t.match(await tsvpp(["apply", "-", "--strict", ...at], { stdin }), {
    exitCode: 0,
    stderr: `tsvpp: warning: ${warning}\n`,
  });
});

t.test("interfaces have VPP's names, in steps and in their reasons", async (t) => {
  await using simulator = await startSimulator();
  await using vpp = await connect({ socketPath: simulator.socketPath });
  for (const macAddress of ["02:fe:00:00:00:01", "02:fe:00:00:00:02"])
    await vpp.request(createLoopback, { macAddress });
  const at = ["--socket", simulator.socketPath];
  const withName = (name: string) => ({
    stdin: `adopt: true\nlocalSids: [{ sid: fc00::2, behavior: { type: End.DX2, interface: ${name} } }]\n`,
  });
  t.match((await tsvpp(["apply", "-", ...at], withName("loop0"))).stdout, /^add local SID fc00::2 End\.DX2 on loop0: /);
  const { stdout } = await tsvpp(["plan", "-", ...at], withName("loop1"));
  t.match(stdout, /^change local SID fc00::2 End\.DX2 on loop1: VPP has End\.DX2 on loop0 in table 0/);
  t.match(JSON.parse((await tsvpp(["plan", "-", "--json", ...at], withName("loop1"))).stdout).steps, [
    { value: { behavior: { type: "End.DX2", swIfIndex: 2 } }, description: /on loop1$/, reason: /on loop0 in table 0/ },
  ]);
});

t.test("--exit-code says whether there is something to do", async (t) => {
  await using simulator = await startSimulator();
  const run = (command: string, ...options: string[]) =>
    tsvpp([command, "-", "--socket", simulator.socketPath, ...options], { stdin: DOCUMENT });
  t.equal((await run("plan")).exitCode, 0);
  t.equal((await run("plan", "--exit-code")).exitCode, 5);
  await run("apply");
  t.same(await run("plan", "--exit-code"), { exitCode: 0, stdout: "nothing to do\n", stderr: "" });
});

t.test(
  "a policy whose packets get the outer source :: is a warning, and a failure of plan, apply and verify with --strict",
  async (t) => {
    await using simulator = await startSimulator();
    const policies =
      "policies: [{ bsid: cafe::1, segments: [fc00::1] }]\nlocalSids: [{ sid: fc00::1, behavior: { type: End } }]\n";
    const run = (command: string, stdin: string, ...options: string[]) =>
      tsvpp([command, "-", "--socket", simulator.socketPath, ...options], { stdin });
    const text =
      "policy cafe::1: packets get the outer source ::, since neither the document nor VPP has an encap source";
    const stderr = `tsvpp: warning: ${text}\n`;
    t.match(await run("plan", policies), { exitCode: 0, stderr });
    t.match(JSON.parse((await run("plan", policies, "--json")).stdout), { warnings: [text] });
    t.match(await run("plan", policies, "--strict", "--exit-code"), { exitCode: 1, stdout: /steps to do/, stderr });
    t.match(await run("plan", `encap: { source: fd11::1 }\n${policies}`, "--strict"), { exitCode: 0, stderr: "" });
    t.match(await run("apply", policies), { exitCode: 0, stderr });
    t.same(await run("verify", policies), { exitCode: 0, stdout: "verified\n", stderr });
    t.same(await run("verify", policies, "--strict"), { exitCode: 1, stdout: "", stderr });
    t.match(await run("apply", policies, "--strict"), { exitCode: 1, stderr });
    t.match(JSON.parse((await run("verify", policies, "--json")).stdout), { forwarding: [{ state: "unsourced" }] });
    const sourced = `adopt: true\nencap: { source: fd11::1 }\n${policies}`;
    t.match(await run("apply", sourced, "--strict"), { exitCode: 0, stderr: "" });
    t.match(
      await run("plan", policies),
      { exitCode: 0, stdout: "nothing to do\n", stderr: "" },
      "VPP has a source now",
    );
  },
);

t.test("warnings of one kind are one line with their number", async (t) => {
  await using simulator = await startSimulator();
  const policies = Array.from({ length: 100 }, (_, at) => `  - { bsid: "cafe::${at + 1}", segments: [fc00::1] }`);
  const { stderr } = await tsvpp(["plan", "-", "--socket", simulator.socketPath], {
    stdin: `policies:\n${policies.join("\n")}\n`,
  });
  t.match(stderr, /^tsvpp: warning: policy cafe::1: packets .* \(and 99 more of this kind: --json lists all\)\n$/);
});

t.test("a plan is no document: its command is named", async (t) => {
  const path = join(temporaryFolder(t), "x.plan");
  t.equal((await plan(["-", "-o", path], { stdin: DOCUMENT })).exitCode, 0);
  for (const command of ["plan", "verify", "keep"]) {
    const { exitCode, stderr } = await tsvpp([command, path, "--socket", "/nowhere", "--wait", "0"]);
    t.same([exitCode, stderr], [2, `tsvpp: ${path}: a plan, not a document: use "tsvpp apply ${path}"\n`]);
  }
});

t.test("a key that is there twice is named", async (t) => {
  const { exitCode, stderr } = await plan(["-"], { stdin: "policies: []\nsteering: []\npolicies: []\n" });
  t.same([exitCode, stderr], [2, "tsvpp: standard input:3:1: not YAML: key policies is given twice\n"]);
});
