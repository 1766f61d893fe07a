import t from "tap";
import { ipTableAddDel, ipTableDetails } from "../../../src/binapi/ip.ts";
import { srPolicyAdd } from "../../../src/binapi/sr.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { fromJson } from "../../../src/wire/index.ts";
import { TOOLBOX } from "../api/run-api.ts";
import { type Surroundings, tsvpp } from "../tsvpp.ts";

const simulator = await startSimulator();
t.teardown(() => simulator.close());

const POLICY = {
  bsidAddr: "cafe::1",
  weight: 1,
  isEncap: true,
  isSpray: false,
  fibTable: 0,
  sids: { numSids: 1, weight: 1, sids: ["fc00::1"] },
};

function call(operands: readonly string[], surroundings: Surroundings = {}) {
  return tsvpp(["call", ...operands, "--socket", simulator.socketPath], surroundings);
}

t.test("prints the fields of a reply below each other", async (t) => {
  const { exitCode, stdout, stderr } = await call(["create_loopback", '{"macAddress":"00:00:00:00:00:00"}']);
  t.equal(stderr, "");
  t.equal(exitCode, 0);
  t.equal(stdout, "retval     0\nswIfIndex  1\n");
});

t.test("prints a reply as one line of JSON", async (t) => {
  const { stdout } = await call(["show_version", "--json"]);
  t.match(JSON.parse(stdout), { retval: 0, program: "vpe", version: "26.06-release" });
  t.equal(stdout.split("\n").length, 2);
});

t.test("prints each detail of a dump, with an empty line between two", async (t) => {
  const { stdout } = await call(["ip_table_dump"]);
  t.equal(
    stdout,
    "table.tableId  0\ntable.isIp6    false\ntable.name     ipv4-VRF:0\n\n" +
      "table.tableId  0\ntable.isIp6    true\ntable.name     ipv6-VRF:0\n",
  );
});

t.test("prints a line of JSON for each detail of a dump, which says the same when read", async (t) => {
  const { stdout } = await call(["ip_table_dump", "--json"]);
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => fromJson(ipTableDetails, JSON.parse(line)));
  t.same(lines, [
    { table: { tableId: 0, isIp6: false, name: "ipv4-VRF:0" } },
    { table: { tableId: 0, isIp6: true, name: "ipv6-VRF:0" } },
  ]);
});

t.test("an empty dump prints nothing", async (t) => {
  t.same(await call(["sr_policies_v2_dump", "--json"]), { exitCode: 0, stdout: "", stderr: "" });
});

t.test("a paged message is a dump too", async (t) => {
  t.same(await call(["ip_path_mtu_get", '{"cursor":0}']), { exitCode: 0, stdout: "", stderr: "" });
});

t.test("reads the fields from standard input", async (t) => {
  const fields = { isAdd: true, table: { tableId: 10, isIp6: false, name: "blue" } };
  const { exitCode } = await call(["ip_table_add_del", "-"], { stdin: JSON.stringify(fields) });
  t.equal(exitCode, 0);
  t.same(simulator.calls(ipTableAddDel), [fields]);
});

t.test("exits with 1 when VPP refuses", async (t) => {
  t.same(await call(["sw_interface_set_flags", '{"swIfIndex":99,"flags":0}']), {
    exitCode: 1,
    stdout: "",
    stderr: "tsvpp: sw_interface_set_flags: invalid sw if index (INVALID_SW_IF_INDEX, -2)\n",
  });
});

const refused: readonly (readonly [title: string, operands: string[], line: string | RegExp])[] = [
  ["a name that no message has", ["sr_polcy_add"], /^no such message: sr_polcy_add; did you mean sr_policy_add, /],
  ["what is no JSON", ["show_version", "{"], /^JSON: /],
  ["JSON that is no object", ["show_version", "[]"], "show_version: an object is expected"],
  ["a field that the message lacks", ["show_version", '{"x":1}'], /^show_version: no field x/],
  ["a missing field", ["sr_policy_del", '{"bsidAddr":"::"}'], "sr_policy_del: field sr_policy_index (u32) is missing"],
  [
    "missing fields",
    ["ip_table_add_del", "{}"],
    "ip_table_add_del: fields are missing: table.table_id (u32), table.is_ip6 (bool), table.name (text)",
  ],
  [
    "a value of a wrong type",
    ["sr_set_encap_hop_limit", '{"hopLimit":"1"}'],
    "sr_set_encap_hop_limit.hop_limit: a number is expected",
  ],
  ["a value out of range", ["sr_set_encap_hop_limit", '{"hopLimit":256}'], /^sr_set_encap_hop_limit\.hop_limit: /],
  ["an address that is none", ["sr_set_encap_source", '{"encapsSource":"fc00::zz"}'], /fc00::zz/],
  [
    "what crashes VPP",
    ["sr_policy_add", JSON.stringify({ ...POLICY, sids: { numSids: 0, weight: 1, sids: [] } })],
    "sr_policy_add.sids: there are 0 segments; VPP needs at least 1",
  ],
  ["what no client may send", ["rpc_call", rpcCall()], /^rpc_call: not sent: /],
];

for (const [title, operands, line] of refused) {
  t.test(`refuses ${title}`, async (t) => {
    const { exitCode, stdout, stderr } = await call(operands);
    t.equal(exitCode, 2);
    t.equal(stdout, "");
    t.match(stderr.replace(/^tsvpp: /, "").trimEnd(), line);
  });
}

t.test("nothing of what was refused has reached VPP", async (t) => {
  t.same(simulator.calls(srPolicyAdd), []);
  t.equal(simulator.crash, undefined);
});

t.test("bad input is told apart before a connection is needed", async (t) => {
  t.equal((await tsvpp(["call", "show_version", "{", "--socket", "/nowhere"])).exitCode, 2);
});

function rpcCall(): string {
  return JSON.stringify({ function: "0", multicast: 0, needBarrierSync: 0, sendReply: 0, data: "" });
}

t.test("takes VPP's own names of fields, and the defaults of VPP's definition", async (t) => {
  const { exitCode, stderr } = await call(["ip_table_add_del", '{"table":{"table_id":11,"is_ip6":true,"name":"red"}}']);
  t.same([exitCode, stderr], [0, ""]);
  t.same(simulator.calls(ipTableAddDel).at(-1), { isAdd: true, table: { tableId: 11, isIp6: true, name: "red" } });
});

t.test("fields of a dump that are left out are zero", async (t) => {
  const { exitCode, stdout } = await call(["sw_interface_dump", "--json"]);
  t.equal(exitCode, 0);
  t.match(stdout, '"interfaceName":"local0"');
  const table = await call(["ip_route_dump", '{"table":{"isIp6":true}}', "--json"]);
  t.equal(table.exitCode, 0);
  t.match(table.stdout, '"prefix":"::/0"');
});

t.test("a template has all fields, and can be sent as it is", async (t) => {
  const { exitCode, stdout } = await call(["sr_steering_add_del", "--template"]);
  t.equal(exitCode, 0);
  t.same(JSON.parse(stdout), {
    isDel: false,
    bsidAddr: "::",
    srPolicyIndex: 0,
    tableId: 0,
    prefix: "0.0.0.0/0",
    swIfIndex: 0,
    trafficType: "SR_STEER_API_L2",
  });
  t.equal((await call(["sr_steering_add_del", "-"], { stdin: stdout })).exitCode, 1, "VPP has no such policy");
});

t.test("a template needs no VPP", async (t) => {
  const { exitCode, stdout } = await tsvpp([
    "call",
    "ip_table_add_del",
    "--template",
    "--json",
    "--socket",
    "/nowhere",
  ]);
  t.equal(exitCode, 0);
  t.equal(stdout, '{"isAdd":true,"table":{"tableId":0,"isIp6":false,"name":""}}\n');
});

t.test("messages of a file", async (t) => {
  const { exitCode, stdout } = await tsvpp(["call", "toolbox_get", "--template", "--api", TOOLBOX]);
  t.equal(exitCode, 0);
  t.same(JSON.parse(stdout), { cursor: 0 });
  const { stderr } = await call(["toolbox_get", "--api", TOOLBOX]);
  t.match(stderr, /^tsvpp: toolbox_get: this VPP does not have the message/);
});

t.test("--fields prints only these fields, in this order", async (t) => {
  const { stdout } = await call(["ip_table_dump", "--fields", "table.name,table.tableId"]);
  t.match(stdout, /^table\.name {5}ipv4-VRF:0\ntable\.tableId {2}0\n\ntable\.name /);
  const json = await call(["ip_table_dump", "--json", "--fields", "table.name"]);
  t.match(json.stdout, /^\{"table\.name":"ipv4-VRF:0"\}\n/);
});

t.test("--fields offers the nearest field", async (t) => {
  const { exitCode, stderr } = await call(["show_version", "--fields", "versoin"]);
  t.equal(exitCode, 2);
  t.match(stderr, /no such field: versoin; did you mean version\?/);
});

t.test("--dry-run prints the fields with their defaults and the bytes, and sends nothing", async (t) => {
  const count = simulator.calls(ipTableAddDel).length;
  const dry = ["ip_table_add_del", "table={ tableId=258 isIp6=true name=blue }", "--dry-run", "--json"];
  const { exitCode, stdout } = await tsvpp(["call", ...dry]);
  t.equal(exitCode, 0);
  t.match(JSON.parse(stdout), {
    message: "ip_table_add_del",
    fields: { isAdd: true, table: { tableId: 258, isIp6: true, name: "blue" } },
    // is_add, table_id, is_ip6, name of 64 bytes. @see VPP src/vnet/ip/ip.api
    bytes: `010000010201${Buffer.from("blue").toString("hex")}${"00".repeat(60)}`,
  });
  t.equal(simulator.calls(ipTableAddDel).length, count);
});
