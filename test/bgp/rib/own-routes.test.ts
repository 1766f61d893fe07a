import t from "tap";
import { Ip6Address, Prefix } from "../../../src/address/index.ts";
import { FAMILIES } from "../../../src/bgp/message/index.ts";
import {
  encodeChanges,
  encodeEnds,
  encodePath,
  type OwnChange,
  type OwnRoute,
  OwnRoutes,
  type SendContext,
} from "../../../src/bgp/rib/own-routes.ts";
import { bytes } from "../../helpers.ts";
import { INTERNAL_ATTRIBUTES, IP4_REACH, IP6_REACH, updateBody } from "../message/samples.ts";

const NO_ATTRIBUTES = {};
const NEXT_HOP = Ip6Address.parse("fd12::1000");
const INTERNAL: SendContext = { peer: "fd11::1", ownAs: 64512, isInternal: true, asBytes: 4, families: FAMILIES };

function route(prefix: string, more: Partial<OwnRoute> = {}): OwnRoute {
  const nlri = Prefix.parse(prefix);
  const family = nlri.address.family === 4 ? "ipv4-unicast" : "ipv6-unicast";
  return { family, nlri, nextHop: NEXT_HOP, attributes: NO_ATTRIBUTES, ...more };
}

function texts(changes: readonly OwnChange[]): string[] {
  return changes.map(
    ({ nlri, attributes, to }) => `${attributes === undefined ? "-" : "+"} ${nlri}${to ? ` to ${to}` : ""}`,
  );
}

t.test("announces a new route and its replacement, and withdraws a deleted one once", async (t) => {
  const routes = new OwnRoutes();
  const first = route("172.16.104.64/26");
  t.same(routes.set(first), [first]);
  const second = route("172.16.104.64/26", { nextHop: Ip6Address.parse("fd13::1") });
  t.same(routes.set(second), [second]);
  t.same(routes.list(), [second]);
  t.same(texts(routes.delete(first)), ["- 172.16.104.64/26"]);
  t.same([routes.delete(first), routes.list()], [[], []]);
});

t.test("withdraws a route from peers that do not get its replacement", async (t) => {
  const routes = new OwnRoutes();
  routes.set(route("10.0.0.0/8", { to: ["a", "b"] }));
  t.same(texts(routes.set(route("10.0.0.0/8", { to: ["b", "c"] }))), ["- 10.0.0.0/8 to a", "+ 10.0.0.0/8 to b,c"]);
  t.same(texts(routes.set(route("10.0.0.0/8"))), ["+ 10.0.0.0/8"]);
  t.same(texts(routes.set(route("10.0.0.0/8", { to: ["c"] }))), ["- 10.0.0.0/8", "+ 10.0.0.0/8 to c"]);
  t.same(texts(routes.delete(route("10.0.0.0/8"))), ["- 10.0.0.0/8 to c"]);
});

t.test("writes routes for a peer of the same AS as GoBGP does, each family in a message", async (t) => {
  const changes = [route("172.16.104.64/26"), route("fdfb:af47:32af:2::/122")];
  t.same(encodeChanges(changes, INTERNAL), [
    updateBody({ attributes: IP4_REACH + INTERNAL_ATTRIBUTES }),
    updateBody({ attributes: IP6_REACH + INTERNAL_ATTRIBUTES }),
  ]);
});

t.test("puts the own AS into the path for a peer of another AS, without LOCAL_PREF", async (t) => {
  const [body] = encodeChanges([route("172.16.104.64/26")], { ...INTERNAL, isInternal: false });
  t.same(body, updateBody({ attributes: `${IP4_REACH} 40010100 400206 0201 0000fc00` }));
});

t.test("writes only what is for the peer, of families that both ends announced", async (t) => {
  const changes = [route("10.0.0.0/8", { to: ["fd11::2"] }), route("fd00::/8")];
  t.same(encodeChanges(changes, { ...INTERNAL, families: ["ipv4-unicast"] }), []);
});

t.test("writes neighbors with the same attributes in one message, in the order of the changes", async (t) => {
  const changes = [
    route("10.0.0.0/8"),
    route("11.0.0.0/8"),
    { family: "ipv4-unicast", nlri: Prefix.parse("12.0.0.0/8") },
    route("13.0.0.0/8"),
  ] as const;
  const head = "0001 01 10 fd120000000000000000000000001000 00";
  t.same(encodeChanges(changes, INTERNAL), [
    updateBody({ attributes: `800e19 ${head} 080a 080b ${INTERNAL_ATTRIBUTES}` }),
    updateBody({ attributes: "800f05 000101 080c" }),
    updateBody({ attributes: `800e17 ${head} 080d ${INTERNAL_ATTRIBUTES}` }),
  ]);
});

t.test("writes an End of RIB for each family", async (t) => {
  t.same(encodeEnds(["ipv4-unicast", "ipv6-unicast"]), [
    bytes("00000000"),
    updateBody({ attributes: "800f03 0002 01" }),
  ]);
});

t.test("a route for a daemon has no LOCAL_PREF, and must fit into a message to any peer", async (t) => {
  const { nlri, attributes } = encodePath(route("172.16.104.64/26"));
  t.same(nlri, bytes("1aac106840"));
  t.same(Buffer.concat([...attributes]), bytes(IP4_REACH, "40010100 400200"));
  const communities = Array.from({ length: 1009 }, (_, at) => at);
  t.throws(() => encodePath(route("172.16.104.64/26", { attributes: { communities } })), { code: "VPP_FIELD_RANGE" });
});
