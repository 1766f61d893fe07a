import t from "tap";
import {
  createLoopback,
  swInterfaceAddDelAddress,
  swInterfaceDetails,
  swInterfaceSetFlags,
} from "../../../src/binapi/interface.ts";
import { IfStatusFlags } from "../../../src/binapi/interface_types.ts";
import { ipTableAddDel, ipTableDetails } from "../../../src/binapi/ip.ts";
import { srSteeringAddDel } from "../../../src/binapi/sr.ts";
import { connect } from "../../../src/client/index.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { Srv6 } from "../../../src/srv6/index.ts";
import { fromJson, type Message } from "../../../src/wire/index.ts";
import { tsvpp } from "../tsvpp.ts";

const simulator = await startSimulator();
t.teardown(() => simulator.close());

await t.test("a VPP with something in it", async () => {
  await using vpp = await connect({ socketPath: simulator.socketPath });
  const { swIfIndex } = await vpp.request(createLoopback, { macAddress: "02:fe:00:00:00:01" });
  await vpp.request(swInterfaceSetFlags, { swIfIndex, flags: IfStatusFlags.IF_STATUS_API_FLAG_ADMIN_UP });
  for (const prefix of ["10.0.0.1/24", "10.0.1.1/24", "fd00:12::1/64"]) {
    await vpp.request(swInterfaceAddDelAddress, { swIfIndex, isAdd: true, delAll: false, prefix });
  }
  await vpp.request(ipTableAddDel, { isAdd: true, table: { tableId: 10, isIp6: false, name: "blue" } });
  const srv6 = new Srv6(vpp);
  await srv6.setEncapSource("fd11::1000");
  await srv6.addLocalSid({ sid: "fc00::e1", behavior: { type: "End" } });
  await srv6.addLocalSid({ sid: "fc00::e4", behavior: { type: "End.DT4", tableId: 10 } });
  const segmentLists = [{ segments: ["fc00::1", "fc00::2"] }, { segments: ["fc00::3"], weight: 20 }];
  await srv6.addPolicy({ bsid: "cafe::1", segmentLists });
  await srv6.steer({ kind: "l3", prefix: "10.1.0.0/16", tableId: 10 }, "cafe::1");
  // Not by Srv6, which refuses it: VPP would pay no heed to the weights.
  const noPrefix = { tableId: 0, prefix: "0.0.0.0/0" };
  const frames = {
    isDel: false,
    bsidAddr: "cafe::1",
    srPolicyIndex: 0,
    swIfIndex,
    trafficType: 2,
    ...noPrefix,
  } as const;
  await vpp.request(srSteeringAddDel, frames);
});

function show(...operands: string[]) {
  return tsvpp(["show", ...operands, "--socket", simulator.socketPath]);
}

/** As `vppctl show ...` of a VPP 26.06 in the same state has it, in other columns. */
const tables: readonly (readonly [subject: string, lines: string[]])[] = [
  [
    "interfaces",
    [
      "INDEX  NAME    STATE   MTU  MAC                ADDRESSES",
      "    0  local0  down      0  00:00:00:00:00:00",
      "    1  loop0   up     9000  02:fe:00:00:00:01  10.0.0.1/24, 10.0.1.1/24, fd00:12::1/64",
    ],
  ],
  [
    "tables",
    [
      "FAMILY  TABLE  NAME",
      "IPv4        0  ipv4-VRF:0",
      "IPv4       10  blue",
      "IPv6        0  ipv6-VRF:0",
      "IPv6           SRv6 steering of IP6 prefixes through BSIDs",
      "IPv6           SRv6 steering of IP4 prefixes through BSIDs",
    ],
  ],
];

for (const [subject, lines] of tables) {
  t.test(`shows ${subject} as a table`, async (t) => {
    t.same(await show(subject), { exitCode: 0, stdout: `${lines.join("\n")}\n`, stderr: "" });
  });
}

const details: readonly (readonly [subject: string, message: Message<unknown>, count: number])[] = [
  ["interfaces", swInterfaceDetails, 2],
  ["tables", ipTableDetails, 5],
];

for (const [subject, message, count] of details) {
  t.test(`shows ${subject} as one line of JSON each, in VPP's fields`, async (t) => {
    const { stdout } = await show(subject, "--json");
    const lines = stdout.trimEnd().split("\n");
    t.equal(lines.length, count);
    for (const line of lines) {
      const { addresses: _, ...fields } = JSON.parse(line);
      t.doesNotThrow(() => fromJson(message, fields));
    }
  });
}

const values: readonly (readonly [subject: string, values: object[]])[] = [
  ["encap", [{ encapSource: "fd11::1000", encapHopLimit: 64 }]],
  [
    "localsids",
    [
      { sid: "fc00::e1", behavior: { type: "End", psp: false }, fibTable: 0 },
      { sid: "fc00::e4", behavior: { type: "End.DT4", tableId: 10 }, fibTable: 0 },
    ],
  ],
  [
    "policies",
    [
      {
        bsid: "cafe::1",
        headend: "encaps",
        policyType: "default",
        fibTable: 0,
        encapSource: "fd11::1000",
        segmentLists: [
          { segments: ["fc00::1", "fc00::2"], weight: 1 },
          { segments: ["fc00::3"], weight: 20 },
        ],
      },
    ],
  ],
  [
    "steering",
    [
      { kind: "l3", prefix: "10.1.0.0/16", tableId: 10, bsid: "cafe::1" },
      { kind: "l2", swIfIndex: 1, bsid: "cafe::1" },
    ],
  ],
];

for (const [subject, expected] of values) {
  t.test(`shows ${subject} as JSON in the words of SRv6`, async (t) => {
    const { stdout } = await show(subject, "--json");
    t.same(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
      expected,
    );
  });
}

t.test("shows the addresses of interfaces as JSON", async (t) => {
  const lines = (await show("interfaces", "--json")).stdout.trimEnd().split("\n");
  t.same(
    lines.map((line) => JSON.parse(line).addresses),
    [[], ["10.0.0.1/24", "10.0.1.1/24", "fd00:12::1/64"]],
  );
});

t.test("shows interfaces by name, and the table of a behavior once", async (t) => {
  t.equal((await show("steering")).stdout.split("\n")[2], "frames of loop0         cafe::1");
  t.same((await show("localsids")).stdout, "SID       BEHAVIOR\nfc00::e1  End\nfc00::e4  End.DT4 table 10\n");
});

t.test("shows the version", async (t) => {
  const { stdout } = await show("version");
  t.match(stdout, /^program {2}vpe\nversion {2}26\.06-release\nbuilt {4}\S+\nin {7}\S+\n$/);
  t.match(JSON.parse((await show("version", "--json")).stdout), { program: "vpe", version: "26.06-release" });
});

t.test("refuses what it cannot show", async (t) => {
  t.same(await show("polices"), {
    exitCode: 2,
    stdout: "",
    stderr:
      "tsvpp: no such subject: polices; did you mean policies? " +
      "(version, interfaces, tables, encap, localsids, policies, steering)\n",
  });
});
