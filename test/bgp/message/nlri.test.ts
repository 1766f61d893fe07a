import t from "tap";
import { Ip6Address, Prefix } from "../../../src/address/index.ts";
import { ByteWriter } from "../../../src/bgp/message/byte-writer.ts";
import { describeNlri, keyOfNlri, type Nlri, parseNlri, writeNlri } from "../../../src/bgp/message/nlri.ts";
import { bytes } from "../../helpers.ts";

const POLICY: Nlri = { distinguisher: 1, color: 6, endpoint: Ip6Address.parse("fd12::1000") };
const POLICY_BYTES = "c0 00000001 00000006 fd120000000000000000000000001000";

/** Routes as RFC 4271 section 4.3 and RFC 9830 section 2.1 write them. */
const routes = [
  ["ipv4-unicast", Prefix.parse("0.0.0.0/0"), "00"],
  ["ipv4-unicast", Prefix.parse("172.16.104.64/26"), "1a ac106840"],
  ["ipv4-unicast", Prefix.parse("10.0.0.1/32"), "20 0a000001"],
  ["ipv6-unicast", Prefix.parse("fd00::/9"), "09 fd00"],
  ["ipv6-unicast", Prefix.parse("fd00::1/128"), "80 fd000000000000000000000000000001"],
  ["ipv6-sr-policy", POLICY, POLICY_BYTES],
] as const;

for (const [family, route, text] of routes) {
  t.test(`reads and writes ${describeNlri(route)}`, async (t) => {
    const to = new ByteWriter();
    writeNlri(to, route);
    t.same(to.finish(), bytes(text));
    t.same(parseNlri(family, bytes(text, text)), { nlri: [route, route], skipped: 0 });
  });
}

t.test("clears host bits, in both directions", async (t) => {
  const to = new ByteWriter();
  writeNlri(to, Prefix.parse("10.255.0.0/9"));
  t.same(to.finish(), bytes("09 0a80"));
  t.same(parseNlri("ipv4-unicast", bytes("09 0aff")), { nlri: [Prefix.parse("10.128.0.0/9")], skipped: 0 });
});

const unreadable = [
  ["ipv4-unicast", "21 0a00000000"],
  ["ipv4-unicast", "18 0a00"],
  ["ipv6-unicast", `81 ${"00".repeat(17)}`],
  ["ipv6-sr-policy", "c0 00000001"],
] as const;

for (const [family, text] of unreadable) {
  t.test(`cannot read ${family} routes from ${text}`, async (t) => {
    t.equal(parseNlri(family, bytes(text)), undefined);
  });
}

t.test("skips SR policies of another length, and those with the color 0", async (t) => {
  const ip4 = "60 00000001 00000006 0a000001";
  const noColor = "c0 00000001 00000000 fd120000000000000000000000001000";
  t.same(parseNlri("ipv6-sr-policy", bytes(ip4, noColor, POLICY_BYTES)), { nlri: [POLICY], skipped: 2 });
});

t.test("keys differ where routes differ", async (t) => {
  const { distinguisher, color, endpoint } = POLICY;
  const all: Nlri[] = [
    ...routes.map(([, route]) => route),
    Prefix.parse("10.0.0.0/32"),
    Prefix.parse("10.0.0.1/31"),
    { distinguisher: distinguisher + 65536, color, endpoint },
    { distinguisher, color: color + 65536, endpoint },
    { distinguisher, color, endpoint: Ip6Address.parse("fd12::1001") },
  ];
  t.equal(new Set(all.map(keyOfNlri)).size, all.length);
  t.equal(keyOfNlri({ distinguisher, color, endpoint: Ip6Address.parse("fd12:0::1000") }), keyOfNlri(POLICY));
});

t.test("says what a route is about", async (t) => {
  t.equal(describeNlri(POLICY), "SR policy to fd12::1000, color 6, distinguisher 1");
  t.equal(describeNlri(Prefix.parse("10.0.0.0/8")), "10.0.0.0/8");
});
