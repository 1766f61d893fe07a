import net from "node:net";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import t from "tap";
import { formatIp4Word, parseIp4Word } from "../../src/address/ip4-text.ts";
import { nearlyIp4Text, octets } from "./arbitraries.ts";

const addresses: [text: string, word: number][] = [
  ["0.0.0.0", 0],
  ["0.0.0.1", 1],
  ["10.0.0.1", 0x0a000001],
  ["127.255.255.255", 0x7fffffff],
  ["128.0.0.0", -0x80000000],
  ["192.0.2.33", 0xc0000221 - 2 ** 32],
  ["255.255.255.255", -1],
];

for (const [text, word] of addresses) {
  t.test(`${text} is the word ${word}`, async (t) => {
    t.equal(parseIp4Word(text), word);
    t.equal(formatIp4Word(word), text);
  });
}

const malformed = [
  "",
  ".",
  "1",
  "1.2.3",
  "1.2.3.",
  ".1.2.3",
  "1..2.3",
  "1.2.3.4.",
  "1.2.3.4.5",
  "10.0.0.256",
  "10.0.0.1000",
  "10.0.0.01",
  "00.0.0.0",
  "0x0a.0.0.1",
  "10.0.0.-1",
  " 10.0.0.1",
  "10.0.0.1 ",
  "10.0.0.1/8",
  "10,0,0,1",
  "\u0661.1.1.1",
  "::1",
];

for (const text of malformed) {
  t.test(`${JSON.stringify(text)} is no IPv4 address`, async (t) => {
    t.equal(parseIp4Word(text), undefined);
  });
}

t.test("reads the part of a text that it is told to", async (t) => {
  t.equal(parseIp4Word("::ffff:10.0.0.1/120", 7, 15), 0x0a000001);
  t.equal(parseIp4Word("::ffff:10.0.0.1/120", 7), undefined);
  t.equal(parseIp4Word("10.0.0.12", 0, 8), 0x0a000001);
});

t.test("takes what Node takes as an IPv4 address, and nothing else", async (t) => {
  const agrees = fc.property(nearlyIp4Text, (text) => (parseIp4Word(text) !== undefined) === net.isIPv4(text));
  t.doesNotThrow(() => fc.assert(agrees, { numRuns: 2000 }));
});

t.test("agrees with ipaddr.js on the bytes and on the text", async (t) => {
  const agrees = fc.property(octets(4), (bytes) => {
    const word = Buffer.from(bytes).readInt32BE();
    const text = new ipaddr.IPv4([...bytes]).toString();
    return formatIp4Word(word) === text && parseIp4Word(text) === word;
  });
  t.doesNotThrow(() => fc.assert(agrees, { numRuns: 1000 }));
});
