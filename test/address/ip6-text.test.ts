import net from "node:net";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import t from "tap";
import { formatIp6Words, parseIp6Words } from "../../src/address/ip6-text.ts";
import { ip6Bytes, mappedBytes, nearlyIp6Text } from "./arbitraries.ts";

/** The 16 bytes of a text in hexadecimal, or undefined if it is refused. */
function parsed(text: string, end?: number): string | undefined {
  const words = new Int32Array(4);
  if (!parseIp6Words(text, words, end)) return undefined;
  const bytes = Buffer.alloc(16);
  words.forEach((word, i) => {
    bytes.writeInt32BE(word, 4 * i);
  });
  return bytes.toString("hex");
}

function formatted(hex: string): string {
  const bytes = Buffer.from(hex, "hex");
  return formatIp6Words(bytes.readInt32BE(0), bytes.readInt32BE(4), bytes.readInt32BE(8), bytes.readInt32BE(12));
}

/** Texts that say the same address, the last of them as RFC 5952 recommends it. */
const addresses: [source: string, hex: string, ...texts: string[]][] = [
  [
    "RFC 4291 2.2",
    "abcdef0123456789abcdef0123456789",
    "ABCD:EF01:2345:6789:ABCD:EF01:2345:6789",
    "abcd:ef01:2345:6789:abcd:ef01:2345:6789",
  ],
  [
    "RFC 4291 2.2",
    "20010db80000000000080800200c417a",
    "2001:DB8:0:0:8:800:200C:417A",
    "2001:DB8::8:800:200C:417A",
    "2001:db8::8:800:200c:417a",
  ],
  ["RFC 4291 2.2", "ff010000000000000000000000000101", "FF01:0:0:0:0:0:0:101", "FF01::101", "ff01::101"],
  ["RFC 4291 2.2", "00000000000000000000000000000001", "0:0:0:0:0:0:0:1", "::0001", "::1"],
  ["RFC 4291 2.2", "00000000000000000000000000000000", "0:0:0:0:0:0:0:0", "0::", "::0", "::0.0.0.0", "::"],
  ["RFC 4291 2.2", "0000000000000000000000000d014403", "0:0:0:0:0:0:13.1.68.3", "::13.1.68.3", "::d01:4403"],
  [
    "RFC 4291 2.2",
    "00000000000000000000ffff81903426",
    "0:0:0:0:0:FFFF:129.144.52.38",
    "::ffff:8190:3426",
    "::ffff:129.144.52.38",
  ],
  [
    "RFC 4291 2.3",
    "20010db80000cd300000000000000000",
    "2001:0DB8:0000:CD30:0000:0000:0000:0000",
    "2001:0DB8:0:CD30::",
    "2001:db8:0:cd30::",
  ],
  [
    "RFC 5952 2.2",
    "20010db8000000000001000000000001",
    "2001:0db8:0:0:1:0:0:1",
    "2001:db8::0:1:0:0:1",
    "2001:db8:0:0:1::1",
    "2001:DB8:0000:0:1::1",
    "2001:db8::1:0:0:1",
  ],
  ["RFC 5952 4.2.1", "20010db8000000000000000000020001", "2001:db8:0:0:0:0:2:1", "2001:db8::0:2:1", "2001:db8::2:1"],
  ["RFC 5952 4.2.2", "20010db8000000010001000100010001", "2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
  ["RFC 5952 4.2.3", "20010000000000010000000000000001", "2001::1:0:0:0:1", "2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
  ["RFC 5952 4.3", "20010db80000000000000000000000ab", "2001:DB8::00aB", "2001:db8::ab"],
  ["RFC 5952 5", "00000000000000000000ffffc0000201", "0:0:0:0:0:ffff:192.0.2.1", "::FFFF:C000:201", "::ffff:192.0.2.1"],
  ["a single zero field in front", "00000001000200030004000500060007", "::1:2:3:4:5:6:7", "0:1:2:3:4:5:6:7"],
  ["a single zero field at the end", "00010002000300040005000600070000", "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
  ["equally long runs in front and at the end", "00000000000100020003000400000000", "0:0:1:2:3:4::", "::1:2:3:4:0:0"],
  ["a run at the end", "fc000001000000000000000000000000", "fc00:1:0:0:0:0:0.0.0.0", "fc00:1::"],
];

for (const [source, hex, ...texts] of addresses) {
  for (const text of texts) {
    t.test(`${text} is ${hex} (${source})`, async (t) => {
      t.equal(parsed(text), hex);
    });
  }
  t.test(`${hex} reads ${texts.at(-1)} (${source})`, async (t) => {
    t.equal(formatted(hex), texts.at(-1));
  });
}

const malformed = [
  "",
  ":",
  ":::",
  "1",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:",
  "1:2:3:4:5:6:7:8:",
  "1:2:3:4:5:6:7:8:9",
  "1:2:3:4::5:6:7:8",
  "1:2:3:4:5:6:7:8::",
  "::1:2:3:4:5:6:7:8",
  ":1:2:3:4:5:6:7:8",
  ":1::",
  "1::2:",
  "1::2::3",
  "1:::2",
  "::12345",
  "::00001",
  "::g",
  "::-1",
  " ::1",
  "::1 ",
  "::1/64",
  "[::1]",
  "fe80::1%eth0",
  "fe80::1%",
  "10.0.0.1",
  "1:2:3:4:5:6:7:1.2.3.4",
  "1:2:3:4:5:6:1.2.3.4:8",
  "1:2:3:4:5:6::1.2.3.4",
  "::1.2.3",
  "::1.2.3.256",
  "::01.2.3.4",
  "::a.2.3.4",
  "::.1.2.3",
  "\u0661::",
];

for (const text of malformed) {
  t.test(`${JSON.stringify(text)} is no IPv6 address`, async (t) => {
    t.equal(parsed(text), undefined);
  });
}

t.test("leaves the words alone when it refuses", async (t) => {
  const words = Int32Array.of(1, 2, 3, 4);
  t.equal(parseIp6Words("fc00::1::", words), false);
  t.strictSame([...words], [1, 2, 3, 4]);
});

t.test("reads the part of a text that it is told to", async (t) => {
  t.equal(parsed("fc00::1/16", 7), "fc000000000000000000000000000001");
  t.equal(parsed("::10.0.0.1/120", 10), "0000000000000000000000000a000001");
  t.equal(parsed("::/0", 2), "00000000000000000000000000000000");
});

t.test("takes what Node takes as an IPv6 address but for zone ids, and nothing else", async (t) => {
  const agrees = fc.property(
    nearlyIp6Text,
    (text) => (parsed(text) !== undefined) === (net.isIPv6(text) && !text.includes("%")),
  );
  t.doesNotThrow(() => fc.assert(agrees, { numRuns: 3000 }));
});

/** `ipaddr.js` reads `::1.2.3.4` as `::ffff:1.2.3.4`, unlike RFC 4291 section 2.5.5.1. */
const oracleErrs = /^::\d+\./;

t.test("reads the bytes that ipaddr.js reads", async (t) => {
  const texts = fc.ipV6().filter((text) => !oracleErrs.test(text));
  const agrees = fc.property(
    texts,
    (text) => parsed(text) === Buffer.from(ipaddr.IPv6.parse(text).toByteArray()).toString("hex"),
  );
  t.doesNotThrow(() => fc.assert(agrees, { numRuns: 1000 }));
});

/** RFC 5952 by other hands: `ipaddr.js`, but for mapped addresses, which it writes in hexadecimal. */
function canonical(bytes: Uint8Array): string {
  const address = new ipaddr.IPv6([...bytes]);
  return address.isIPv4MappedAddress() ? `::ffff:${address.toIPv4Address()}` : address.toRFC5952String();
}

t.test("writes the canonical text, and reads it back", async (t) => {
  const agrees = fc.property(fc.oneof(ip6Bytes, mappedBytes), (bytes) => {
    const hex = Buffer.from(bytes).toString("hex");
    const text = formatted(hex);
    return text === canonical(bytes) && parsed(text) === hex;
  });
  t.doesNotThrow(() => fc.assert(agrees, { numRuns: 2000 }));
});
