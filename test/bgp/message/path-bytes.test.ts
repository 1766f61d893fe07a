import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import { decodePathBytes, encodePathBytes } from "../../../src/bgp/message/path-bytes.ts";
import { bytes } from "../../helpers.ts";
import { POLICY_PATH, POLICY_REACH } from "./samples.ts";

const ENDPOINT = Ip6Address.parse("fd12::1000");
const KEY = { distinguisher: 0, color: 6, endpoint: ENDPOINT };
const NLRI = bytes("c0 00000000 00000006 fd120000000000000000000000001000");
const ROUTE_TARGET = "c01008 01020a00000b0000";
const ORIGIN = "40010100";
const FAMILY = "ipv6-sr-policy";

t.test("a route is its NLRI, and its attributes with their heads", async (t) => {
  const extendedCommunities = [bytes("01020a00000b0000")];
  const attributes = { origin: "IGP", asPath: [], extendedCommunities } as const;
  const path = encodePathBytes(KEY, { family: FAMILY, nextHop: ENDPOINT, attributes });
  t.same(path, { nlri: NLRI, attributes: [POLICY_REACH, ORIGIN, "400200", ROUTE_TARGET].map((each) => bytes(each)) });
});

t.test("the bytes of a route are read, also without ORIGIN and AS_PATH", async (t) => {
  for (const first of [[], [ORIGIN, "400200"]]) {
    const attributes = [...first, POLICY_REACH, ROUTE_TARGET, POLICY_PATH].map((each) => bytes(each));
    const path = decodePathBytes(FAMILY, { nlri: NLRI, attributes });
    t.match(path, { nlri: KEY, nextHop: ENDPOINT, attributes: { origin: "IGP", candidatePath: { preference: 11 } } });
  }
});

t.test("a next hop is read from MP_REACH_NLRI without routes", async (t) => {
  const reach = bytes("800e15 0002 49 10 fd120000000000000000000000001000 00");
  t.match(decodePathBytes(FAMILY, { nlri: NLRI, attributes: [reach] }), { nlri: KEY, nextHop: ENDPOINT });
});

const malformed: readonly (readonly [what: string, nlri: Buffer, attributes: readonly string[], reason: string])[] = [
  ["a cut attribute", NLRI, ["c0100801"], "an attribute is longer than the attributes of the message"],
  ["an unknown well-known attribute", NLRI, ["40630100"], "its attributes are malformed"],
  ["a wrong ORIGIN", NLRI, ["40010109", POLICY_REACH], "ORIGIN is malformed"],
  ["no MP_REACH_NLRI", NLRI, [ORIGIN], "it has no next hop"],
  ["a cut MP_REACH_NLRI", NLRI, ["800e0400024910"], "it has no next hop"],
  ["no NLRI", Buffer.alloc(0), [POLICY_REACH], "its NLRI is malformed"],
  ["a cut NLRI", NLRI.subarray(0, 9), [POLICY_REACH], "its NLRI is malformed"],
];

for (const [what, nlri, attributes, reason] of malformed) {
  t.test(`of a route with ${what}, the reason is returned`, async (t) => {
    t.equal(decodePathBytes(FAMILY, { nlri, attributes: attributes.map((each) => bytes(each)) }), reason);
  });
}
