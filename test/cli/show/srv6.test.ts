import t from "tap";
import { Ip6Address, Prefix } from "../../../src/address/index.ts";
import { Output } from "../../../src/cli/output/index.ts";
import {
  localSidsView,
  policiesView,
  showEncap,
  showLocalSids,
  showPolicies,
  showSteering,
  steeringView,
} from "../../../src/cli/show/srv6.ts";
import { connect, type VppClient } from "../../../src/client/index.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { type SrPolicy, Srv6, type Steering } from "../../../src/srv6/index.ts";
import { Sink } from "../tsvpp.ts";

const NAMES = new Map([[4, "host-b"]]);
const ip6 = (text: string): Ip6Address => Ip6Address.parse(text);

t.test("a local SID is a row", async (t) => {
  const decap = { sid: ip6("fc00::d4"), behavior: { type: "End.DT4", tableId: 10 }, fibTable: 0 } as const;
  const view = localSidsView(NAMES);
  t.same(view.rows(decap), [["fc00::d4", "End.DT4 table 10"]], "the table is said once");
  t.same(view.rows({ ...decap, fibTable: 3 }), [["fc00::d4 in table 3", "End.DT4 table 10"]]);
  t.equal(view.columns.length, 2);
  t.equal(view.json(decap), decap);
  const crossConnect = { type: "End.X", nextHop: ip6("fe80::1"), swIfIndex: 4, psp: false } as const;
  t.same(view.rows({ ...decap, behavior: crossConnect }), [["fc00::d4", "End.X via fe80::1 on host-b"]]);
});

// protocol: an IPv6 header of 40 bytes for one SID, an SRH of 8 + 16 n besides for more.
t.test("a policy is a row for each of its lists, the first with what is the policy's", async (t) => {
  const policy: SrPolicy = {
    bsid: ip6("cafe::1"),
    headend: "encaps",
    policyType: "spray",
    fibTable: 7,
    encapSource: ip6("fd11::a"),
    segmentLists: [
      { segments: [ip6("fc00::1"), ip6("fc00::2")], weight: 1 },
      { segments: [ip6("fc00::3")], weight: 20 },
    ],
  };
  t.same(policiesView.rows(policy), [
    ["cafe::1", "encaps", "spray", 7, "fd11::a", 1, 80, "fc00::1, fc00::2"],
    ["", "", "", "", "", 20, 40, "fc00::3"],
  ]);
  const { encapSource: _, ...unread } = policy;
  t.equal(policiesView.rows(unread as SrPolicy)[0]?.[4], "unknown");
});

t.test("steering is a row, with a table or an interface", async (t) => {
  const bsid = ip6("cafe::1");
  const prefix = { kind: "l3", prefix: Prefix.parse("10.1.0.0/16"), tableId: 10, bsid } as Steering;
  t.same(steeringView(NAMES).rows(prefix), [["10.1.0.0/16", 10, "cafe::1"]]);
  const frames = { kind: "l2", swIfIndex: 4, bsid } as Steering;
  t.same(steeringView(NAMES).rows(frames), [["frames of host-b", "", "cafe::1"]]);
  t.equal(steeringView(NAMES).json(frames), frames);
});

const simulator = await startSimulator();
t.teardown(() => simulator.close());

async function shown(show: (vpp: VppClient, output: Output) => Promise<void>, isJson = false): Promise<string> {
  await using vpp = await connect({ socketPath: simulator.socketPath });
  const sink = new Sink();
  await show(vpp, new Output(sink, isJson, undefined));
  return sink.text;
}

t.test("each subject is read from VPP", async (t) => {
  await using vpp = await connect({ socketPath: simulator.socketPath });
  const srv6 = new Srv6(vpp);
  await srv6.setEncapSource("fd11::a");
  await srv6.addLocalSid({ sid: "fc00::e", behavior: { type: "End" } });
  await srv6.addPolicy({ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }] });
  await srv6.steer({ kind: "l3", prefix: "10.1.0.0/16", tableId: 0 }, "cafe::1");
  t.equal(await shown(showEncap), "source     fd11::a\nhop limit  64\n");
  t.same(JSON.parse(await shown(showEncap, true)), { encapSource: "fd11::a", encapHopLimit: 64 });
  for (const [show, cells] of [
    [showLocalSids, ["fc00::e", "End"]],
    [showPolicies, ["cafe::1", "encaps", "default", "0", "fd11::a", "1", "40", "fc00::1"]],
    [showSteering, ["10.1.0.0/16", "0", "cafe::1"]],
  ] as const) {
    const [, row = ""] = (await shown(show)).split("\n");
    t.same(row.trim().split(/ +/), cells);
  }
});
