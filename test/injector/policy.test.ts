import t from "tap";
import { Ip4Address, Ip6Address } from "../../src/address/index.ts";
import { encodePath } from "../../src/bgp/index.ts";
import { describePolicy, headendsIn, routeOf } from "../../src/injector/policy.ts";
import { bytes } from "../helpers.ts";
import { PAPER_FILE, PAPER_PATH, PAPER_REACH, policiesIn, TWO_LISTS_FILE } from "./policies.ts";

const ADDRESS = Ip6Address.parse("fd00:0:34::9");
const PEERS = [
  { address: "fd11::1000", routerId: Ip4Address.parse("10.0.0.11") },
  { address: "fd12::1000", routerId: Ip4Address.parse("10.0.0.12") },
  { address: "fd00::1" },
];
const SPEAKER = { address: ADDRESS, peers: PEERS };
/** Route targets of 10.0.0.11 and 10.0.0.99 (RFC 4360 section 3.2 and 4). */
const [TARGET_11, TARGET_99] = [bytes("0102 0a00000b 0000"), bytes("0102 0a000063 0000")];
const NO_ADVERTISE = 0xffffff02;

function route(text: string, ...headends: string[]) {
  return policiesIn(text, ...headends).map((policy) => routeOf(policy, SPEAKER));
}

t.test("the paper's policy has the bytes of RFC 9830, with its weight and the default preference", async (t) => {
  const { attributes } = encodePath(route(PAPER_FILE)[0]!);
  t.same(Buffer.concat([...attributes]), bytes(PAPER_REACH, "40010100 400200", PAPER_PATH));
});

t.test("a policy without headends goes to all peers, with the speaker's address as next hop", async (t) => {
  const [found] = route(TWO_LISTS_FILE);
  t.match(found, { nextHop: ADDRESS, attributes: { extendedCommunities: [], communities: undefined } });
  t.equal(found!.to, undefined);
});

t.test("a policy for a peer goes to this peer only, which must not pass it on", async (t) => {
  const [found] = route(TWO_LISTS_FILE, "10.0.0.11");
  t.match(found, { nlri: { distinguisher: 0x0a00000b }, to: ["fd11::1000"] });
  t.match(found!.attributes, { extendedCommunities: [TARGET_11], communities: [NO_ADVERTISE] });
});

t.test("a policy for a node behind a reflector goes to all peers, which may pass it on", async (t) => {
  const [found] = route(TWO_LISTS_FILE, "10.0.0.99");
  t.match(found, { nlri: { distinguisher: 0x0a000063 }, attributes: { extendedCommunities: [TARGET_99] } });
  t.same([found!.to, found!.attributes.communities], [undefined, undefined]);
});

t.test("a policy with a distinguisher has a route target for each headend", async (t) => {
  const [found, ...others] = route(PAPER_FILE, "10.0.0.11", "10.0.0.99");
  t.same(others, []);
  t.match(found, { nlri: { distinguisher: 4 }, attributes: { extendedCommunities: [TARGET_11, TARGET_99] } });
  t.equal(found!.to, undefined);
  t.equal(found!.attributes.communities, undefined, "the second headend is no peer");
});

t.test("headends are read from route targets with an IPv4 address, and from nothing else", async (t) => {
  const other = bytes("0002 fc00 00000001");
  t.same(headendsIn([TARGET_11, other, TARGET_99]).map(String), ["10.0.0.11", "10.0.0.99"]);
  t.same(headendsIn(undefined), []);
});

t.test("a policy in words names its lists, and weights if there are several", async (t) => {
  t.equal(
    describePolicy(policiesIn(PAPER_FILE)[0]!),
    "SR policy to fd11::1000, color 94, distinguisher 4: cafe::1c2 by fcff:3::1, fcdd::11aa:c11:b42f:f17e:a682, preference 100",
  );
  t.equal(
    describePolicy(policiesIn(TWO_LISTS_FILE, "10.0.0.11")[0]!),
    "SR policy to fd12::1000, color 6, distinguisher 167772171: by fcff:3::1 (weight 1) and fcdd::6 (weight 3), preference 200, headend 10.0.0.11",
  );
});
