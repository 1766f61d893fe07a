import net from "node:net";
import fc from "fast-check";
import t from "tap";
import { compareIpAddresses, ipAddressFrom, parseIpAddress, readIpAddress } from "../../src/address/ip-address.ts";
import { Ip4Address } from "../../src/address/ip4-address.ts";
import { Ip6Address } from "../../src/address/ip6-address.ts";
import { nearlyIp6Text } from "./arbitraries.ts";

t.test("parses both families", async (t) => {
  t.ok(parseIpAddress("10.0.0.1").equals(Ip4Address.parse("10.0.0.1")));
  t.ok(parseIpAddress("fc00::1").equals(Ip6Address.parse("fc00::1")));
});

t.test("tells the family that Node tells", async (t) => {
  const agrees = fc.property(nearlyIp6Text, (text) => {
    const expected = text.includes("%") ? 0 : net.isIP(text);
    return (readIpAddress(text, text.length)?.family ?? 0) === expected;
  });
  t.doesNotThrow(() => fc.assert(agrees, { numRuns: 1000 }));
});

t.test("accepts values and text", async (t) => {
  const ip4 = Ip4Address.parse("10.0.0.1");
  const ip6 = Ip6Address.parse("fc00::1");
  t.equal(ipAddressFrom(ip4), ip4);
  t.equal(ipAddressFrom(ip6), ip6);
  t.ok(ipAddressFrom("fc00::1").equals(ip6));
});

for (const value of ["", "node-1", "10.0.0.300", "fc00::1/16", undefined, null, 4]) {
  t.test(`refuses ${JSON.stringify(value)}`, async (t) => {
    const refusal = { code: "VPP_ADDRESS", message: `"${value}" is not an IP address` };
    t.throws(() => ipAddressFrom(value as never), refusal);
    t.throws(() => parseIpAddress(String(value)), refusal);
  });
}

t.test("sorts IPv4 before IPv6", async (t) => {
  const sorted = ["9.0.0.0", "200.0.0.0", "::", "::1", "fc00::1"];
  const addresses = [...sorted].reverse().map(parseIpAddress);
  t.strictSame(addresses.sort(compareIpAddresses).map(String), sorted);
});
