import t from "tap";
import { connect } from "../../../src/client/index.ts";
import { VppError } from "../../../src/errors.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import * as srv6 from "../../../src/srv6/index.ts";

/** A program in plain JavaScript: no compiler checks what it passes. */
type Untyped = Record<string, (...args: unknown[]) => unknown>;

const bsid = "cafe::1";
const segmentLists = [{ segments: ["fc00::1"] }];
const prefix = "10.1.0.0/16";

const calls: [method: string, args: unknown[], message: string][] = [
  ["setEncapSource", [], "encapSource: undefined is not an IPv6 address"],
  ["setEncapHopLimit", ["64"], 'hopLimit: "64" is not a number'],
  ["addLocalSid", [], "localSid: undefined is not an object"],
  ["addLocalSid", [{ sid: "fcdd::1" }], "localSid.behavior: undefined is not an object"],
  [
    "addLocalSid",
    [{ sid: "fcdd::1", behavior: { type: "End.DT4" } }],
    "localSid.behavior.tableId: undefined is not a number",
  ],
  [
    "addLocalSid",
    [{ sid: "fcdd::1", behavior: { type: "End.X", nextHop: 1, swIfIndex: 1 } }],
    "localSid.behavior.nextHop: 1 is not an IPv6 address",
  ],
  ["deleteLocalSid", [], "sid: undefined is not an IPv6 address"],
  ["deleteLocalSid", ["fcdd::1", { prefixLength: "64" }], 'which.prefixLength: "64" is not a number'],
  ["replaceLocalSid", [{ behavior: { type: "End" } }], "localSid.sid: undefined is not an IPv6 address"],
  [
    "replaceLocalSid",
    [{ sid: "fcdd::1", behavior: { type: "End" } }, { interrupts: 1 }],
    "options.interrupts: 1 is not true or false",
  ],
  ["addTable", [1, 5], "table.family: 5 is not 4 or 6"],
  ["addTable", ["1", 4], 'table.tableId: "1" is not a number'],
  ["deleteTable", [], "table.tableId: undefined is not a number"],
  ["addPathTracing", [], "pathTracing: undefined is not an object"],
  ["deletePathTracing", [{}], "swIfIndex: an object is not a number"],
  ["addPolicy", [{ bsid }], "policy.segmentLists: undefined is not an array"],
  ["addPolicy", [{ bsid, segmentLists: [{}] }], "policy.segmentLists[0].segments: undefined is not an array"],
  ["addPolicy", [{ bsid, segmentLists, headend: "inline" }], 'policy.headend: "inline" is not encaps or insert'],
  ["deletePolicy", [], "bsid: undefined is not an IPv6 address"],
  ["addSegmentList", [bsid], "segmentList: undefined is not an object"],
  ["deleteSegmentList", [bsid, { segments: "fc00::1" }], 'segmentList.segments: "fc00::1" is not an array'],
  ["setWeight", [undefined, segmentLists[0], 1], "bsid: undefined is not an IPv6 address"],
  ["steer", [], "traffic: undefined is not an object"],
  ["steer", [{ kind: "l4" }, bsid], 'traffic.kind: "l4" is not l2 or l3'],
  ["steer", [{ kind: "l3", prefix: 10 }, bsid], "traffic.prefix: 10 is not a prefix"],
  ["steer", [{ kind: "l3", prefix }], "bsid: undefined is not an IPv6 address"],
  ["unsteer", [{ kind: "l2" }], "traffic.swIfIndex: undefined is not a number"],
  ["observe", [{ routesIn: [{}] }], "routesIn[0].tableId: undefined is not a number"],
  ["forwarding", [1], "steering: 1 is not an array"],
  ["firstSids", [[{}]], "policies[0].bsid: undefined is not an Ip6Address"],
  ["routesTo", [], "destinations: undefined is not an array"],
  ["egress", [[{ prefix }]], `destinations[0].prefix: "${prefix}" is not a Prefix`],
  ["bsidSources", [[1]], "policies[0]: 1 is not an object"],
  ["shadowsOf", [], "routes: undefined is not an array"],
  ["tableUsers", [], "tables: undefined is not an array"],
  ["coverLengths", [[null]], "localSids[0]: null is not an object"],
  ["check", [], "stages: undefined is not an array"],
  ["check", [[[], [{ op: "deletePolicy", bsid }]]], `stages[1][0].bsid: "${bsid}" is not an Ip6Address`],
  ["batch", [], "operations: undefined is not an array"],
  ["batch", [[undefined]], "operations[0]: undefined is not an object"],
  ["batch", [[{ op: "steer" }]], "operations[0].traffic: undefined is not an object"],
  ["batch", [[{ op: "addPolicy", policy: { bsid } }]], `operations[0].policy.bsid: "${bsid}" is not an Ip6Address`],
  ["batch", [[], { signal: 1 }], "options.signal: 1 is not an AbortSignal"],
];

t.test("wrong arguments of each method are named by a VppError, and nothing is sent", async (t) => {
  await using simulator = await startSimulator();
  await using vpp = await connect({ socketPath: simulator.socketPath });
  const object = new srv6.Srv6(vpp, { follows: true }) as unknown as Untyped;
  await (object as unknown as srv6.Srv6).observe();
  for (const [method, args, message] of calls) {
    const reason = await Promise.resolve()
      .then(() => object[method]!(...args))
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    t.ok(reason instanceof VppError, `${method}: ${reason}`);
    t.match(reason, { code: "VPP_FIELD_RANGE", effect: "none", message });
  }
  t.same(simulator.state.policies, []);
  const all = await new srv6.Srv6(vpp).observe();
  t.same([all.policies, all.localSids, all.steering], [[], [], []]);
});

t.test("an operation of an unknown kind is named with the kinds that there are", async (t) => {
  await using simulator = await startSimulator();
  await using vpp = await connect({ socketPath: simulator.socketPath });
  const object = new srv6.Srv6(vpp) as unknown as Untyped;
  const message = /^operations\[1\]\.op: "nope" is not setEncapSource or .* or deletePathTracing$/;
  const operations = [{ op: "unsteer", traffic: { kind: "l2", swIfIndex: 0 } }, { op: "nope" }];
  await t.rejects(object.batch!(operations) as Promise<unknown>, { code: "VPP_FIELD_RANGE", message });
});

t.test("what is wrong in the middle of a batch leaves what is known as it was", async (t) => {
  await using simulator = await startSimulator();
  await using vpp = await connect({ socketPath: simulator.socketPath });
  const object = new srv6.Srv6(vpp, { follows: true });
  const policy = srv6.policyFrom({ bsid, segmentLists });
  const operations = [{ op: "addPolicy", policy }, { op: "deletePolicy" }] as unknown as srv6.Operation[];
  await t.rejects(object.batch(operations), { code: "VPP_FIELD_RANGE", message: /^operations\[1\]\.bsid/ });
  t.same((await object.observe()).policies, []);
  await object.addPolicy({ bsid, segmentLists });
  t.equal((await object.observe()).policies.length, 1);
});

t.test("an object without a client, and options of a wrong kind, are refused by the constructor", async (t) => {
  const Any = srv6.Srv6 as unknown as new (...args: unknown[]) => unknown;
  t.throws(() => new Any(), { code: "VPP_FIELD_RANGE", message: "Srv6: vpp: undefined is not an object" });
  const vpp = { messageTable: {} };
  const message = 'Srv6: options.pace: "7" is not a whole number from 1 on';
  t.throws(() => new Any(vpp, { pace: "7" }), { code: "VPP_FIELD_RANGE", message });
});
