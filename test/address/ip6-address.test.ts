import { inspect } from "node:util";
import fc from "fast-check";
import t from "tap";
import { Ip4Address } from "../../src/address/ip4-address.ts";
import { Ip6Address } from "../../src/address/ip6-address.ts";
import { octets } from "./arbitraries.ts";

const text = "2001:db8::8:800:200c:417a"; // RFC 4291 section 2.2
const bytes = Buffer.from("20010db80000000000080800200c417a", "hex");

t.test("is its text, its bytes and its words", async (t) => {
  const address = Ip6Address.parse(text);
  t.strictSame([address.word0, address.word1, address.word2, address.word3], [0x20010db8, 0, 0x80800, 0x200c417a]);
  t.equal(address.family, 6);
  t.equal(Buffer.from(address.toBytes()).toString("hex"), bytes.toString("hex"));
  t.ok(Ip6Address.fromBytes(Buffer.concat([Buffer.of(1), bytes]), 1).equals(address));
});

t.test("takes words as signed or unsigned numbers", async (t) => {
  t.ok(new Ip6Address(0xff020000, 0, 0, 0xffffffff).equals(new Ip6Address(-0xfe0000, 0, 0, -1)));
});

t.test("gives back the bytes it was made of", async (t) => {
  const kept = fc.property(octets(16), (given) => Buffer.from(given).equals(Ip6Address.fromBytes(given).toBytes()));
  t.doesNotThrow(() => fc.assert(kept));
});

t.test("prints as text", async (t) => {
  const address = Ip6Address.parse(text);
  t.equal(`${address}`, text);
  t.equal(JSON.stringify({ address }), `{"address":"${text}"}`);
  t.equal(inspect({ address }), `{ address: ${text} }`);
});

t.test("keeps its bytes when another address is parsed", async (t) => {
  const address = Ip6Address.parse("fc00::1");
  Ip6Address.parse("fc00::2");
  t.equal(address.toString(), "fc00::1");
});

t.test("equals an address of the same bytes, and nothing else", async (t) => {
  const address = Ip6Address.parse("1:0:2:0:3:0:4:0");
  t.ok(address.equals(Ip6Address.parse("1:0:2::3:0:4:0")));
  const others = ["2:0:2:0:3:0:4:0", "1:0:2:1:3:0:4:0", "1:0:2:0:3:1:4:0", "1:0:2:0:3:0:4:1"].map(Ip6Address.parse);
  for (const other of [...others, Ip4Address.parse("0.0.0.0"), "1:0:2:0:3:0:4:0", undefined, null]) {
    t.notOk(address.equals(other), String(other));
  }
});

t.test("sorts in network order", async (t) => {
  const sorted = [
    "::",
    "::ffff:ffff",
    "0:0:1::",
    "0:0:ffff::",
    "7fff::",
    "8000::",
    "fc00::1",
    "fc00::1:0:0",
    "ff02::1",
  ];
  const addresses = [...sorted].reverse().map(Ip6Address.parse);
  t.strictSame(addresses.sort((a, b) => a.compare(b)).map(String), sorted);
});

t.test("is accepted as value or text", async (t) => {
  const address = Ip6Address.parse("fc00::1");
  t.equal(Ip6Address.from(address), address);
  t.ok(Ip6Address.from("FC00::1").equals(address));
});

const kinds: [text: string, isUnspecified: boolean, isMulticast: boolean, isIp4Mapped: boolean][] = [
  ["::", true, false, false],
  ["::1", false, false, false],
  ["0:0:0:1::", false, false, false],
  ["fc00::1", false, false, false],
  ["feff::1", false, false, false],
  ["ff00::", false, true, false],
  ["ff02::1", false, true, false],
  ["::ffff:0.0.0.0", false, false, true],
  ["::1:ffff:1.2.3.4", false, false, false],
  ["::1.2.3.4", false, false, false],
];

for (const [text, isUnspecified, isMulticast, isIp4Mapped] of kinds) {
  t.test(`knows what kind ${text} is`, async (t) => {
    t.has(Ip6Address.parse(text), { isUnspecified, isMulticast, isIp4Mapped });
  });
}

t.test("link-local are the addresses in fe80::/10", async (t) => {
  const texts = ["fe7f:ffff::", "fe80::", "febf:ffff::1", "fec0::", "::"];
  t.same(
    texts.map((text) => Ip6Address.parse(text).isLinkLocal),
    [false, true, true, false, false],
  );
});

t.test("says what it refuses", async (t) => {
  const message = '"fe80::1%eth0" is not an IPv6 address: VPP does not accept a zone id';
  t.throws(() => Ip6Address.parse("fe80::1%eth0"), { code: "VPP_ADDRESS", message });
  t.throws(() => Ip6Address.parse("fc00::g"), { code: "VPP_ADDRESS", message: '"fc00::g" is not an IPv6 address' });
  for (const value of [Ip4Address.parse("10.0.0.1"), undefined, null, 6]) {
    t.throws(() => Ip6Address.from(value as never), {
      code: "VPP_ADDRESS",
      message: `"${value}" is not an IPv6 address`,
    });
  }
  t.throws(() => Ip6Address.fromBytes(new Uint8Array(16), 1), { code: "VPP_ADDRESS" });
});
