import assert from "node:assert/strict";
import fc from "fast-check";
import t, { type Test } from "tap";
import { Ip4Address, Ip6Address, MacAddress, Prefix, parseIpAddress } from "../../src/address/index.ts";
import { connect } from "../../src/client/index.ts";
import { apply, inverse, type Plan, parseDocument, parsePlan, plan } from "../../src/desired/index.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import { localSidFrom, type Operation, policyFrom, type Steering } from "../../src/srv6/index.ts";
import { FrameProxy, framed } from "../flow/hostile/frame-proxy.ts";
import { plans } from "./random-plans.ts";

t.test("a plan that went through JSON is the same plan, and so is its inverse", async (t) => {
  fc.assert(
    fc.property(plans, (made) => {
      for (const each of [made, inverse(made)]) assert.deepStrictEqual(parsePlan(JSON.stringify(each)), each);
    }),
    { numRuns: 300 },
  );
  t.pass("random plans");
});

const segmentList = { segments: [Ip6Address.parse("fc00::1"), Ip6Address.parse("fc00::2")], weight: 3 };
const bsid = Ip6Address.parse("cafe::1");
const policy = policyFrom({ bsid, segmentLists: [segmentList], policyType: "spray", encapSource: "fd11::1" });
const neighbor = {
  swIfIndex: 3,
  address: parseIpAddress("10.0.0.2"),
  macAddress: MacAddress.parse("02:00:00:00:00:02"),
  isStatic: true,
};
const prefix = Prefix.parse("10.1.0.9/16");
const rule: Steering = { kind: "l3", prefix, tableId: 7, bsid };
const sid = Ip6Address.parse("fcdd::1");
const path = {
  ...{ swIfIndex: 0xffffffff, tableId: 7, rpfId: 0, weight: 1, preference: 0, type: 0, flags: 0, proto: 0 },
  nLabels: 1,
  labelStack: [{ isUniform: 0, label: 16, ttl: 64, exp: 0 }],
} as const;
const rest = { viaLabel: 0, objId: 0, classifyTableIndex: 0 };
const otherPaths = [
  { ...path, nh: { address: { case: "ip4", value: Ip4Address.parse("10.0.0.1") }, ...rest } },
  { ...path, nh: { address: { case: "ip6", value: Ip6Address.parse("fd00::1") }, ...rest } },
  { ...path, nh: { address: { case: "bytes", value: Uint8Array.of(1, 2, 3) }, ...rest } },
] as const;

const operations: Operation[] = [
  { op: "setEncapSource", source: Ip6Address.parse("::1.2.3.4") },
  { op: "setEncapHopLimit", hopLimit: 9 },
  ...(
    [
      { type: "End", psp: true },
      { type: "End.X", nextHop: "fd00::1", swIfIndex: 1 },
      { type: "End.T", tableId: 7 },
      { type: "End.DX2", swIfIndex: 1 },
      { type: "End.DX4", nextHop: "10.0.0.1", swIfIndex: 1 },
      { type: "End.DX6", nextHop: "fd00::1", swIfIndex: 1 },
      { type: "End.DT4", tableId: 7 },
      { type: "End.DT6", tableId: 7 },
      { type: "uN" },
      { type: "uA", nextHop: "fd00::1", swIfIndex: 1, endSid: false },
    ] as const
  ).map((behavior): Operation => ({ op: "addLocalSid", localSid: localSidFrom({ sid, behavior }) })),
  {
    op: "addLocalSid",
    localSid: { sid, fibTable: 0, prefixLength: "unknown", behavior: { type: "plugin", code: 20 } },
  },
  { op: "addLocalSid", localSid: { sid, fibTable: 0, prefixLength: 120, behavior: { type: "unknown", code: 30 } } },
  { op: "deleteLocalSid", sid, type: "uN", prefixLength: 48 },
  {
    op: "replaceLocalSid",
    localSid: localSidFrom({ sid, behavior: { type: "End" } }),
    from: { type: "uN" },
    interrupts: true,
  },
  { op: "addPolicy", policy },
  { op: "deletePolicy", bsid },
  { op: "addSegmentList", bsid, segmentList, encapSource: Ip6Address.parse("fd11::1") },
  { op: "addSegmentList", bsid, segmentList },
  { op: "deleteSegmentList", bsid, segmentList },
  { op: "setWeight", bsid, segmentList, weight: 7 },
  { op: "steer", traffic: rule, bsid },
  { op: "unsteer", traffic: { kind: "l2", swIfIndex: 3 } },
  { op: "addTable", family: 4, tableId: 7, name: "red" },
  { op: "deleteTable", family: 6, tableId: 7 },
  { op: "setRoute", route: { prefix, tableId: 7, via: { nextHop: parseIpAddress("fd00::1"), swIfIndex: 1 } } },
  { op: "setRoute", route: { prefix, tableId: 7, via: { paths: otherPaths } } },
  { op: "deleteRoute", route: { prefix, tableId: 7 } },
  { op: "setNeighbor", neighbor },
  { op: "deleteNeighbor", neighbor },
  { op: "addPathTracing", pathTracing: { swIfIndex: 1, id: 9, ingressLoad: 1, egressLoad: 2, ttsTemplate: 3 } },
  { op: "deletePathTracing", swIfIndex: 1 },
];

for (const operation of operations) {
  const name = operation.op === "addLocalSid" ? `${operation.op} ${operation.localSid.behavior.type}` : operation.op;
  t.test(`JSON keeps the operation ${name}`, async (t) => {
    const [step] = parsePlan(JSON.stringify({ ...SMALL, steps: [{ ...SMALL.steps[0], stages: [[operation]] }] })).steps;
    assert.deepStrictEqual(step?.stages, [[operation]]);
    t.pass(name);
  });
}

const NODE = `
encap: { source: fd11::1, hopLimit: 9 }
tables: { ip4: [7] }
localSids: [{ sid: fcdd::4, behavior: { type: End.DT4, tableId: 7 } }, { sid: fcdd::5, behavior: { type: End } }]
policies:
  - { bsid: cafe::1, segmentLists: [{ segments: [fc00::1] }, { segments: [fc00::2], weight: 2 }] }
  - { bsid: cafe::2, policyType: spray, segments: [fc00::3] }
steering: [{ prefix: 10.1.0.0/16, tableId: 7, bsid: cafe::1 }, { prefix: "2001:db8::/32", bsid: cafe::2 }]
owns: { scratch: "cafe:0:0:1::/120" }
adopt: true`;

t.test("a plan that went through JSON sends the same bytes", async (t) => {
  const [before, after] = [
    NODE,
    NODE.replace("hopLimit: 9", "hopLimit: 10").replace("spray", "default").replace("::5", "::6"),
  ];
  const sent = async (carry: (made: Plan) => Plan): Promise<string[]> => {
    const { vpp, bytes } = await recordedVpp(t);
    await apply(vpp, await plan(vpp, await parseDocument(before)));
    const made = carry(await plan(vpp, await parseDocument(after)));
    bytes.length = 0;
    for (const each of [made, carry(inverse(made))]) {
      for (const { ok } of await apply(vpp, each)) assert.ok(ok);
    }
    return bytes;
  };
  const direct = await sent((made) => made);
  t.ok(direct.length > 30, `${direct.length} messages`);
  t.same(await sent((made) => parsePlan(JSON.stringify(made))), direct);
});

/** A client and the bytes of its messages, in hex, without client index and context. */
async function recordedVpp(t: Test) {
  const simulator = await startSimulator();
  t.teardown(() => simulator.close());
  const bytes: string[] = [];
  const path = `${simulator.socketPath}.recorded`;
  const proxy = await FrameProxy.listen(path, simulator.socketPath, () => ({
    passes: (message) => {
      bytes.push(message.toString("hex", 0, 2) + message.toString("hex", 10));
      return true;
    },
    replace: framed,
  }));
  t.teardown(() => proxy.close());
  const vpp = await connect({ socketPath: path });
  t.teardown(() => vpp.close());
  return { vpp, bytes };
}

const SMALL = {
  steps: [
    {
      difference: { kind: "table", desired: { family: 4, tableId: 7 }, reason: "VPP has no such table" },
      isInverse: false,
      stages: [[{ op: "addTable", family: 4, tableId: 7 }]] as readonly unknown[],
      interrupts: false,
    },
  ],
  conflicts: [],
  warnings: [],
};

type Changed = { [key: string]: unknown } & typeof SMALL;

const bad: [title: string, message: RegExp | string, text: string | ((plan: Changed) => unknown)][] = [
  ["no JSON", /^o\.plan: .*JSON/, "{"],
  ["a list", "o.plan: expected an object, found a list", "[]"],
  ["nothing", "o.plan: expected an object, found null", "null"],
  ["no steps", "o.plan: steps: missing: expected a list", "{}"],
  ["a key that is unknown", "o.plan: extra: unknown key", (plan) => ({ ...plan, extra: 1 })],
  ["a step that is none", "o.plan: steps[0]: expected an object, found 7", (plan) => ({ ...plan, steps: [7] })],
  [
    "no difference",
    /^o\.plan: steps\[0\]\.difference: expected an object|missing/,
    (plan) => stepWith(plan, { difference: undefined }),
  ],
  [
    "an unknown difference",
    'o.plan: steps[0].difference.kind: expected one of encapSource, encapHopLimit, table, neighbor, route, localSid, policy, steering, found "vrf"',
    (plan) => stepWith(plan, { difference: { kind: "vrf", reason: "" } }),
  ],
  [
    "an empty difference",
    "o.plan: steps[0].difference: missing: expected desired or observed",
    (plan) => stepWith(plan, { difference: { kind: "table", reason: "" } }),
  ],
  [
    "a flag of a wrong kind",
    'o.plan: steps[0].interrupts: expected true or false, found "no"',
    (plan) => stepWith(plan, { interrupts: "no" }),
  ],
  ["no stage", "o.plan: steps[0].stages: expected at least one stage", (plan) => stepWith(plan, { stages: [] })],
  [
    "an unknown operation",
    /^o\.plan: steps\[0\]\.stages\[0\]\[0\]\.op: expected one of setEncapSource, .*, found "reboot"$/,
    (plan) => stepWith(plan, { stages: [[{ op: "reboot" }]] }),
  ],
  [
    "an operation of a wrong kind",
    /^o\.plan: steps\[0\]\.stages\[0\]\[0\]\.op: expected one of .*, found 7$/,
    (plan) => stepWith(plan, { stages: [[{ op: 7 }]] }),
  ],
  [
    "an inherited name as an operation",
    /found "constructor"$/,
    (plan) => stepWith(plan, { stages: [[{ op: "constructor" }]] }),
  ],
  [
    "a table id that is too large",
    "o.plan: steps[0].stages[0][0].tableId: expected a whole number up to 4294967295, found 4294967296",
    (plan) => stepWith(plan, { stages: [[{ op: "addTable", family: 4, tableId: 2 ** 32 }]] }),
  ],
  [
    "an address that is none",
    /^o\.plan: steps\[0\]\.stages\[0\]\[0\]\.bsid: .*cafe::x/,
    (plan) => stepWith(plan, { stages: [[{ op: "deletePolicy", bsid: "cafe::x" }]] }),
  ],
  [
    "a missing field",
    "o.plan: steps[0].stages[0][0].policy: missing: expected an object",
    (plan) => stepWith(plan, { stages: [[{ op: "addPolicy" }]] }),
  ],
  [
    "a permission of a wrong kind",
    "o.plan: needs.force.owned: missing: expected a whole number up to 9007199254740991",
    (plan) => ({ ...plan, needs: { force: { removed: 1 } } }),
  ],
  [
    "a huge text",
    /^o\.plan: steps\[0\]\.isInverse: .{1,420}$/,
    (plan) => stepWith(plan, { isInverse: "x".repeat(1e6) }),
  ],
  [
    "a fault behind many steps",
    "o.plan: steps[20000]: expected an object, found false",
    (plan) => ({ ...plan, steps: [...Array(20_000).fill(plan.steps[0]), false] }),
  ],
];

function stepWith(plan: Changed, fields: object): unknown {
  return { ...plan, steps: [{ ...plan.steps[0], ...fields }] };
}

for (const [title, message, text] of bad) {
  t.test(`a plan with ${title} is refused, and the error names the place`, async (t) => {
    const json = typeof text === "string" ? text : JSON.stringify(text(SMALL));
    t.throws(() => parsePlan(json, "o.plan"), { code: "VPP_DOCUMENT", message });
  });
}

t.test("nesting without end ends no stack", async (t) => {
  const deep = `{"steps":${"[".repeat(1e5)}${"]".repeat(1e5)}}`;
  t.throws(() => parsePlan(deep), { code: "VPP_DOCUMENT" });
});
