import t from "tap";
import { Ip4Address, Ip6Address, Prefix } from "../../../src/address/index.ts";
import {
  encodeAnnouncement,
  encodeEndOfRib,
  encodeWithdrawal,
  FAMILIES,
  type Nlri,
  NO_ADVERTISE,
  type PathAttributes,
  parseUpdate,
} from "../../../src/bgp/message/index.ts";
import { bytes } from "../../helpers.ts";
import { INTERNAL_ATTRIBUTES, IP4_REACH, IP6_REACH, POLICY_UNREACH, updateBody } from "./samples.ts";

const INTERNAL: PathAttributes = { origin: "IGP", asPath: [], localPreference: 100 };
const NEXT_HOP = Ip6Address.parse("fd12::1000");
const ip4 = (text: string): Nlri => Prefix.parse(text);

t.test("announces prefixes with the attributes of GoBGP; the routes are the first attribute (RFC 7606)", async (t) => {
  const announcement = {
    family: "ipv4-unicast",
    nlri: [ip4("172.16.104.64/26")],
    nextHop: NEXT_HOP,
    attributes: INTERNAL,
  } as const;
  t.same(encodeAnnouncement(announcement, 4), [updateBody({ attributes: IP4_REACH + INTERNAL_ATTRIBUTES })]);
  const ip6 = { ...announcement, family: "ipv6-unicast", nlri: [ip4("fdfb:af47:32af:2::/122")] } as const;
  t.same(encodeAnnouncement(ip6, 4), [updateBody({ attributes: IP6_REACH + INTERNAL_ATTRIBUTES })]);
});

t.test("writes AS_PATH, MED, communities and extended communities", async (t) => {
  const attributes: PathAttributes = {
    origin: "INCOMPLETE",
    asPath: [{ type: "sequence", ases: [64512, 65536] }],
    multiExitDiscriminator: 7,
    communities: [NO_ADVERTISE],
    extendedCommunities: [bytes("0102 0a00000b 0000")],
  };
  const announcement = {
    family: "ipv4-unicast",
    nlri: [ip4("172.16.104.64/26")],
    nextHop: NEXT_HOP,
    attributes,
  } as const;
  const rest = "800404 00000007 c00804 ffffff02 c01008 01020a00000b0000";
  t.same(encodeAnnouncement(announcement, 4), [
    updateBody({ attributes: `${IP4_REACH} 40010102 40020a 0202 0000fc00 00010000 ${rest}` }),
  ]);
  // A peer without AS numbers of 4 bytes gets AS_TRANS, and the numbers in AS4_PATH (RFC 6793 section 4.2.2).
  t.same(encodeAnnouncement(announcement, 2), [
    updateBody({ attributes: `${IP4_REACH} 40010102 400206 0202 fc00 5ba0 ${rest} c0110a 0202 0000fc00 00010000` }),
  ]);
});

t.test("an IPv4 next hop has 4 bytes", async (t) => {
  const nextHop = Ip4Address.parse("10.0.0.1");
  const [body] = encodeAnnouncement(
    { family: "ipv4-unicast", nlri: [ip4("10.0.0.0/8")], nextHop, attributes: INTERNAL },
    4,
  );
  t.same(body, updateBody({ attributes: `800e0b 0001 01 04 0a000001 00 080a ${INTERNAL_ATTRIBUTES}` }));
});

t.test("withdraws, and ends a RIB", async (t) => {
  const policy = { distinguisher: 0, color: 6, endpoint: NEXT_HOP };
  t.same(encodeWithdrawal("ipv6-sr-policy", [policy]), [updateBody({ attributes: POLICY_UNREACH })]);
  t.same(encodeEndOfRib("ipv4-unicast"), bytes("00000000"));
  t.same(encodeEndOfRib("ipv6-sr-policy"), updateBody({ attributes: "800f03 0002 49" }));
});

t.test("spreads many routes over messages of at most 4096 bytes, and loses none", async (t) => {
  const nlri = Array.from({ length: 3000 }, (_, at) => new Prefix(new Ip4Address(0x0a000000 + at), 32));
  const context = { families: FAMILIES, isInternal: true, asBytes: 4 } as const;
  const announced = encodeAnnouncement({ family: "ipv4-unicast", nlri, nextHop: NEXT_HOP, attributes: INTERNAL }, 4);
  const withdrawn = encodeWithdrawal("ipv4-unicast", nlri);
  for (const body of [...announced, ...withdrawn]) t.ok(body.length <= 4077);
  const read = [...announced, ...withdrawn].map((body) => parseUpdate(body, context));
  const found = read.flatMap((update) => {
    if ("code" in update) throw new Error("refused");
    return [...update.announced, ...update.withdrawn].flatMap((routes) => routes.nlri);
  });
  t.same(found.map(String), [...nlri, ...nlri].map(String));
});

t.test("refuses a candidate path that no message has place for", async (t) => {
  const segments = Array.from({ length: 16 }, () => ({ type: "B", sid: NEXT_HOP, behavior: 1 }) as const);
  const segmentLists = Array.from({ length: 9 }, () => ({ weight: 1, segments }));
  const candidatePath = {
    preference: 100,
    segmentLists,
  };
  const nlri = [{ distinguisher: 0, color: 6, endpoint: NEXT_HOP }];
  const announcement = {
    family: "ipv6-sr-policy",
    nlri,
    nextHop: NEXT_HOP,
    attributes: { ...INTERNAL, candidatePath },
  } as const;
  t.throws(() => encodeAnnouncement(announcement, 4), { code: "VPP_FIELD_RANGE", message: /fewer segment lists/ });
});
