import t from "tap";
import type { ReceivedRoute } from "../../../src/bgp/index.ts";
import { keyOfTunnel } from "../../../src/overlay/model/index.ts";
import { heldRefusals } from "../../../src/overlay/sources/index.ts";
import { IP4_REACH, IP6_REACH, POLICY_PATH, POLICY_REACH, TWO_LISTS_PATH } from "../../bgp/message/samples.ts";
import {
  ANY_NODE,
  announces,
  bindingSid,
  config,
  INJECTOR,
  known,
  listOf,
  NODE2,
  NODE3,
  OWN,
  PLAIN_REFLECTOR,
  policy,
  prefix,
  REFLECTOR,
  read,
  scene,
  srv6BindingSid,
  withdraws,
} from "./scene.ts";

const SID = "fcdd:0:0:12aa::6";
const sids = (count: number) => Array.from({ length: count }, (_, at) => `fcff::${at + 1}`);
/** A route target in the form of an IPv4 address (RFC 4360 section 4, RFC 9830 section 3). */
const target = (routerId: string, type = "01") =>
  `${type}02 ${Buffer.from(routerId.split(".").map(Number)).toString("hex")} 0000`;

/** The addresses of a node of their own, as far as they are the same in all accepted cases. */
const INJECTED = "by cafe::1c2, fcff:3::1 fcdd:0:0:12aa::6 x1, preference 100";

/** Routes that are used, and what the model then has. */
const accepted: readonly (readonly [title: string, peer: string, route: ReceivedRoute, known: string])[] = [
  ["a policy of an injector", INJECTOR, policy(), `IPv6 to fd12::1000 ${INJECTED}`],
  ["a policy to another endpoint", INJECTOR, policy({ endpoint: "fd19::1" }), `IPv6 to fd19::1 ${INJECTED}`],
  ["a policy of a node to itself", NODE2, policy({ nextHop: NODE2 }), `IPv6 to fd12::1000 ${INJECTED}`],
  ["a policy of a node with another next hop", NODE2, policy(), `IPv6 to fd12::1000 ${INJECTED}`],
  [
    "a policy of a node at another address to itself",
    NODE3,
    policy({ endpoint: "fd13::1000", nextHop: "fd13::1000" }),
    `IPv6 to fd13::1000 ${INJECTED}`,
  ],
  [
    "a policy of a node whose address is not known to its next hop",
    ANY_NODE,
    policy({ nextHop: "fd12::1000" }),
    `IPv6 to fd12::1000 ${INJECTED}`,
  ],
  [
    "a policy of a node to itself through a reflector",
    PLAIN_REFLECTOR,
    policy({ nextHop: "fd12::1000" }),
    `IPv6 to fd12::1000 ${INJECTED}`,
  ],
  [
    "a policy of a known injector through a reflector",
    REFLECTOR,
    policy({ routerId: "10.0.0.34" }),
    `IPv6 to fd12::1000 ${INJECTED}`,
  ],
  ["the behavior End.DT4 with any color", INJECTOR, policy({ lists: [dt(19)], color: 94 }), ip4("x1")],
  ["color 4 without behavior", INJECTOR, policy({ lists: [plain()], color: 4 }), ip4("x1")],
  [
    "color 6 without behavior",
    INJECTOR,
    policy({ lists: [plain()], color: 6 }),
    `IPv6 to fd12::1000 by cafe::1c2, ${SID} x1, preference 100`,
  ],
  ["a behavior that its color contradicts", INJECTOR, policy({ lists: [dt(19)], color: 6 }), ip4("x1")],
  ["no weight, which is 1", INJECTOR, policy({ lists: [{ segments: [{ sid: SID, behavior: 19 }] }] }), ip4("x1")],
  ["the largest weight of VPP", INJECTOR, policy({ lists: [{ ...dt(19), weight: 65535 }] }), ip4("x65535")],
  [
    "16 segments",
    INJECTOR,
    policy({ lists: [listOf(...sids(16))] }),
    `IPv6 to fd12::1000 by cafe::1c2, ${sids(16).join(" ")} x1, preference 100`,
  ],
  [
    "an SRv6 Binding SID",
    INJECTOR,
    policy({ bsid: srv6BindingSid("cafe::7") }),
    "IPv6 to fd12::1000 by cafe::7, fcff:3::1 fcdd:0:0:12aa::6 x1, preference 100",
  ],
  [
    "an SRv6 Binding SID, which is used if both are there",
    INJECTOR,
    policy({ bsid: bindingSid("cafe::8") + srv6BindingSid("cafe::7") }),
    "IPv6 to fd12::1000 by cafe::7, fcff:3::1 fcdd:0:0:12aa::6 x1, preference 100",
  ],
  [
    "preference 0",
    INJECTOR,
    policy({ preference: 0 }),
    "IPv6 to fd12::1000 by cafe::1c2, fcff:3::1 fcdd:0:0:12aa::6 x1, preference 0",
  ],
  [
    "a route target of this node",
    INJECTOR,
    policy({ communities: [target("10.0.0.11")] }),
    `IPv6 to fd12::1000 ${INJECTED}`,
  ],
  [
    "a route target of this node that is not transitive",
    INJECTOR,
    policy({ communities: [target("10.0.0.11", "41")] }),
    `IPv6 to fd12::1000 ${INJECTED}`,
  ],
  [
    "route targets of others and of this node",
    INJECTOR,
    policy({ communities: [target("10.0.0.12"), target("10.0.0.11")] }),
    `IPv6 to fd12::1000 ${INJECTED}`,
  ],
  [
    "a route target of two-byte AS form, and a route origin of another node",
    INJECTOR,
    policy({ communities: ["0002 fc00 00000001", "0103 0a00000c 0000"] }),
    `IPv6 to fd12::1000 ${INJECTED}`,
  ],
  ["an IPv4 prefix", NODE2, prefix("172.16.104.64/26"), "172.16.104.64/26 of fd12::1000"],
  ["an IPv6 prefix", NODE2, prefix("fdfb:af47:32af:2::/122"), "fdfb:af47:32af:2::/122 of fd12::1000"],
  ["a prefix through a reflector", REFLECTOR, prefix("172.16.1.0/26"), "172.16.1.0/26 of fd12::1000"],
  ["a locator", NODE2, prefix("fcdd:0:0:12aa::/64"), "locator fcdd:0:0:12aa::/64 of fd12::1000"],
  ["a locator of one SID", NODE2, prefix("fcdd::12/128"), "locator fcdd::12/128 of fd12::1000"],
];

function dt(behavior: number) {
  return { weight: 1, segments: [{ sid: SID, behavior }] };
}

function plain() {
  return { weight: 1, segments: [{ sid: SID }] };
}

function ip4(weight: string) {
  return `IPv4 to fd12::1000 by cafe::1c2, ${SID} ${weight}, preference 100`;
}

for (const [title, peer, route, expected] of accepted) {
  t.test(`uses ${title}`, async (t) => {
    const { model, source, refusals } = await scene();
    source.take([announces(peer, route)]);
    t.same([known(model), refusals, source.refused], [[expected], [], 0]);
    source.take([withdraws(peer, route)]);
    t.same(known(model), []);
  });
}

/** Routes that are not used, with the reason. */
const refused: readonly (readonly [title: string, peer: string, route: ReceivedRoute, reason: RegExp])[] = [
  ["no segment list", INJECTOR, policy({ lists: [] }), /no segment list/],
  ["a list without segments", INJECTOR, policy({ lists: [{ weight: 1, segments: [] }] }), /segments?\b/],
  ["an empty list beside another", INJECTOR, policy({ lists: [listOf(SID), { segments: [] }] }), /./],
  ["17 segments", INJECTOR, policy({ lists: [listOf(...sids(17))] }), /17 segments: 16 at most/],
  [
    "17 segments in the second list",
    INJECTOR,
    policy({ lists: [listOf(SID), listOf(...sids(17))] }),
    /17 segments: 16 at most/,
  ],
  ["a segment of type A", INJECTOR, policy({ lists: [{ segments: ["A"] }] }), /no SRv6 SID|behavior/],
  [
    "a segment of type A before the last",
    INJECTOR,
    policy({ lists: [{ segments: ["A", { sid: SID, behavior: 18 }] }] }),
    /no SRv6 SID/,
  ],
  ["lists of both families", INJECTOR, policy({ lists: [dt(18), dt(19)] }), /different behaviors/],
  ["a list with and one without behavior", INJECTOR, policy({ lists: [dt(18), plain()] }), /different behaviors/],
  ["the behavior End.DT46", INJECTOR, policy({ lists: [dt(20)] }), /behavior 20/],
  ["the behavior End", INJECTOR, policy({ lists: [dt(1)] }), /behavior 1,/],
  ["the behavior 0", INJECTOR, policy({ lists: [dt(0)], color: 6 }), /behavior 0,/],
  ["no behavior and color 94", INJECTOR, policy({ lists: [plain()], color: 94 }), /neither 4 nor 6/],
  [
    "two lists with the same segments",
    INJECTOR,
    policy({ lists: [dt(18), { ...dt(18), weight: 2 }] }),
    /same segments/,
  ],
  ["weight 0", INJECTOR, policy({ lists: [{ ...dt(18), weight: 0 }] }), /weight is 1 to 65535/],
  ["weight 65536", INJECTOR, policy({ lists: [{ ...dt(18), weight: 65536 }] }), /weight is 1 to 65535/],
  [
    "weights that starve a list",
    INJECTOR,
    policy({ lists: [dt(18), { weight: 16383, segments: [{ sid: "fcdd:0:0:12aa::7", behavior: 18 }] }] }),
    /no packets/,
  ],
  ["a SID that is a multicast address", INJECTOR, policy({ lists: [listOf("ff02::1", SID)] }), /ff02::1/],
  ["a SID that is unspecified", INJECTOR, policy({ lists: [listOf("::", SID)] }), /::/],
  ["a SID that is link-local", INJECTOR, policy({ lists: [listOf("fe80::1", SID)] }), /fe80::1/],
  ["no BSID", INJECTOR, policy({ bsid: "" }), /no IPv6 binding SID/],
  ["a BSID of 4 bytes", INJECTOR, policy({ bsid: "0d06 0000 00064000" }), /no IPv6 binding SID/],
  ["a BSID sub-TLV without a BSID", INJECTOR, policy({ bsid: "0d02 0000" }), /no IPv6 binding SID/],
  ["a BSID outside of the range", INJECTOR, policy({ bsid: bindingSid("cafe::1:0") }), /outside of sids.bsids.cluster/],
  ["a BSID that is a local SID", INJECTOR, policy({ bsid: bindingSid("fcdd:0:0:11aa::1") }), /outside of/],
  ["the own BSID for IPv4", INJECTOR, policy({ bsid: bindingSid("cafe::101") }), /BSID cafe::101 .*this node/],
  ["the own BSID for IPv6", NODE2, policy({ bsid: bindingSid("cafe::102") }), /BSID cafe::102 .*this node/],
  ["no Tunnel Encapsulation", INJECTOR, policy({ attribute: "" }), /no candidate path/],
  ["the own endpoint", INJECTOR, policy({ endpoint: "fd11::1000" }), /endpoint is this node/],
  ["the own route, reflected", REFLECTOR, policy({ endpoint: "fd11::1000", nextHop: "fd11::1000" }), /this node/],
  ["a null endpoint", INJECTOR, policy({ endpoint: "::" }), /endpoint ::/],
  ["a multicast endpoint", INJECTOR, policy({ endpoint: "ff02::1" }), /endpoint ff02::1/],
  ["an endpoint that is an IPv4 address", INJECTOR, policy({ endpoint: "::ffff:10.0.0.1" }), /endpoint/],
  ["a policy of a node to another node", NODE2, policy({ endpoint: "fd13::1000" }), /may give no policy to fd13::1000/],
  [
    "a policy of a node to another node with that as next hop",
    NODE2,
    policy({ endpoint: "fd13::1000", nextHop: "fd13::1000" }),
    /may give no policy to fd13::1000/,
  ],
  ["a policy of a node at another address", NODE3, policy({ nextHop: "fd12::1000" }), /may give no policy/],
  ["a policy of a node that is not its next hop", ANY_NODE, policy(), /may give no policy/],
  ["a policy of an unknown injector by a reflector", REFLECTOR, policy({ routerId: "10.0.0.35" }), /may give no/],
  ["an injected policy by a plain reflector", PLAIN_REFLECTOR, policy({ routerId: "10.0.0.34" }), /may give no/],
  ["a route target of another node", INJECTOR, policy({ communities: [target("10.0.0.12")] }), /other headends/],
  ["the same, not transitive", INJECTOR, policy({ communities: [target("10.0.0.12", "41")] }), /other headends/],
  ["a peer that is not configured", "fd55::1", policy(), /not configured/],
  ["a prefix of an injector", INJECTOR, prefix("172.16.1.0/26"), /injector announces no prefixes/],
  ["an IPv4 next hop", NODE2, prefix("172.16.1.0/26", "10.0.0.12"), /IPv4/],
  ["a mapped next hop", NODE2, prefix("172.16.1.0/26", "::ffff:10.0.0.12"), /next hop/],
  ["an unspecified next hop", NODE2, prefix("172.16.1.0/26", "::"), /next hop ::/],
  ["a link-local next hop", NODE2, prefix("172.16.1.0/26", "fe80::1"), /next hop fe80::1/],
  ["the own next hop", NODE2, prefix("172.16.1.0/26", "fd11::1000"), /this node/],
  ["0.0.0.0/0", NODE2, prefix("0.0.0.0/0"), /outside of pods.cluster/],
  ["::/0", NODE2, prefix("::/0"), /address of a node/],
  ["a prefix outside of pods.cluster", NODE2, prefix("172.17.1.0/26"), /outside of pods.cluster/],
  ["an IPv6 prefix outside of pods.cluster", NODE2, prefix("fdfb:af47:32b0::/122"), /outside of pods.cluster/],
  ["a prefix larger than pods.cluster", NODE2, prefix("172.16.0.0/15"), /outside of pods.cluster|overlaps/],
  ["an own prefix", NODE2, prefix("172.16.104.0/26"), /overlaps with 172.16.104.0\/26/],
  ["a part of an own prefix", NODE2, prefix("172.16.104.1/32"), /overlaps with 172.16.104.0\/26/],
  ["a prefix that holds an own prefix", NODE2, prefix("172.16.0.0/16"), /overlaps with 172.16.104.0\/26/],
  ["an own IPv6 prefix", NODE2, prefix("fdfb:af47:32af:1::/122"), /overlaps with fdfb:af47:32af:1::\/122/],
  ["a prefix in the range of BSIDs", NODE2, prefix("cafe::100/120"), /BSIDs are not routed/],
  ["a prefix that holds the range of BSIDs", NODE2, prefix("ca00::/8"), /BSIDs are not routed/],
  ["the address of this node", NODE2, prefix("fd11::1000/128"), /address of a node/],
  ["a prefix that holds its next hop", NODE2, prefix("fd12::/16"), /address of a node/],
  ["the own locator", NODE2, prefix("fcdd:0:0:11aa::/64"), /local SID of this node/],
  ["an own local SID", NODE2, prefix("fcdd:0:0:11aa::2/128"), /local SID of this node/],
  ["a locator that holds all others", NODE2, prefix("fcdd::/48"), /local SID of this node/],
  ["a prefix larger than the range of local SIDs", NODE2, prefix("fcdd::/32"), /outside of pods.cluster/],
];

for (const [title, peer, route, reason] of refused) {
  t.test(`refuses ${title}`, async (t) => {
    const { model, source, refusals } = await scene();
    source.take([announces(peer, route)]);
    t.same(known(model), []);
    t.match(refusals, [{ peer, reason }]);
    t.match([source.refusals, source.refused], [refusals, 1]);
  });
}

t.test("a route that is refused in place of a good one withdraws that one alone", async (t) => {
  const { model, source } = await scene();
  const [one, two] = [policy({ distinguisher: 1 }), policy({ distinguisher: 2, bsid: bindingSid("cafe::1c3") })];
  source.take([announces(INJECTOR, one), announces(INJECTOR, two), announces(REFLECTOR, prefix("172.16.1.0/26"))]);
  source.take([announces(INJECTOR, policy({ distinguisher: 2, lists: [] }))]);
  t.same(known(model), [`IPv6 to fd12::1000 ${INJECTED}`, "172.16.1.0/26 of fd12::1000"]);
  source.take([announces(REFLECTOR, prefix("172.16.1.0/26", "10.0.0.12"))]);
  t.same(known(model), [`IPv6 to fd12::1000 ${INJECTED}`]);
});

t.test("a refusal is reported once for each reason, and forgotten with its route", async (t) => {
  const { source, refusals } = await scene();
  const bad = policy({ lists: [] });
  source.take([announces(INJECTOR, bad), announces(INJECTOR, bad)]);
  t.equal(refusals.length, 1);
  source.take([announces(INJECTOR, policy({ bsid: "" }))]);
  t.same([refusals.length, source.refusals.length, source.refused], [2, 1, 3]);
  t.match(refusals[0], { route: "SR policy to fd12::1000, color 6, distinguisher 0" });
  source.take([withdraws(INJECTOR, bad)]);
  t.same(source.refusals, []);
  source.take([announces(INJECTOR, bad), announces(INJECTOR, policy())]);
  t.same(source.refusals, []);
});

t.test("keeps 1000 refusals and counts the others; those that it keeps have their last reason", async (t) => {
  const { source, refusals } = await scene();
  const routes = Array.from({ length: 1001 }, (_, distinguisher) => policy({ distinguisher, lists: [] }));
  source.take(routes.map((route) => announces(INJECTOR, route)));
  t.same([source.refusals.length, refusals.length, source.refused], [1000, 1000, 1001]);
  source.take([announces(INJECTOR, policy({ distinguisher: 0, bsid: "" }))]);
  t.match(source.refusals.find(({ route }) => route.endsWith("distinguisher 0"))?.reason, /binding SID/);
});

t.test("routes that are taken again after another configuration are judged by it", async (t) => {
  const { model, source } = await scene();
  const route = policy({ routerId: "10.0.0.34" });
  source.take([announces(REFLECTOR, route)]);
  const before = await config();
  const peers = before.bgp.peers.map((peer) => ({ ...peer, injectors: [] }));
  source.configure({ ...before, bgp: { ...before.bgp, peers } }, OWN);
  source.take([announces(REFLECTOR, route)]);
  t.same(known(model), []);
  t.match(source.refusals, [{ peer: REFLECTOR, reason: /may give no policy/ }]);
});

t.test("says of a path who gave it: the node at its end, or another speaker", async (t) => {
  const { model, source } = await scene();
  source.take([
    announces(NODE2, policy({ nextHop: NODE2, preference: 11 })),
    announces(REFLECTOR, policy({ nextHop: NODE2, preference: 11, distinguisher: 1, routerId: "10.0.0.12" })),
    announces(INJECTOR, policy({ nextHop: NODE2, distinguisher: 2, color: 94, routerId: "10.0.0.34" })),
  ]);
  const found = model.candidates(keyOfTunnel(model.tunnels()[0]!)).map(({ candidate }) => candidate.origin);
  // The path of the reflector has the lower router ID.
  t.match(found, [
    { from: INJECTOR, isBestEffort: false, color: 94, distinguisher: 2 },
    { from: REFLECTOR, isBestEffort: true, color: 6, distinguisher: 1 },
    { from: NODE2, isBestEffort: true, color: 6, distinguisher: 0 },
  ]);
});

t.test("two paths with one BSID lead to one node, whatever came first", async (t) => {
  const own = announces(NODE2, policy({ nextHop: NODE2, bsid: bindingSid("cafe::25"), preference: 11 }));
  const injected = announces(INJECTOR, policy({ endpoint: "fd10::1000", bsid: bindingSid("cafe::25") }));
  for (const changes of [
    [own, injected],
    [injected, own],
  ]) {
    const { model, source } = await scene();
    source.take(changes);
    const used = model.tunnels().filter((tunnel) => model.selected(keyOfTunnel(tunnel)));
    t.same(
      used.map(({ endpoint }) => String(endpoint)),
      ["fd12::1000"],
    );
  }
});

t.test("reads what GoBGP sends, byte for byte", async (t) => {
  const { model, source, refusals } = await scene();
  const key = "c0 00000000 00000006 fd120000000000000000000000001000";
  source.take([
    announces(NODE2, read("ipv4-unicast", "1aac106840", [IP4_REACH])),
    announces(NODE2, read("ipv6-unicast", "7afdfbaf4732af00020000000000000000", [IP6_REACH])),
    announces(NODE2, read("ipv6-sr-policy", key, [POLICY_PATH, POLICY_REACH])),
    announces(INJECTOR, read("ipv6-sr-policy", key.replace("0006", "0004"), [TWO_LISTS_PATH, POLICY_REACH])),
  ]);
  t.same(refusals, []);
  t.same(known(model).sort(), [
    "172.16.104.64/26 of fd12::1000",
    "IPv4 to fd12::1000 by cafe::24, fcff:6::1 fcdd:0:0:12aa::4 x1 or fcdd:0:0:12aa::4 x3, preference 200",
    "IPv6 to fd12::1000 by cafe::25, fcff:6::1 fcff:8::1 fcdd:0:0:12aa::6 x12, preference 11",
    "fdfb:af47:32af:2::/122 of fd12::1000",
  ]);
});

t.test("a million updates that are repeated leave nothing to do", async (t) => {
  const { model, source } = await scene();
  const changes = [
    announces(NODE2, policy({ nextHop: NODE2, preference: 11 })),
    announces(NODE2, prefix("172.16.1.0/26")),
    announces(NODE2, prefix("fcdd:0:0:12aa::/64")),
    announces(INJECTOR, policy({ lists: [] })),
  ];
  source.take(changes);
  model.takeDirty();
  for (let count = 0; count < 250_000; count++) source.take(changes);
  const { tunnels, prefixes, locators } = model.takeDirty();
  t.same([tunnels.size, prefixes.size, locators.size], [0, 0, 0]);
  t.equal(source.refusals.length, 1);
});

t.test("a prefix that holds a third node is not used while the node is known, whichever comes first", async (t) => {
  const third = "fdfb:af47:32af:2::5";
  const held = announces(NODE2, prefix("fdfb:af47:32af:2::/122"));
  const nodes = [
    ["the next hop of a prefix", announces(NODE3, prefix("172.16.105.0/26", third))],
    ["the next hop of a locator", announces(NODE3, prefix("fcdd:0:0:15aa::/64", third))],
    ["the endpoint of a policy", announces(INJECTOR, policy({ endpoint: third }))],
  ] as const;
  for (const [title, other] of nodes) {
    for (const changes of [
      [held, other],
      [other, held],
    ]) {
      const { model, source } = await scene();
      source.take(changes);
      t.notOk(known(model).includes("fdfb:af47:32af:2::/122 of fd12::1000"), title);
      t.match(heldRefusals(model, []), [
        {
          peer: NODE2,
          route: "fdfb:af47:32af:2::/122",
          reason: /^it holds fdfb:af47:32af:2::5, the address of a node/,
        },
      ]);
      source.take([{ ...other, route: undefined }]);
      t.ok(known(model).includes("fdfb:af47:32af:2::/122 of fd12::1000"), title);
      t.same(heldRefusals(model, []), []);
    }
  }
});

t.test("a prefix that holds its own next hop through another peer, or a peer's address, is not used", async (t) => {
  const { model, source } = await scene();
  source.take([announces(PLAIN_REFLECTOR, prefix("fcdd:0:0:12aa::/64", "fd13::1000"))]);
  source.take([announces(PLAIN_REFLECTOR, prefix("fcdd:0:0:13aa::/64", "fcdd:0:0:12aa::9"))]);
  t.same(known(model), ["locator fcdd:0:0:13aa::/64 of fcdd:0:0:12aa::9"]);
  source.take([announces(PLAIN_REFLECTOR, prefix("fcdd:0:0:13aa::/64", "fd14::1000"))]);
  t.same(known(model), ["locator fcdd:0:0:12aa::/64 of fd13::1000", "locator fcdd:0:0:13aa::/64 of fd14::1000"]);
});
