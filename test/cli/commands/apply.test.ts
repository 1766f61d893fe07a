import { readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { srLocalsidAddDel, srSetEncapSource } from "../../../src/binapi/sr.ts";
import { type Simulator, startSimulator } from "../../../src/simulator/index.ts";
import { temporaryFolder } from "../../helpers.ts";
import { type Surroundings, tsvpp } from "../tsvpp.ts";

const DOCUMENT = `
encap: { source: fd11::1000 }
localSids:
  - sid: fcdd::11aa:4
    behavior: { type: End.DT4, tableId: 0 }
`;

const PLAN =
  "set encap source fd11::1000: VPP has ::\n" +
  "add local SID fcdd::11aa:4 End.DT4 table 0: VPP has no such local SID\n" +
  "2 steps to do\n";

function apply({ socketPath }: Simulator, options: readonly string[] = [], surroundings: Surroundings = {}) {
  return tsvpp(["apply", "-", "--socket", socketPath, ...options], { stdin: DOCUMENT, ...surroundings });
}

t.test("prints the plan, does it and verifies; then there is nothing to do", async (t) => {
  await using simulator = await startSimulator();
  t.same(await apply(simulator), { exitCode: 0, stdout: `${PLAN}verified\n`, stderr: "" });
  t.equal(String(simulator.state.encapSource), "fd11::1000");
  t.same(
    simulator.state.localSids.map(({ address }) => String(address)),
    ["fcdd::11aa:4"],
  );
  t.same(await apply(simulator), { exitCode: 0, stdout: "nothing to do\nverified\n", stderr: "" });
});

t.test("gives programs one value", async (t) => {
  await using simulator = await startSimulator();
  const { stdout } = await apply(simulator, ["--json"]);
  t.match(JSON.parse(stdout), {
    steps: [
      { action: "set", kind: "encapSource", value: "fd11::1000", ok: true },
      { action: "add", kind: "localSid", ok: true },
    ],
    verified: true,
    differences: [],
    forwarding: [],
    warnings: [],
  });
  t.equal(stdout.split("\n").length, 2);
});

t.test("exits with 4 when VPP refuses some steps, and names them", async (t) => {
  await using simulator = await startSimulator();
  simulator.on(srLocalsidAddDel, () => ({ retval: -4 }));
  const { exitCode, stdout, stderr } = await apply(simulator);
  t.equal(exitCode, 4);
  t.equal(stdout, PLAN);
  t.match(stderr, /^tsvpp: local SID fcdd::11aa:4 End\.DT4 table 0: sr_localsid_add_del[^\n]*-4\)\n$/);
});

t.test("exits with 1 when VPP refuses every step", async (t) => {
  await using simulator = await startSimulator();
  simulator.on(srLocalsidAddDel, () => ({ retval: -4 }));
  simulator.on(srSetEncapSource, () => ({ retval: -1 }));
  const { exitCode, stdout, stderr } = await apply(simulator, ["--json"]);
  t.equal(exitCode, 1);
  t.match(JSON.parse(stdout), { steps: [{ ok: false, error: /-1\)$/ }, { ok: false }], verified: false });
  t.equal(stderr.trimEnd().split("\n").length, 2);
});

t.test("exits with 1 when VPP shows something else than it agreed to", async (t) => {
  await using simulator = await startSimulator();
  simulator.on(srSetEncapSource, () => ({ retval: 0 }));
  t.same(await apply(simulator), {
    exitCode: 1,
    stdout: PLAN,
    stderr: "tsvpp: not verified: encap source fd11::1000: VPP has ::\n",
  });
});

t.test("exits with 3 when the connection is lost on the way", async (t) => {
  await using simulator = await startSimulator();
  simulator.on(srLocalsidAddDel, () => {
    void simulator.close();
    return undefined;
  });
  const { exitCode, stderr } = await apply(simulator);
  t.equal(exitCode, 3);
  t.match(stderr, "the connection to VPP ended");
});

t.test("an interruption says how far it came", async (t) => {
  await using simulator = await startSimulator();
  const interruption = new AbortController();
  simulator.on(srLocalsidAddDel, () => {
    interruption.abort("SIGINT");
    return undefined;
  });
  t.same(await apply(simulator, [], { signal: interruption.signal }), {
    exitCode: 130,
    stdout: PLAN,
    stderr: "tsvpp: interrupted: 1 of 2 steps done\n",
  });
});

const STEERED = `
policies: [{ bsid: cafe::1, segments: [fc00::1, fc00::2] }]
steering: [{ prefix: 10.1.0.0/16, bsid: cafe::1 }]
`;
const NO_WAY =
  "warning: policy cafe::1 via fc00::1, fc00::2: unresolved: there is no usable route to fc00::1 in table 0";

t.test("what has no way is warned of, and with --strict a failure", async (t) => {
  await using simulator = await startSimulator();
  t.same(await apply(simulator, [], { stdin: STEERED }), {
    exitCode: 0,
    stdout:
      "add policy cafe::1 via fc00::1, fc00::2: VPP has no such policy; packets grow by 80 bytes\n" +
      "add steering of 10.1.0.0/16 table 0 to cafe::1: VPP does not steer it\n" +
      "2 steps to do\n" +
      "verified\n",
    stderr: `tsvpp: ${NO_WAY}\n`,
  });
  t.same(await apply(simulator, ["--strict"], { stdin: STEERED }), {
    exitCode: 1,
    stdout: "nothing to do\n",
    stderr: `tsvpp: ${NO_WAY}\n`,
  });
});

t.test("a plan that was made before is carried out when nothing has changed, and only then", async (t) => {
  await using simulator = await startSimulator();
  const file = join(temporaryFolder(t), "overlay.plan");
  const at = ["--socket", simulator.socketPath];
  t.same(await tsvpp(["plan", "-", "-o", file, ...at], { stdin: DOCUMENT }), { exitCode: 0, stdout: PLAN, stderr: "" });
  t.same(simulator.state.localSids, []);
  t.match(await tsvpp(["apply", file, "--force", ...at]), {
    exitCode: 2,
    stderr: "tsvpp: apply: --force has no effect on a plan that was made before (see tsvpp apply --help)\n",
  });
  t.same(await tsvpp(["apply", file, ...at]), { exitCode: 0, stdout: `${PLAN}verified\n`, stderr: "" });
  t.same(await tsvpp(["apply", file, ...at]), {
    exitCode: 1,
    stdout: "",
    stderr:
      `tsvpp: ${file}: the plan is stale: since it was made, this changed in VPP: encap source or hop limit, local SIDs; ` +
      "make the plan again\n",
  });
  t.equal(simulator.calls(srLocalsidAddDel).length, 1);
});

t.test("a plan is told from a document by what is in it, and refused when it is broken", async (t) => {
  await using simulator = await startSimulator();
  const file = join(temporaryFolder(t), "overlay.yaml");
  await tsvpp(["plan", "-", "-o", file, "--socket", simulator.socketPath], { stdin: DOCUMENT });
  const whole = readFileSync(file, "utf8");
  t.match(await apply(simulator, [], { stdin: whole.slice(0, -20) }), {
    exitCode: 2,
    stderr: /^tsvpp: standard input: the plan is truncated, or not JSON: [^\n]*\n$/,
  });
  t.same(await apply(simulator, [], { stdin: whole.replace("fd11::1000", "fd11::2000") }), {
    exitCode: 2,
    stdout: "",
    stderr: "tsvpp: standard input: the plan was changed after it was made: make the plan again\n",
  });
  t.same(simulator.calls(srLocalsidAddDel), []);
  t.same(await apply(simulator, [], { stdin: whole }), { exitCode: 0, stdout: `${PLAN}verified\n`, stderr: "" });
});
