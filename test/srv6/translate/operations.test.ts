import t from "tap";
import { Ip4Address, Ip6Address, MacAddress, Prefix } from "../../../src/address/index.ts";
import { srLocalsidsDetails, srPoliciesV2Details, srSteeringPolDetails } from "../../../src/binapi/sr.ts";
import { type EndpointBehavior, localSidFrom, policyFrom, segmentListFrom } from "../../../src/srv6/index.ts";
import { hasMicroSids, localSidOf } from "../../../src/srv6/translate/local-sids.ts";
import { addMessages } from "../../../src/srv6/translate/operations.ts";
import { policyOf } from "../../../src/srv6/translate/policies.ts";
import { steeringOf } from "../../../src/srv6/translate/steering.ts";
import type { CheckedOperation } from "../../../src/srv6/values/operation.ts";
import { HEADER_BYTES } from "../../../src/wire/index.ts";
import { bytes, decode, encode } from "../../helpers.ts";

/*
 * The bytes behind the header, field by field as VPP 26.06 src/vnet/srv6/sr.api lists them. Those of the End SID, of the
 * policy with two segments, of the steered IPv4 prefix and of the three details were seen on the socket of a VPP.
 */

const FC00_E1 = "fc0000000000000000000000000000e1";
const FC00_1 = "fc000000000000000000000000000001";
const FC00_2 = "fc000000000000000000000000000002";
const FE80_1 = "fe800000000000000000000000000001";
const CAFE_E1 = "cafe00000000000000000000000000e1";
const FD11_1000 = "fd110000000000000000000000001000";
const zeros = (count: number) => "00".repeat(count);

const sid = Ip6Address.parse("fc00::e1");
const bsid = Ip6Address.parse("cafe::e1");
const nextHop = Ip6Address.parse("fe80::1");
const path = segmentListFrom({ segments: ["fc00::1", "fc00::2"], weight: 5 });
const short = segmentListFrom({ segments: ["fc00::1"] });
const unspecified = Ip6Address.UNSPECIFIED;

const PATH = `02 00000005 ${FC00_1} ${FC00_2} ${zeros(14 * 16)}`;
const SHORT = `01 00000001 ${FC00_1} ${zeros(15 * 16)}`;
const NO_HOP = `00 ${zeros(16)}`;

const addedSids: [behavior: EndpointBehavior, hex: string][] = [
  [{ type: "End", psp: false }, `00 01 ffffffff 00000000 00000000 ${NO_HOP}`],
  [{ type: "End", psp: true }, `01 01 ffffffff 00000000 00000000 ${NO_HOP}`],
  [{ type: "End.X", nextHop, swIfIndex: 3, psp: true }, `01 02 00000003 00000000 00000000 01 ${FE80_1}`],
  [{ type: "End.T", tableId: 5 }, `00 03 00000005 00000000 00000000 ${NO_HOP}`],
  [{ type: "End.DX2", swIfIndex: 3 }, `00 05 00000003 00000000 00000000 ${NO_HOP}`],
  [{ type: "End.DX6", nextHop, swIfIndex: 3 }, `00 06 00000003 00000000 00000000 01 ${FE80_1}`],
  [
    { type: "End.DX4", nextHop: Ip4Address.parse("10.0.0.1"), swIfIndex: 3 },
    `00 07 00000003 00000000 00000000 00 0a000001 ${zeros(12)}`,
  ],
  [{ type: "End.DT6", tableId: 5 }, `00 08 00000005 00000000 00000000 ${NO_HOP}`],
  [{ type: "End.DT4", tableId: 5 }, `00 09 00000005 00000000 00000000 ${NO_HOP}`],
  [{ type: "uN" }, `00 0c ffffffff 00000000 00000000 ${NO_HOP}`],
  [{ type: "uA", nextHop, swIfIndex: 3, endSid: false }, `00 0d 00000003 00000000 00000000 01 ${FE80_1}`],
];

for (const [behavior, hex] of addedSids) {
  t.test(`adds a local SID that does ${behavior.type}`, async (t) => {
    const sent = messages({ op: "addLocalSid", localSid: { sid, behavior, fibTable: 0 } });
    t.same(sent, [`sr_localsid_add_del ${digits("00", FC00_E1, hex)}`]);
  });
}

t.test("adds a uA with an End SID for the carriers that end here", async (t) => {
  const localSid = { sid, behavior: { type: "uA", nextHop, swIfIndex: 3 }, fibTable: 0 } as const;
  t.same(messages({ op: "addLocalSid", localSid }), [
    `sr_localsid_add_del ${digits("00", FC00_E1, `00 0d 00000003 00000000 00000000 01 ${FE80_1}`)}`,
    `sr_localsid_add_del_v2 ${digits("00", FC00_E1, `00 01 ffffffff 00000000 00000000 ${NO_HOP} 50 00 00`)}`,
  ]);
  t.same(messages({ op: "deleteLocalSid", localSid: { ...localSid, companionLength: 80 } }), [
    `sr_localsid_add_del_v2 ${digits("01", FC00_E1, `00 01 ffffffff 00000000 00000000 ${NO_HOP} 40 00 00`)}`,
    `sr_localsid_add_del_v2 ${digits("01", FC00_E1, `00 01 ffffffff 00000000 00000000 ${NO_HOP} 50 00 00`)}`,
  ]);
});

t.test("adds and deletes a local SID of another prefix length by the second version of the message", async (t) => {
  const end = { sid, behavior: { type: "End", psp: false }, fibTable: 0, prefixLength: 120 } as const;
  const uN = { sid, behavior: { type: "uN" }, fibTable: 0, prefixLength: 64 } as const;
  t.same(messages({ op: "addLocalSid", localSid: end }), [
    `sr_localsid_add_del_v2 ${digits("00", FC00_E1, `00 01 ffffffff 00000000 00000000 ${NO_HOP} 78 00 00`)}`,
  ]);
  t.same(messages({ op: "addLocalSid", localSid: uN }), [
    `sr_localsid_add_del_v2 ${digits("00", FC00_E1, `00 0c ffffffff 00000000 00000000 ${NO_HOP} 30 10 00`)}`,
  ]);
  t.same(messages({ op: "deleteLocalSid", localSid: uN }), [
    `sr_localsid_add_del_v2 ${digits("01", FC00_E1, `00 01 ffffffff 00000000 00000000 ${NO_HOP} 40 00 00`)}`,
  ]);
});

// The prefix length of a local SID is part of its key, and goes by the behavior.
const deletedSids: [behavior: EndpointBehavior, hex: string][] = [
  [{ type: "End.X", nextHop, swIfIndex: 3, psp: true }, `00 01 ffffffff 00000000 00000007 ${NO_HOP}`],
  [{ type: "End.DT4", tableId: 5 }, `00 01 ffffffff 00000000 00000007 ${NO_HOP}`],
  [{ type: "plugin", code: 20 }, `00 01 ffffffff 00000000 00000007 ${NO_HOP}`],
  [{ type: "unknown", code: 4 }, `00 01 ffffffff 00000000 00000007 ${NO_HOP}`],
  [{ type: "uN" }, `00 0c ffffffff 00000000 00000007 ${NO_HOP}`],
  [{ type: "uA", nextHop, swIfIndex: 3 }, `00 0d 00000003 00000000 00000007 01 ${FE80_1}`],
];

for (const [behavior, hex] of deletedSids) {
  t.test(`deletes a local SID that does ${behavior.type} by its key`, async (t) => {
    const sent = messages({ op: "deleteLocalSid", localSid: { sid, behavior, fibTable: 7 } });
    t.same(sent, [`sr_localsid_add_del ${digits("01", FC00_E1, hex)}`]);
  });
}

const ADD = `${CAFE_E1} 00000000`;
const MOD = `${CAFE_E1} 00000000 00000000`;
const STEER = "00000000";

const ROUTE = { prefix: Prefix.parse("fc00::/16"), tableId: 7 };
const ROUTE_HEX = `00000007 00000000 01 fc00${zeros(14)} 10`;
const NEIGHBOR = { swIfIndex: 3, address: nextHop, macAddress: MacAddress.parse("02:00:00:00:00:02"), isStatic: true };

/** A path on interface 3, of weight 1, without labels. @see VPP src/vnet/fib/fib_types.api */
function pathHex(proto: string, address: string): string {
  const head = "00000003 00000000 ffffffff 01 00 00000000 00000000";
  return `${head} ${proto} ${address} 00000000 00000000 00000000 00 ${zeros(16 * 7)}`;
}

const operations: [title: string, operation: CheckedOperation, sent: [name: string, hex: string][]][] = [
  [
    "sets the encap source",
    { op: "setEncapSource", source: Ip6Address.parse("fd11::1000") },
    [["sr_set_encap_source", FD11_1000]],
  ],
  [
    "sets a route to an IPv6 next hop, in the place of any way that it has",
    { op: "setRoute", route: { ...ROUTE, via: { nextHop, swIfIndex: 3 } } },
    [["ip_route_add_del", `01 00 ${ROUTE_HEX} 01 ${pathHex("00000001", FE80_1)}`]],
  ],
  [
    "sets a route to an IPv4 next hop, which takes the first bytes of the field",
    { op: "setRoute", route: { ...ROUTE, via: { nextHop: Ip4Address.parse("10.0.0.1"), swIfIndex: 3 } } },
    [["ip_route_add_del", `01 00 ${ROUTE_HEX} 01 ${pathHex("00000000", `0a000001${zeros(12)}`)}`]],
  ],
  ["deletes a route", { op: "deleteRoute", route: ROUTE }, [["ip_route_add_del", `00 00 ${ROUTE_HEX} 00`]]],
  [
    "sets a neighbour",
    { op: "setNeighbor", neighbor: NEIGHBOR },
    [["ip_neighbor_add_del", `01 00000003 01 020000000002 01 ${FE80_1}`]],
  ],
  [
    "deletes a neighbour by interface and address",
    { op: "deleteNeighbor", neighbor: NEIGHBOR },
    [["ip_neighbor_add_del", `00 00000003 00 000000000000 01 ${FE80_1}`]],
  ],
  ["sets the hop limit", { op: "setEncapHopLimit", hopLimit: 128 }, [["sr_set_encap_hop_limit", "80"]]],
  [
    "adds a policy of one list",
    { op: "addPolicy", policy: policyFrom({ bsid, segmentLists: [path] }) },
    [["sr_policy_add", `${ADD} 01 00 00000000 ${PATH}`]],
  ],
  [
    "adds a policy of two lists, the second by a change",
    { op: "addPolicy", policy: policyFrom({ bsid, segmentLists: [path, short], fibTable: 7 }) },
    [
      ["sr_policy_add", `${ADD} 01 00 00000007 ${PATH}`],
      ["sr_policy_mod", `${MOD} 01 00000000 00000000 ${SHORT}`],
    ],
  ],
  [
    "adds a policy that inserts, and one that sprays",
    { op: "addPolicy", policy: policyFrom({ bsid, segmentLists: [path], headend: "insert", policyType: "spray" }) },
    [["sr_policy_add", `${ADD} 00 01 00000000 ${PATH}`]],
  ],
  [
    "adds a TEF policy by the second version of the message",
    { op: "addPolicy", policy: policyFrom({ bsid, segmentLists: [path], policyType: "tef" }) },
    [["sr_policy_add_v2", `${ADD} 01 02 00000000 ${PATH} ${zeros(16)}`]],
  ],
  [
    "adds a policy with a source of its own by the second version of the messages",
    { op: "addPolicy", policy: policyFrom({ bsid, segmentLists: [path, short], encapSource: "fd11::1000" }) },
    [
      ["sr_policy_add_v2", `${ADD} 01 00 00000000 ${PATH} ${FD11_1000}`],
      ["sr_policy_mod_v2", `${MOD} 01 00000000 00000000 ${SHORT} ${FD11_1000}`],
    ],
  ],
  ["deletes a policy", { op: "deletePolicy", bsid }, [["sr_policy_del", `${CAFE_E1} 00000000`]]],
  [
    "adds a segment list",
    { op: "addSegmentList", bsid, segmentList: path, encapSource: unspecified },
    [["sr_policy_mod", `${MOD} 01 00000000 00000000 ${PATH}`]],
  ],
  [
    "deletes a segment list by VPP's number",
    { op: "deleteSegmentList", bsid, slIndex: 9 },
    [["sr_policy_mod", `${MOD} 02 00000009 00000000 00 00000000 ${zeros(256)}`]],
  ],
  [
    "weighs a segment list by VPP's number",
    { op: "setWeight", bsid, slIndex: 9, weight: 3 },
    [["sr_policy_mod", `${MOD} 03 00000009 00000000 00 00000003 ${zeros(256)}`]],
  ],
  [
    "steers an IPv4 prefix",
    { op: "steer", traffic: { kind: "l3", prefix: Prefix.parse("10.1.0.0/16"), tableId: 0 }, bsid },
    [["sr_steering_add_del", `00 ${CAFE_E1} ${STEER} 00000000 00 0a010000 ${zeros(12)} 10 ffffffff 04`]],
  ],
  [
    "steers an IPv6 prefix of a table",
    { op: "steer", traffic: { kind: "l3", prefix: Prefix.parse("fc00::/16"), tableId: 7 }, bsid },
    [["sr_steering_add_del", `00 ${CAFE_E1} ${STEER} 00000007 01 fc00 ${zeros(14)} 10 ffffffff 06`]],
  ],
  [
    "steers the frames of an interface",
    { op: "steer", traffic: { kind: "l2", swIfIndex: 3 }, bsid },
    [["sr_steering_add_del", `00 ${CAFE_E1} ${STEER} 00000000 00 ${zeros(16)} 00 00000003 02`]],
  ],
  [
    "ends the steering of a prefix",
    { op: "unsteer", traffic: { kind: "l3", prefix: Prefix.parse("10.1.0.0/16"), tableId: 7 } },
    [["sr_steering_add_del", `01 ${zeros(16)} ${STEER} 00000007 00 0a010000 ${zeros(12)} 10 ffffffff 04`]],
  ],
];

for (const [title, operation, sent] of operations) {
  t.test(title, async (t) => {
    t.same(
      messages(operation),
      sent.map(([name, hex]) => `${name} ${digits(hex)}`),
    );
  });
}

t.test("the local SID of a details message is the one that was added", async (t) => {
  const details = decode(
    srLocalsidsDetails,
    bytes("0344 0000000b", FC00_E1, "00 01 00000000 00000000 00", zeros(16), "00000000"),
  );
  t.same(localSidOf(details), localSidFrom({ sid, behavior: { type: "End" } }));
});

// What VPP shows of each behavior: flavor, code, next hop, and interface or table.
const versions: [version: string, hasMicroSids: boolean][] = [
  ["22.10-release", false],
  ["24.10-rc2~3-g1234567", false],
  ["v24.10.1-release", false],
  ["25.02-rc0~1-gabcdef0", true],
  ["v25.02-release", true],
  ["26.06-release", true],
  ["2.5", false],
  ["", false],
];

for (const [version, expected] of versions) {
  t.test(`VPP "${version}" ${expected ? "has" : "does not have"} uN and uA`, async (t) => {
    t.equal(hasMicroSids(version), expected);
  });
}

const shownSids: [psp: string, code: string, hop: string, index: string, behavior: EndpointBehavior][] = [
  ["01", "01", NO_HOP, "00000000", { type: "End", psp: true }],
  ["00", "02", `01 ${FE80_1}`, "00000003", { type: "End.X", nextHop, swIfIndex: 3, psp: false }],
  // Twelve zero bytes in front make an address IPv4 to VPP.
  [
    "00",
    "02",
    `00 00000001 ${zeros(12)}`,
    "00000003",
    { type: "End.X", nextHop: Ip6Address.parse("::1"), swIfIndex: 3, psp: false },
  ],
  ["00", "03", NO_HOP, "00000005", { type: "End.T", tableId: 5 }],
  ["00", "05", NO_HOP, "00000003", { type: "End.DX2", swIfIndex: 3 }],
  ["00", "06", `01 ${FE80_1}`, "00000003", { type: "End.DX6", nextHop, swIfIndex: 3 }],
  [
    "00",
    "07",
    `00 0a000001 ${zeros(12)}`,
    "00000003",
    { type: "End.DX4", nextHop: Ip4Address.parse("10.0.0.1"), swIfIndex: 3 },
  ],
  ["00", "08", NO_HOP, "00000005", { type: "End.DT6", tableId: 5 }],
  ["00", "09", NO_HOP, "00000005", { type: "End.DT4", tableId: 5 }],
  ["00", "0c", NO_HOP, "00000000", { type: "uN" }],
  ["00", "0d", `01 ${FE80_1}`, "00000003", { type: "uA", nextHop, swIfIndex: 3 }],
  ["00", "04", NO_HOP, "00000000", { type: "unknown", code: 4 }],
  ["00", "14", NO_HOP, "00000000", { type: "plugin", code: 20 }],
];

for (const [psp, code, hop, index, behavior] of shownSids) {
  t.test(`reads behavior ${code} with ${hop.slice(0, 11)} as ${behavior.type}`, async (t) => {
    const details = decode(
      srLocalsidsDetails,
      bytes("0344 0000000b", FC00_E1, psp, code, "00000007 00000000", hop, index),
    );
    t.same(localSidOf(details), { sid, behavior, fibTable: 7 });
  });
}

t.test("the policy of a details message is the one that was added", async (t) => {
  const details = decode(srPoliciesV2Details, bytes("034a 0000000b", CAFE_E1, zeros(16), "00 01 00000000 01", PATH));
  t.same(policyOf(details), policyFrom({ bsid, segmentLists: [path] }));
});

const shownPolicies: [type: string, isEncap: string, policyType: string, headend: string][] = [
  ["00", "00", "default", "insert"],
  ["01", "01", "spray", "encaps"],
  ["02", "01", "tef", "encaps"],
  ["03", "01", "unknown", "encaps"],
];

for (const [type, isEncap, policyType, headend] of shownPolicies) {
  t.test(`reads policy type ${type} as ${policyType}, encap ${isEncap} as ${headend}`, async (t) => {
    const details = decode(
      srPoliciesV2Details,
      bytes("034a 0000000b", CAFE_E1, FD11_1000, type, isEncap, "00000007 02", PATH, SHORT),
    );
    t.match(policyOf(details), { policyType, headend, fibTable: 7, segmentLists: [path, short] });
    t.equal(String(policyOf(details).encapSource), "fd11::1000");
  });
}

// Layer 3 details carry garbage for an interface, layer 2 details the interface for a prefix.
const shownSteering: [title: string, hex: string, steering: object][] = [
  [
    "an IPv4 prefix",
    `04 00000000 00 0a010000 ${zeros(12)} 10 00000000 ${CAFE_E1}`,
    { kind: "l3", prefix: Prefix.parse("10.1.0.0/16"), tableId: 0, bsid },
  ],
  [
    "an IPv6 prefix",
    `06 00000007 01 20010db8 ${zeros(12)} 20 b80d0120 ${CAFE_E1}`,
    { kind: "l3", prefix: Prefix.parse("2001:db8::/32"), tableId: 7, bsid },
  ],
  [
    "the IPv6 prefix ::/0, which VPP shows as IPv4",
    `06 00000000 00 ${zeros(16)} 00 00000000 ${CAFE_E1}`,
    { kind: "l3", prefix: Prefix.parse("::/0"), tableId: 0, bsid },
  ],
  [
    "an IPv4 prefix that someone gave as IPv6",
    `04 00000000 01 fc00 ${zeros(10)} 0a010000 10 00000000 ${CAFE_E1}`,
    { kind: "l3", prefix: Prefix.parse("10.1.0.0/16"), tableId: 0, bsid },
  ],
  [
    "the frames of an interface",
    `02 00000000 01 01000000 ${zeros(12)} 00 00000001 ${CAFE_E1}`,
    { kind: "l2", swIfIndex: 1, bsid },
  ],
];

for (const [title, hex, steering] of shownSteering) {
  t.test(`reads the steering of ${title}`, async (t) => {
    t.same(steeringOf(decode(srSteeringPolDetails, bytes("034e 0000000b", hex))), steering);
  });
}

/** The messages of an operation: the name of each and its bytes behind the header. */
function messages(operation: CheckedOperation): string[] {
  const all: string[] = [];
  addMessages(operation, {
    add: (message, fields) => {
      const hex = encode(message, fields).subarray(HEADER_BYTES.request).toString("hex");
      return (all.push(`${message.name} ${hex}`) - 1) as never; // a ticket that nothing looks at
    },
  });
  return all;
}

function digits(...hex: string[]): string {
  return bytes(...hex).toString("hex");
}
