import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import { FAMILIES, parseUpdate, type Update, type UpdateContext } from "../../../src/bgp/message/index.ts";
import { bytes } from "../../helpers.ts";
import {
  INTERNAL_ATTRIBUTES,
  IP4_REACH,
  IP6_REACH,
  POLICY_PATH,
  POLICY_REACH,
  POLICY_UNREACH,
  type UpdateFields,
  updateBody,
} from "./samples.ts";

const INTERNAL: UpdateContext = { families: FAMILIES, isInternal: true, asBytes: 4 };
const EXTERNAL: UpdateContext = { ...INTERNAL, isInternal: false };
const ENDPOINT = Ip6Address.parse("fd12::1000");
const POLICY = { distinguisher: 0, color: 6, endpoint: ENDPOINT };

/** Fails the test if the UPDATE ends the session. */
function parsed(fields: UpdateFields, context = INTERNAL): Update {
  const update = parseUpdate(updateBody(fields), context);
  if ("code" in update) throw new Error(`refused with ${update.code}/${update.subcode}`);
  return update;
}

function texts({ withdrawn, announced }: Update): { withdrawn: string[]; announced: string[] } {
  return {
    withdrawn: withdrawn.flatMap(({ family, nlri }) => nlri.map((route) => `${family} ${JSON.stringify(route)}`)),
    announced: announced.flatMap(({ nlri, nextHop }) => nlri.map((route) => `${JSON.stringify(route)} via ${nextHop}`)),
  };
}

t.test("reads an IPv4 prefix with an IPv6 next hop, as GoBGP sends it", async (t) => {
  const update = parsed({ attributes: INTERNAL_ATTRIBUTES + IP4_REACH });
  t.same(texts(update), { withdrawn: [], announced: ['"172.16.104.64/26" via fd12::1000'] });
  t.match(update.attributes, { origin: "IGP", asPath: [], localPreference: 100 });
  t.same(update.faults, []);
});

t.test("reads an IPv6 prefix as GoBGP sends it", async (t) => {
  const update = parsed({ attributes: INTERNAL_ATTRIBUTES + IP6_REACH });
  t.same(texts(update).announced, ['"fdfb:af47:32af:2::/122" via fd12::1000']);
});

t.test("reads an SR policy as GoBGP sends it", async (t) => {
  const { announced, attributes } = parsed({ attributes: INTERNAL_ATTRIBUTES + POLICY_PATH + POLICY_REACH });
  t.same(announced, [{ family: "ipv6-sr-policy", nlri: [POLICY], nextHop: ENDPOINT }]);
  t.equal(String(attributes?.candidatePath?.bindingSid), "cafe::25");
});

t.test("reads a withdrawn SR policy", async (t) => {
  const { withdrawn, announced, attributes } = parsed({ attributes: POLICY_UNREACH });
  t.same(withdrawn, [{ family: "ipv6-sr-policy", nlri: [POLICY] }]);
  t.same([announced, attributes], [[], undefined]);
});

t.test("reads IPv4 prefixes in the fields of RFC 4271, with NEXT_HOP", async (t) => {
  const attributes = `${INTERNAL_ATTRIBUTES} 400304 0a000001`;
  const update = parsed({ withdrawn: "18c0a801 00", attributes, nlri: "080a 20c0a80001" });
  t.same(texts(update), {
    withdrawn: ['ipv4-unicast "192.168.1.0/24"', 'ipv4-unicast "0.0.0.0/0"'],
    announced: ['"10.0.0.0/8" via 10.0.0.1', '"192.168.0.1/32" via 10.0.0.1'],
  });
});

t.test("reads one message that has both forms", async (t) => {
  const attributes = `${INTERNAL_ATTRIBUTES} 400304 0a000001 ${IP4_REACH}`;
  const update = parsed({ withdrawn: "1aac106840", attributes, nlri: "080a" });
  t.same(texts(update), {
    withdrawn: ['ipv4-unicast "172.16.104.64/26"'],
    announced: ['"172.16.104.64/26" via fd12::1000', '"10.0.0.0/8" via 10.0.0.1'],
  });
});

t.test("clears bits behind the length of a prefix", async (t) => {
  t.same(texts(parsed({ withdrawn: "090aff" })).withdrawn, ['ipv4-unicast "10.128.0.0/9"']);
});

t.test("takes the global address of a next hop with a link-local one", async (t) => {
  const reach =
    "800e2e 0002 01 20 fd120000000000000000000000001000 fe800000000000000000000000000001 00 40fd00000000000001";
  t.same(texts(parsed({ attributes: INTERNAL_ATTRIBUTES + reach })).announced, ['"fd00:0:0:1::/64" via fd12::1000']);
});

const ends = [
  ["ipv4-unicast", {}],
  ["ipv6-unicast", { attributes: "800f03 000201" }],
  ["ipv6-sr-policy", { attributes: "800f03 000249" }],
  [undefined, { attributes: "800f03 000301" }],
  [undefined, { attributes: `800f03 000201 ${INTERNAL_ATTRIBUTES}` }],
  [undefined, { withdrawn: "080a" }],
] as const;

for (const [family, fields] of ends) {
  t.test(`the End of RIB in ${JSON.stringify(fields)} is of ${family}`, async (t) => {
    t.equal(parsed(fields).endOfRib, family);
  });
}

/** UPDATEs after which the session lives, and their routes count as withdrawn (RFC 7606). */
const treatedAsWithdrawn = [
  ["ORIGIN of two bytes", "4001020000 400200 40050400000064", "ORIGIN is malformed"],
  ["an unknown ORIGIN", "40010103 400200 40050400000064", "ORIGIN is malformed"],
  [
    "ORIGIN with the flag of an optional attribute",
    "c0010100 400200 40050400000064",
    "ORIGIN has flags of another kind",
  ],
  ["no ORIGIN", "400200 40050400000064", "ORIGIN is missing"],
  ["no AS_PATH", "40010100 40050400000064", "AS_PATH is missing"],
  ["a cut AS_PATH", "40010100 400205 0202000001 40050400000064", "AS_PATH is malformed"],
  ["an AS_PATH with an empty segment", "40010100 400202 0200 40050400000064", "AS_PATH is malformed"],
  ["an AS_PATH with an unknown segment", "40010100 400206 090100000001 40050400000064", "AS_PATH is malformed"],
  ["no LOCAL_PREF of a speaker in the same AS", "40010100 400200", "LOCAL_PREF is missing"],
  ["a LOCAL_PREF of three bytes", "40010100 400200 400503000064", "LOCAL_PREF is malformed"],
  ["a MED of five bytes", `${INTERNAL_ATTRIBUTES} 8004050000000000`, "MULTI_EXIT_DISC is malformed"],
  ["empty COMMUNITIES", `${INTERNAL_ATTRIBUTES} c00800`, "COMMUNITIES is malformed"],
  ["an ORIGINATOR_ID of five bytes", `${INTERNAL_ATTRIBUTES} 8009050000000000`, "ORIGINATOR_ID is malformed"],
  ["a CLUSTER_LIST of five bytes", `${INTERNAL_ATTRIBUTES} 800a050000000000`, "CLUSTER_LIST is malformed"],
  [
    "EXTENDED COMMUNITIES of seven bytes",
    `${INTERNAL_ATTRIBUTES} c01007 00020a00000b00`,
    "EXTENDED COMMUNITIES is malformed",
  ],
] as const;

for (const [what, attributes, fault] of treatedAsWithdrawn) {
  t.test(`treats routes with ${what} as withdrawn`, async (t) => {
    const update = parsed({ attributes: IP4_REACH + attributes });
    t.same(texts(update), { withdrawn: ['ipv4-unicast "172.16.104.64/26"'], announced: [] });
    t.match(update.faults, [`1 routes count as withdrawn: ${fault}`]);
  });
}

t.test("treats routes as withdrawn where the last attribute is longer than all attributes", async (t) => {
  const update = parsed({ attributes: `${IP4_REACH + INTERNAL_ATTRIBUTES} 4001ff00` });
  t.equal(texts(update).withdrawn.length, 1);
});

t.test("treats an SR policy without a readable candidate path as withdrawn, and a prefix not", async (t) => {
  const cut = "c01704 000f0080";
  t.same(parsed({ attributes: POLICY_REACH + INTERNAL_ATTRIBUTES + cut }).withdrawn, [
    { family: "ipv6-sr-policy", nlri: [POLICY] },
  ]);
  t.equal(texts(parsed({ attributes: IP4_REACH + INTERNAL_ATTRIBUTES + cut })).announced.length, 1);
});

t.test("treats prefixes in the field of RFC 4271 without NEXT_HOP as withdrawn", async (t) => {
  t.equal(texts(parsed({ attributes: INTERNAL_ATTRIBUTES, nlri: "080a" })).withdrawn.length, 1);
});

t.test("ignores LOCAL_PREF, ORIGINATOR_ID and CLUSTER_LIST of a speaker of another AS", async (t) => {
  const attributes = `${IP4_REACH} 40010100 400206 020100000001 400501ff 800901ff 800a01ff`;
  const update = parsed({ attributes }, EXTERNAL);
  t.equal(texts(update).announced.length, 1);
  t.equal(update.attributes?.localPreference, undefined);
});

t.test("takes the first of two ORIGINs, and ignores optional attributes that it does not know", async (t) => {
  const update = parsed({ attributes: `${IP4_REACH + INTERNAL_ATTRIBUTES} 40010109 c0f003010203` });
  t.equal(update.attributes?.origin, "IGP");
  t.same(update.faults, []);
});

t.test("puts the AS path together that a speaker without AS numbers of 4 bytes passed on", async (t) => {
  const attributes = `${IP4_REACH} 40010100 400206 0202 fc00 5ba0 c01106 0201 00010000`;
  const update = parsed({ attributes }, { ...EXTERNAL, asBytes: 2 });
  t.same(update.attributes?.asPath, [
    { type: "sequence", ases: [64512] },
    { type: "sequence", ases: [65536] },
  ]);
});

t.test("ignores routes of a family that both ends did not announce", async (t) => {
  const update = parsed(
    { attributes: POLICY_REACH + POLICY_PATH + INTERNAL_ATTRIBUTES },
    { ...INTERNAL, families: ["ipv4-unicast"] },
  );
  t.same([update.announced, update.withdrawn], [[], []]);
  t.match(update.faults, ["1 routes are ignored: ipv6-sr-policy was not announced by both ends"]);
});

t.test("ignores SR policies with an IPv4 endpoint or the color 0", async (t) => {
  const unreach = "800f29 000249 60 00000000 00000006 0a000001 c0 00000000 00000000 fd120000000000000000000000001000";
  const update = parsed({ attributes: unreach });
  t.same(update.withdrawn, []);
  t.match(update.faults, ["2 SR policies are ignored"]);
  t.equal(update.endOfRib, undefined);
});

/** UPDATEs that end the session, since their routes cannot be found (RFC 7606 sections 3 and 5). */
const refused = [
  ["withdrawn routes longer than the message", "0005 00", [3, 1]],
  ["attributes longer than the message", "0000 0001", [3, 1]],
  ["a withdrawn prefix of 33 bits", "0006 210a00000000 0000", [3, 10]],
  ["a withdrawn prefix that is cut", "0002 180a 0000", [3, 10]],
  ["an announced prefix that is cut", "0000 0000 180a", [3, 10]],
  ["a well-known attribute that is not known", "0000 0003 40f000", [3, 2]],
  ["two attributes with routes", "0000 000c 800f03000201 800f03000201", [3, 1]],
  ["an attribute of withdrawn routes without a family", "0000 0004 800f0100", [3, 9]],
  ["an IPv6 prefix of 129 bits", "0000 0007 800f04 00020181", [3, 9]],
  ["a next hop longer than its attribute", "0000 0008 800e05 0002011000", [3, 9]],
  ["a next hop of five bytes", "0000 000d 800e0a 0002010500000000 0000", [3, 9]],
] as const;

for (const [what, body, [code, subcode]] of refused) {
  t.test(`ends the session for ${what}`, async (t) => {
    t.match(parseUpdate(bytes(body), INTERNAL), { code, subcode });
  });
}
