import t from "tap";
import { Ip4Address, Ip6Address, MacAddress, Prefix } from "../../../src/address/index.ts";
import { gone, keyOf, type Subject, subjectOf } from "../../../src/desired/difference/difference.ts";
import { localSidFrom, policyFrom } from "../../../src/srv6/index.ts";

const POLICY = policyFrom({ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }] });

t.test("a difference is about what is desired, or else about what VPP has", async (t) => {
  const [desired, observed] = [Ip6Address.parse("fd11::1"), Ip6Address.parse("fd11::2")];
  t.same(subjectOf({ kind: "encapSource", desired, observed, reason: "" }), { kind: "encapSource", value: desired });
  t.equal(subjectOf(gone("policy", POLICY, "")).value, POLICY);
});

t.test("what is removed is not desired, and keeps its reason", async (t) => {
  t.match(gone("policy", POLICY, "no use"), { kind: "policy", desired: undefined, observed: POLICY, reason: "no use" });
  const rule = { kind: "l2", swIfIndex: 3, bsid: POLICY.bsid } as const;
  t.match(gone("steering", rule, "no use"), { kind: "steering", desired: undefined, observed: rule, reason: "no use" });
  const sid = localSidFrom({ sid: "fcdd::1", behavior: { type: "End" } });
  t.match(gone("localSid", sid, "no use"), { kind: "localSid", desired: undefined, observed: sid, reason: "no use" });
});

const [NEXT_HOP, OTHER_HOP] = [Ip6Address.from("fd00:12::2"), Ip6Address.from("fd00:12::3")];
const [BSID, OTHER_BSID] = [Ip6Address.from("cafe::1"), Ip6Address.from("cafe::2")];
const [FOUR, SIX] = [Prefix.from("10.0.0.0/8"), Prefix.from("fcff::/16")];
const segmentLists = (segment: string) => [{ segments: [segment] }];

/** In each row values that one thing can have; no two rows are about the same thing. */
const THINGS: Subject[][] = [
  [
    { kind: "encapSource", value: NEXT_HOP },
    { kind: "encapSource", value: OTHER_HOP },
  ],
  [
    { kind: "encapHopLimit", value: 64 },
    { kind: "encapHopLimit", value: 128 },
  ],
  [{ kind: "table", value: { family: 4, tableId: 7 } }],
  [{ kind: "table", value: { family: 6, tableId: 7 } }],
  [neighbor(1, NEXT_HOP, "02:00:00:00:00:01"), neighbor(1, NEXT_HOP, "02:00:00:00:00:02")],
  [neighbor(1, OTHER_HOP, "02:00:00:00:00:01")],
  [neighbor(2, NEXT_HOP, "02:00:00:00:00:01")],
  [neighbor(1, Ip4Address.from("10.0.0.1"), "02:00:00:00:00:01")],
  [route(SIX, 0, NEXT_HOP), route(SIX, 0, OTHER_HOP)],
  [route(SIX, 7, NEXT_HOP)],
  [route(Prefix.from("fcff::/24"), 0, NEXT_HOP)],
  [
    { kind: "localSid", value: localSidFrom({ sid: "fcdd::1", behavior: { type: "End.DT4", tableId: 0 } }) },
    { kind: "localSid", value: localSidFrom({ sid: "fcdd::1", behavior: { type: "End.DT6", tableId: 7 } }) },
    {
      kind: "localSid",
      value: localSidFrom({ sid: "fcdd::1", behavior: { type: "End" }, fibTable: 7, prefixLength: 128 }),
    },
  ],
  [{ kind: "localSid", value: localSidFrom({ sid: "fcdd::1", behavior: { type: "uN" } }) }],
  [{ kind: "localSid", value: localSidFrom({ sid: "fcdd::2", behavior: { type: "End.DT4", tableId: 0 } }) }],
  [
    { kind: "policy", value: policyFrom({ bsid: "cafe::1", segmentLists: segmentLists("fcdd::1") }) },
    {
      kind: "policy",
      value: policyFrom({ bsid: "cafe::1", segmentLists: segmentLists("fcdd::2"), policyType: "spray" }),
    },
  ],
  [{ kind: "policy", value: policyFrom({ bsid: "cafe::2", segmentLists: segmentLists("fcdd::1") }) }],
  [
    { kind: "steering", value: { kind: "l3", prefix: FOUR, tableId: 0, bsid: BSID } },
    { kind: "steering", value: { kind: "l3", prefix: FOUR, tableId: 0, bsid: OTHER_BSID } },
  ],
  [{ kind: "steering", value: { kind: "l3", prefix: FOUR, tableId: 7, bsid: BSID } }],
  [{ kind: "steering", value: { kind: "l3", prefix: SIX, tableId: 0, bsid: BSID } }],
  [
    { kind: "steering", value: { kind: "l2", swIfIndex: 1, bsid: BSID } },
    { kind: "steering", value: { kind: "l2", swIfIndex: 1, bsid: OTHER_BSID } },
  ],
  [{ kind: "steering", value: { kind: "l2", swIfIndex: 2, bsid: BSID } }],
];

function neighbor(swIfIndex: number, address: Ip4Address | Ip6Address, mac: string): Subject {
  return { kind: "neighbor", value: { swIfIndex, address, macAddress: MacAddress.from(mac), isStatic: true } };
}

function route(prefix: Prefix, tableId: number, nextHop: Ip6Address): Subject {
  return { kind: "route", value: { prefix, tableId, via: { nextHop, swIfIndex: 1 } } };
}

t.test("a thing has one key, whatever it is changed into, and no other thing has it", async (t) => {
  const keys = THINGS.map((values) => new Set(values.map(keyOf)));
  t.same(
    keys.map(({ size }) => size),
    THINGS.map(() => 1),
  );
  t.equal(new Set(keys.flatMap((each) => [...each])).size, THINGS.length);
});
