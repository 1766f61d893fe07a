import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { swInterfaceSetMtu } from "../../src/binapi/interface.ts";
import { srPolicyAdd } from "../../src/binapi/sr.ts";
import { cliInband } from "../../src/binapi/vlib.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import { tsvpp } from "./tsvpp.ts";

const simulator = await startSimulator();
t.teardown(() => simulator.close());
const folder = mkdtempSync(join(tmpdir(), "tsvpp-script-"));

function script(...lines: string[]) {
  return tsvpp(["--socket", simulator.socketPath], { stdin: lines.join("\n") });
}

t.test("runs lines of each kind over one connection", async (t) => {
  const { exitCode, stdout, stderr } = await script(
    "# a comment",
    "create_loopback macAddress=00:00:00:00:00:00 --json",
    "show version | tr v V",
    "= 1 +",
    "= (await vpp.cli('show version')).slice(0, 3)",
    "= _.length",
    ":show version --json",
    "quit",
    "show nothing",
  );
  t.match(stderr, /Unexpected|stopped at line 4/);
  t.equal(exitCode, 2);
  t.match(stdout, /^\{"retval":0,"swIfIndex":1\}\nVpp V26/);
  const rest = await script("= (await vpp.cli('show version')).slice(0, 3)", "= _.length", "quit", "x_y");
  t.same(rest, { exitCode: 0, stdout: "'vpp'\n3\n", stderr: "" });
});

t.test("a line goes on while a bracket is open, and the fields are those that were written", async (t) => {
  const { exitCode, stderr } = await script(
    "sr_policy_add bsidAddr=cafe::9 weight=0x10 is_encap=true isSpray=false fibTable=0 sids={ num_sids=2,",
    '  weight=1 "sids": [fc00::1 fc00::2] }',
  );
  t.same([exitCode, stderr], [0, ""]);
  const { bsidAddr, weight, sids } = simulator.calls(srPolicyAdd).at(-1)!;
  t.same(
    [String(bsidAddr), weight, sids.numSids, sids.sids.slice(0, 2).map(String)],
    ["cafe::9", 16, 2, ["fc00::1", "fc00::2"]],
  );
});

t.test("the name of an interface holds when another one has its number", async (t) => {
  const done = await script(
    "create_loopback macAddress=00:00:00:00:00:00",
    "delete_loopback swIfIndex=loop0",
    "create_loopback_instance macAddress=00:00:00:00:00:00 isSpecified=true userInstance=7",
    "sw_interface_set_mtu swIfIndex=loop1 mtu=[1500,0,0,0]",
    "sw_interface_set_mtu swIfIndex=loop7 mtu=[1400,0,0,0]",
  );
  t.same([done.exitCode, done.stderr], [0, ""]);
  t.same(
    simulator.calls(swInterfaceSetMtu).map(({ swIfIndex, mtu }) => [swIfIndex, mtu[0]]),
    [
      [2, 1500],
      [1, 1400],
    ],
  );
});

t.test("redirects write and append, and a shell that fails ends the script", async (t) => {
  const file = join(folder, "out");
  const { exitCode, stderr } = await script(
    `:call show_version --json > ${file}`,
    `:call show_version --json >> ${file}`,
    "show version | (cat; exit 7)",
    "show version",
  );
  t.equal(exitCode, 7);
  t.equal(stderr, "tsvpp: stopped at line 3\n");
  t.equal(readFileSync(file, "utf8").trim().split("\n").length, 2);
});

t.test("? explains the fields that are left out, and sends nothing", async (t) => {
  const count = simulator.calls(srPolicyAdd).length;
  const { exitCode, stdout } = await script("sr_policy_add bsidAddr=cafe::9 ?");
  t.equal(exitCode, 0);
  t.match(stdout, /^ {2}weight +u32 +missing$/m);
  t.notMatch(stdout, "bsidAddr");
  t.equal(simulator.calls(srPolicyAdd).length, count);
});

t.test("standard input without lines is a script that does nothing", async (t) => {
  t.same(await tsvpp([]), { exitCode: 0, stdout: "", stderr: "" });
});

t.test("many lines leave no listeners behind", async (t) => {
  const warnings: Error[] = [];
  const warned = (warning: Error) => warnings.push(warning);
  process.on("warning", warned);
  await script(...Array.from({ length: 30 }, () => "show version"));
  process.off("warning", warned);
  t.same(warnings, []);
});

const FAILING: readonly (readonly [line: string, exitCode: number, text: RegExp])[] = [
  ["bogus", 1, /^tsvpp: stopped at line 1/],
  ["sr_polcy_add", 2, /did you mean sr_policy_add/],
  ["sr_policy_add bsidAdr=::", 2, /no field bsidAdr; did you mean bsidAddr/],
  ["sw_interface_set_mtu swIfIndex=loop9 mtu=[1,0,0,0]", 2, /no such interface: loop9; did you mean loop/],
  ["sw_interface_set_mtu swIfIndex=1 mtu=[x,0,0,0]", 2, /mtu: a number is expected, not x/],
  [
    "sw_interface_set_flags swIfIndex=1 flags=IF_STATUS_API_FLAG_ADMIN_UPP",
    2,
    /did you mean IF_STATUS_API_FLAG_ADMIN_UP/,
  ],
  ["sr_set_encap_hop_limit hopLimit=256", 2, /hop_limit/],
  ["sr_set_encap_hop_limit hopLimit", 2, /FIELD=VALUE is expected at: hopLimit|FIELD=VALUE is expected/],
  ["show_version --bogus", 2, /bogus/],
  [":shov", 2, /did you mean show/],
  [":call show_version -", 2, /no standard input/],
  ["= nothing", 2, /nothing is not defined/],
  ["show version\nping 1.1.1.1", 2, /not sent: it would swallow other clients' requests; use: vppctl ping 1\.1\.1\.1/],
  ["sr_policy_add sids={", 2, /\{ is open at the end/],
];

for (const [line, exitCode, text] of FAILING) {
  t.test(`${JSON.stringify(line)} ends the script`, async (t) => {
    const ran = await script(line, "show version | cat >&2");
    t.equal(ran.exitCode, exitCode);
    t.match(ran.stderr, text);
    t.match(ran.stderr, /stopped at line \d\n$/);
  });
}

t.test("text with every sign reaches VPP as it is written", async (t) => {
  await script('cli_inband cmd="show | > # ? = _ { [ \t x"');
  t.equal(simulator.calls(cliInband).at(-1)!.cmd, "show | > # ? = _ { [ \t x");
});

t.test("_ is the result of the line before: a reply, the details of a dump, the text of VPP", async (t) => {
  const { stdout, stderr } = await script(
    "show_version",
    "= _.program",
    "ip_table_dump",
    "= _[0].table.name",
    "show version",
    "= _.slice(0, 3)",
  );
  t.equal(stderr, "");
  const printed = stdout.split("\n").filter((line) => /^['[]/.test(line));
  t.same(printed, ["'vpe'", "'ipv4-VRF:0'", "'vpp'"]);
});
