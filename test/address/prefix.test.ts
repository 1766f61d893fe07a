import { inspect } from "node:util";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import t from "tap";
import { parseIpAddress } from "../../src/address/ip-address.ts";
import { Ip4Address } from "../../src/address/ip4-address.ts";
import { Ip6Address } from "../../src/address/ip6-address.ts";
import { type Ip4Prefix, type Ip6Prefix, Prefix, parseIp4Prefix, parseIp6Prefix } from "../../src/address/prefix.ts";
import { ip6Bytes } from "./arbitraries.ts";

t.test("keeps the host bits of its text", async (t) => {
  const prefix = Prefix.parse("10.0.0.1/8");
  t.ok(prefix.address.equals(Ip4Address.parse("10.0.0.1")));
  t.equal(prefix.length, 8);
  t.ok(prefix.hasHostBits);
  t.equal(prefix.toString(), "10.0.0.1/8");
  t.equal(prefix.masked().toString(), "10.0.0.0/8");
});

t.test("the prefix of one address is as long as the address", async (t) => {
  t.equal(String(Prefix.host(Ip4Address.parse("10.0.0.1"))), "10.0.0.1/32");
  t.equal(String(Prefix.host(Ip6Address.parse("fcff::1"))), "fcff::1/128");
});

const accepted = ["0.0.0.0/0", "10.0.0.0/8", "172.16.104.64/26", "10.0.0.1/32", "::/0", "fc00::/16", "fcff:3::1/128"];

for (const text of accepted) {
  t.test(`reads and writes ${text}`, async (t) => {
    const prefix = Prefix.parse(text);
    t.equal(prefix.toString(), text);
    t.ok(prefix.isValid);
    t.notOk(prefix.hasHostBits);
    t.ok(prefix.masked().equals(prefix));
  });
}

const ip4Length = "the length of an IPv4 prefix is 0 to 32";
const ip6Length = "the length of an IPv6 prefix is 0 to 128";
const noLength = "the length is missing: write it as in 10.0.0.0/8 or fc00::/16";
const noAddress = "the text before the slash is not an IP address";

const refused: [text: string, reason: string][] = [
  ["", noLength],
  ["10.0.0.0", noLength],
  ["fc00::1", noLength],
  ["10.0.0.0/", ip4Length],
  ["10.0.0.0/33", ip4Length],
  ["10.0.0.0/08", ip4Length],
  ["10.0.0.0/-1", ip4Length],
  ["10.0.0.0/+8", ip4Length],
  ["10.0.0.0/8 ", ip4Length],
  ["10.0.0.0/8/8", ip4Length],
  ["10.0.0.0/4294967304", ip4Length],
  ["10.0.0.0/255.0.0.0", ip4Length],
  ["fc00::/129", ip6Length],
  ["fc00::/0x10", ip6Length],
  ["/8", noAddress],
  ["10.0.0/8", noAddress],
  ["10.0.0.300/8", noAddress],
  ["fe80::%eth0/64", noAddress],
  ["default/0", noAddress],
];

for (const [text, reason] of refused) {
  t.test(`refuses ${JSON.stringify(text)}: ${reason}`, async (t) => {
    t.throws(() => Prefix.parse(text), { code: "VPP_ADDRESS", message: `"${text}" is not a prefix: ${reason}` });
  });
}

t.test("holds any length that a message can hold", async (t) => {
  const prefix = new Prefix(Ip6Address.parse("fc00::1"), 200);
  t.equal(prefix.toString(), "fc00::1/200");
  t.notOk(prefix.isValid);
  t.notOk(prefix.hasHostBits);
  t.notOk(new Prefix(Ip4Address.parse("10.0.0.1"), 33).isValid);
  for (const length of [-1, 256, 0.5, Number.NaN, "8"]) {
    t.throws(() => new Prefix(Ip4Address.parse("10.0.0.0"), length as number), { code: "VPP_ADDRESS" });
  }
});

t.test("prints as text", async (t) => {
  const prefix = Prefix.parse("FC00::/16");
  t.equal(JSON.stringify({ prefix }), '{"prefix":"fc00::/16"}');
  t.equal(inspect({ prefix }), "{ prefix: fc00::/16 }");
});

const prefixes = fc.tuple(ip6Bytes, fc.nat(128), fc.boolean()).map(([bytes, bits, isIp4]) => {
  const address = isIp4 ? Ip4Address.fromBytes(bytes) : Ip6Address.fromBytes(bytes);
  return new Prefix(address, isIp4 ? bits >> 2 : bits);
});

t.test("masks to the network address of ipaddr.js", async (t) => {
  const agrees = fc.property(prefixes, (prefix) => {
    const family = prefix.address.family === 4 ? ipaddr.IPv4 : ipaddr.IPv6;
    const network = family.networkAddressFromCIDR(`${prefix}`).toByteArray();
    return Buffer.from(network).equals(prefix.masked().address.toBytes());
  });
  t.doesNotThrow(() => fc.assert(agrees, { numRuns: 1000 }));
});

const contained: [outer: string, inner: string, isContained: boolean][] = [
  ["10.0.0.0/8", "10.255.255.255", true],
  ["10.0.0.0/8", "11.0.0.0", false],
  ["10.0.0.1/8", "10.9.9.9", true],
  ["0.0.0.0/0", "255.255.255.255", true],
  ["10.0.0.1/32", "10.0.0.1", true],
  ["10.0.0.1/32", "10.0.0.0", false],
  ["fc00::/16", "fc00:ffff::1", true],
  ["fc00::/16", "fc01::", false],
  ["fcff:3::/33", "fcff:3:7fff::", true],
  ["fcff:3::/33", "fcff:3:8000::", false],
  ["::/0", "10.0.0.1", false],
  ["0.0.0.0/0", "::", false],
  ["10.0.0.0/8", "10.1.0.0/16", true],
  ["10.0.0.0/8", "10.0.0.0/8", true],
  ["10.0.0.0/8", "10.0.0.0/7", false],
  ["::/0", "0.0.0.0/0", false],
];

for (const [outer, inner, isContained] of contained) {
  t.test(`${outer} ${isContained ? "contains" : "does not contain"} ${inner}`, async (t) => {
    const other = inner.includes("/") ? Prefix.parse(inner) : parseIpAddress(inner);
    t.equal(Prefix.parse(outer).contains(other), isContained);
  });
}

t.test("equals a prefix of the same address and length, and nothing else", async (t) => {
  const prefix = Prefix.parse("10.0.0.0/8");
  t.ok(prefix.equals(Prefix.parse("10.0.0.0/8")));
  for (const other of [
    Prefix.parse("10.0.0.0/9"),
    Prefix.parse("10.0.0.1/8"),
    Prefix.parse("a00::/8"),
    `${prefix}`,
    null,
  ]) {
    t.notOk(prefix.equals(other), String(other));
  }
});

t.test("sorts by family, address and length", async (t) => {
  const sorted = ["0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/16", "200.0.0.0/8", "::/0", "::/1", "fc00::/16", "fc00::/112"];
  const shuffled = [...sorted].reverse().map(Prefix.parse);
  t.strictSame(shuffled.sort((a, b) => a.compare(b)).map(String), sorted);
});

t.test("is accepted as value or text", async (t) => {
  const prefix = Prefix.parse("10.0.0.0/8");
  t.equal(Prefix.from(prefix), prefix);
  t.ok(Prefix.from("10.0.0.0/8").equals(prefix));
  for (const value of [Ip4Address.parse("10.0.0.0"), undefined, 8]) {
    t.throws(() => Prefix.from(value as never), { code: "VPP_ADDRESS" });
  }
});

t.test("parses a prefix of one family, typed", async (t) => {
  const ip4: Ip4Prefix = parseIp4Prefix("10.0.0.0/8");
  const ip6: Ip6Prefix = parseIp6Prefix("fc00::/16").masked();
  t.equal(ip4.address.word, 0x0a000000);
  t.equal(ip6.address.word0, 0xfc000000 - 2 ** 32);
  // @ts-expect-error an IPv6 prefix is no IPv4 prefix
  const wrong: Ip4Prefix = ip6;
  t.equal(wrong.address.family as number, 6);
});

t.test("refuses a prefix of the other family", async (t) => {
  t.throws(() => parseIp4Prefix("fc00::/16"), { code: "VPP_ADDRESS", message: '"fc00::/16" is not an IPv4 prefix' });
  t.throws(() => parseIp6Prefix("10.0.0.0/8"), { code: "VPP_ADDRESS", message: '"10.0.0.0/8" is not an IPv6 prefix' });
});

t.test("keys are the bytes, and no two prefixes have the same", async (t) => {
  const codes = (key: string) => Array.from(key, (each) => each.charCodeAt(0));
  t.same(codes(Ip6Address.parse("2001:db8::800:7").toKey()), [0x2001, 0x0db8, 0, 0, 0, 0, 0x800, 7]);
  t.same(codes(Prefix.parse("10.255.0.1/8").toKey()), [0x0aff, 1, 8]);
  const prefixes = ["10.0.0.0/8", "10.0.0.1/8", "10.0.0.0/9", "a00::/8", "::a00:0/8", "::/0", "0.0.0.0/0"].map(
    Prefix.parse,
  );
  t.equal(new Set(prefixes.map((prefix) => prefix.toKey())).size, prefixes.length);
});
