import t from "tap";
import { runCommandLine } from "../../../src/simulator/cli/index.ts";
import { Model } from "../../../src/simulator/model/index.ts";

const VERSION = "vpp v26.06-release built by tsvpp on simulator at 2026-06-24T00:00:00\n";
const NO_SIDS = "SRv6 - My LocalSID Table:\n=========================\n";
const ERRORS = "   Count                  Node                              Reason               Severity \n";
const INTERFACES = `${[
  "              Name               Idx    State  MTU (L3/IP4/IP6/MPLS)     Counter          Count     ",
  "local0                            0     down          0/0/0/0       ",
].join("\n")}\n`;
const VERSION_HELP = "  show version                             show version [verbose] [cmdline]\n";

const known: readonly (readonly [command: string, reply: string])[] = [
  ["sh ver", VERSION],
  ["sho version", VERSION],
  ["show\nversion", VERSION],
  ["show { version }", VERSION],
  ["comment { foo bar } show version", VERSION],
  ["uncomment { show version }", VERSION],
  ["show version ? show version", VERSION_HELP + VERSION],
  ["comment foo", ""],
  ["vpplog hello", ""],
  ["show sr loc", NO_SIDS],
  ["show err\nshow err", ERRORS + ERRORS],
  ["show errors verbose", `${ERRORS.trimEnd()}  Index\nThread 0 (vpp_main\0):\nTotal:\n`],
  ["show int", INTERFACES],
  ["show int verbose", INTERFACES],
  ["show interface 0", INTERFACES],
  ["show interface local0", INTERFACES],
  ["show interfa addr", "local0 (dn):\n"],
  ["show interface local0 addr", "local0 (dn):\n"],
  ["show inter addr local0", "local0 (dn):\n"],
  ["show ip fib table 5", ""],
  ["show ip fib index 7", ""],
  ["show ip table", "[0] table_id:0 ipv4-VRF:0\n"],
  ["help show", "Show commands\n"],
  ["helpshow", "Show commands\n"],
  ["help show sr", "show sr commands\n"],
  ["help show sr localsids", "show sr localsids\n"],
  ["show version ?", VERSION_HELP],
  ["create loopback interface", "loop0\n"],
  ["cre loop int instance 5 mac 02:00:00:00:00:01 loop cr", "loop5\nloop0\n"],
  [
    "create loopback ?",
    "  create loopback interface                create loopback interface [mac <mac-addr>] [instance <instance>]\n",
  ],
  [
    "set interface state ?",
    "  set interface state                      set interface state <interface> [up|down|punt|enable]\n",
  ],
  [
    "loop cr set int st loop0 up show int",
    `loop0\n${INTERFACES}loop0                             1      up          9000/0/0/0     \n`,
  ],
  ["loop cr set interface state loop0 enable delete loopback interface intfc loop0 show int", `loop0\n${INTERFACES}`],
  [
    "show sr ?",
    [
      "  show sr encaps hop-limit                 show sr encaps hop-limit",
      "  show sr encaps source addr               show sr encaps source addr",
      "  show sr localsids behaviors              show sr localsids behaviors",
      "  show sr localsids                        show sr localsids",
      "  show sr policies                         show sr policies",
      "  show sr policy behaviors                 show sr policy behaviors",
      "  show sr steering-policies                show sr steering-policies",
      "",
    ].join("\n"),
  ],
];

// The outputs of VPP 26.06, but for the builder of the version.
t.test("finds commands as VPP does", async (t) => {
  for (const [command, reply] of known) t.same(run(command), { retval: 0, reply }, JSON.stringify(command));
});

const refused: readonly (readonly [command: string, reply: string])[] = [
  ["s ver", "unknown input `s ver'\n"],
  ["show sr", "show sr: unknown input `'\n"],
  ["show ap", "show: unknown input `'\n"],
  ["show api", "show api: unknown input `'\n"],
  ["show api bogus", "show api: unknown input `bogus'\n"],
  ["show ip bogus", "show ip: unknown input `bogus'\n"],
  ["show bogus ?", "show: unknown input `bogus ?'\n"],
  ["help foo", "unknown input `foo'\n"],
  ["comment", "unknown input `comment'\n"],
  ["comment foo bar", "unknown input `bar'\n"],
  ["{ show version }", "unknown input `{ show version }'\n"],
  ["show { version } foo", `${VERSION}unknown input \`foo'\n`],
  ["show version foo\nshow version", `${VERSION}unknown input \`foo\\nshow version'\n`],
  ["# show version", "unknown input `# show version'\n"],
  ["show errors foo", `${ERRORS}unknown input \`foo'\n`],
  ["show interface bogus", "show interface: unknown input `bogus'\n"],
  ["show interface addr local0 bogus", "show interface: unknown input `bogus'\n"],
  ["show interface 1", "show interface: unknown interface index `1'\n"],
  ["show int feat", "show interface: Interface not specified...\n"],
  ["set", "set: unknown input `'\n"],
  ["create", "create: unknown input `'\n"],
  ["q", "q: invalid session\n"],
  ["exi", "exit: invalid session\n"],
  ["quit foo", "quit: invalid session\n"],
  ["create loopback", "create loopback: unknown input `'\n"],
  ["create loopback interface foo", "loop0\nunknown input `foo'\n"],
  ["create loopback interface instance x", "loop0\nunknown input `instance x'\n"],
  ["create loopback interface instance 99999", "create loopback interface: vnet_create_loopback_interface failed\n"],
  ["delete loopback interface", "delete loopback interface: interface not specified\n"],
  ["delete loopback interface intfc bogus", "delete loopback interface: interface not specified\n"],
  ["delete loopback interface intfc local0", "delete loopback interface: vnet_delete_loopback_interface failed\n"],
  ["set interface", "set interface: unknown input `'\n"],
  ["set interface bogus", "set interface: unknown input `bogus'\n"],
  ["set interface state", "set interface state: unknown interface `'\n"],
  ["set interface state bogus up", "set interface state: unknown interface `bogus up'\n"],
  ["set interface state 1 up", "set interface state: unknown interface `1 up'\n"],
  ["set interface state local0", "set interface state: unknown flags `'\n"],
  ["set interface state local0 foo", "set interface state: unknown flags `foo'\n"],
  ["set interface state local0 down up", "unknown input `up'\n"],
];

t.test("refuses what VPP does not know, in VPP's words", async (t) => {
  for (const [command, reply] of refused) t.same(run(command), { retval: -1, reply }, JSON.stringify(command));
});

t.test("says of other commands of VPP that they are not simulated, also of those of plugins", async (t) => {
  for (const [command, path] of [
    ["show hardw", "show hardware-interfaces"],
    ["show acl-plugin acl", "show acl-plugin"],
    ["set int mtu 9000 local0", "set interface mtu"],
    ["create ipip tunnel", "create ipip"],
    ["ping 10.0.0.1", "ping"],
    ["show ip neighbors", "show ip neighbors"],
    ["show sr localsids behaviors", "show sr localsids behaviors"],
    ["session enable", "session"],
    ["show interface rx-placement", "show interface rx-placement"],
  ] as const) {
    t.same(run(command), { retval: -1, reply: `${path}: not simulated\n` }, command);
  }
});

t.test("help lists the words that may follow, and a question mark the commands that are simulated", async (t) => {
  const groups = run("help").reply.split("\n");
  // VPP's lines.
  t.ok(groups.includes("  packet-generator               Packet generator commands"));
  t.ok(groups.includes("  show                           Show commands"));
  t.ok(groups.includes("  ping                           not simulated"));
  t.equal(
    run("show sr help").reply,
    [
      "  encaps                         show sr encaps commands",
      "  localsids                      show sr localsids",
      "  mpls                           not simulated",
      "  policies                       show sr policies",
      "  policy                         show sr policy commands",
      "  steering-policies              show sr steering-policies",
      "",
    ].join("\n"),
  );
  t.match(run("?").reply, /^ {2}show api clients {25}Client information\n/m);
  t.equal(run("choices").reply, run("?").reply);
});

function run(command: string): { retval: number; reply: string } {
  const model = new Model(false);
  return runCommandLine(command, { model, clients: [], release: "26.06" });
}
