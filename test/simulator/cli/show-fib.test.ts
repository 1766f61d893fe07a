import t from "tap";
import { MacAddress, Prefix, parseIpAddress } from "../../../src/address/index.ts";
import { runCommandLine } from "../../../src/simulator/cli/index.ts";
import { FibSource } from "../../../src/simulator/model/fib/index.ts";
import { Model } from "../../../src/simulator/model/model.ts";
import { fibScene, recursive } from "./fib-scene.ts";

const HEADER =
  "ipv4-VRF:0, fib_index:0, flow hash:[src dst sport dport proto flowlabel ] epoch:0 flags:none " +
  "locks:[adjacency:1, recursive-resolution:1, default-route:1, ]\n";
const SUMMARY = `${HEADER}${[
  "    Prefix length         Count     ",
  "                   0               1",
  "                   4               2",
  "                   8               5",
  "                  24               1",
  "                  32               7",
].join("\n")}\n`;
/** VPP lists the paths of the source too. */
const ROUTE = `${HEADER}${[
  "20.0.0.0/8 fib:0 index:11 locks:2",
  "  API refs:1",
  "",
  " forwarding:   unicast-ip4-chain",
  "  [@0]: dpo-load-balance: [proto:ip4 index:12 buckets:1 uRPF: to:[0:0]]",
  "    [0] [@3]: arp-ipv4: via 10.0.0.2 loop0",
].join("\n")}\n`;
const DEFAULT = /^ipv4-VRF:0, .*\n0\.0\.0\.0\/0 fib:0 index:0 locks:2\n {2}default-route refs:1/;

function show(command: string, model = fibScene()) {
  const { retval, reply } = runCommandLine(command, { model, clients: [], release: "26.06" });
  return { retval, reply: reply.replaceAll(/uRPF:\d+/g, "uRPF:") };
}

// What VPP 26.06 shows after the same requests.
const shown: readonly (readonly [command: string, reply: string | RegExp, retval?: number])[] = [
  ["show ip fib summary", SUMMARY],
  ["show ip fib sum index 0 table 0", SUMMARY],
  ["show ip fib index 1", ""],
  ["show ip fib table 1", ""],
  ["show ip fib 20.0.0.0/8", ROUTE],
  ["show ip fib detail 20.9.9.9", ROUTE],
  ["show ip fib table 0 20.1.0.0/16", ROUTE],
  ["show ip fib 9.9.9.9", DEFAULT],
  ["show ip fib 10.0.0.1/24/8", /\n\d.*\nunknown input `\/8'\n$/s, -1],
  ["show ip fib table x", /\nunknown input `table x'\n$/, -1],
  ["show ip fib bogus", /^ipv4-VRF:0, .*\nunknown input `bogus'\n$/s, -1],
];

for (const [command, reply, retval = 0] of shown) {
  t.test(command, async (t) => {
    t.match(show(command), { retval, reply });
    if (typeof reply === "string") t.equal(show(command).reply, reply);
  });
}

t.test("without a prefix, entries are in the order of their addresses", async (t) => {
  const prefixes = show("show ip fib").reply.match(/^[\d./]+$/gm);
  t.same(prefixes, [
    "0.0.0.0/0",
    "0.0.0.0/32",
    "10.0.0.0/32",
    "10.0.0.0/24",
    "10.0.0.1/32",
    "10.0.0.3/32",
    "10.0.0.255/32",
    "20.0.0.0/8",
    "20.0.0.1/32",
    "21.0.0.0/8",
    "22.0.0.0/8",
    "23.0.0.0/8",
    "24.0.0.0/8",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "255.255.255.255/32",
  ]);
});

t.test("tables are listed by their places", async (t) => {
  const model = fibScene();
  model.fib.findOrCreate(4, 20, FibSource.api, "red");
  t.equal(show("show ip table", model).reply, "[0] table_id:0 ipv4-VRF:0\n[1] table_id:20 red\n");
});

// What VPP 26.06 prints.
t.test("one table is shown by its id", async (t) => {
  const model = fibScene();
  model.fib.findOrCreate(4, 20, FibSource.api, "red");
  const rows = [
    ["show ip table 20", 0, "[1] table_id:20 red\n"],
    ["show ip table 99", -1, "show ip table: Couldn't find table with table_id 99\n"],
    ["show ip6 table 5 7", -1, "show ip6 table: Couldn't find table with table_id 7\n"],
    ["show ip table x", -1, "show ip table: parse error `x'\n"],
    ["show ip table 20 foo", -1, "show ip table: parse error `foo'\n"],
  ] as const;
  for (const [text, retval, reply] of rows) t.same(show(text, model), { retval, reply }, text);
});

t.test("says what is not simulated", async (t) => {
  t.same(show("show ip fib mtrie"), { retval: -1, reply: "show ip fib: not simulated\n" });
});

// What VPP 26.06 shows of a neighbour whose interface has no address, and of a route through it.
t.test("an entry that packets cannot use is unresolved, and what resolves through it drops", async (t) => {
  const model = new Model(false);
  const loop0 = model.interfaces.createLoopback(new MacAddress(0x0200, 1))!;
  model.interfaces.setAdminUp(loop0, true);
  const address = parseIpAddress("10.0.0.255");
  model.neighbors.add({ swIfIndex: 1, address, macAddress: new MacAddress(0x0200, 5), isStatic: true, hasRoute: true });
  const { fib } = model;
  const route = Prefix.parse("20.0.0.0/8");
  fib.setPaths(fib.find(4, 0)!, route, FibSource.api, [recursive("20.0.0.0/8", "10.0.0.255")]);
  const { reply } = show("show ip fib", model);
  const lines = reply.split("\n");
  t.equal(lines[lines.indexOf("10.0.0.255/32") + 1], "  UNRESOLVED");
  t.same(lines.slice(lines.indexOf("20.0.0.0/8") + 1).slice(0, 3), [
    "  unicast-ip4-chain",
    "  [@0]: dpo-load-balance: [proto:ip4 index:8 buckets:1 uRPF: to:[0:0]]",
    "    [0] [@0]: dpo-drop ip4",
  ]);
  t.match(show("show ip fib 10.0.0.255/32", model).reply, /\n10\.0\.0\.255\/32 fib:0 locks:2\n/, "no number");
});
