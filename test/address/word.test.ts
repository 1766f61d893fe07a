import t from "tap";
import { compareWords, maskWord, readWord, requireBytes, writeWord } from "../../src/address/word.ts";

t.test("reads four bytes in network order as a signed integer, and writes them back", async (t) => {
  const bytes = Uint8Array.of(0, 0xfc, 0x00, 0x11, 0xaa, 0);
  t.equal(readWord(bytes, 1), 0xfc0011aa - 2 ** 32);
  const copy = new Uint8Array(6);
  writeWord(copy, 1, 0xfc0011aa - 2 ** 32);
  t.strictSame(copy, bytes);
});

const masks: [bits: number, mask: number][] = [
  [-1, 0],
  [0, 0],
  [1, 0x80000000],
  [8, 0xff000000],
  [31, 0xfffffffe],
  [32, 0xffffffff],
  [255, 0xffffffff],
];

for (const [bits, mask] of masks) {
  t.test(`keeps the first ${bits} bits of a word`, async (t) => {
    t.equal(maskWord(-1, bits) >>> 0, mask);
  });
}

t.test("compares words as unsigned numbers", async (t) => {
  t.ok(compareWords(0x7fffffff, -0x80000000) < 0);
  t.ok(compareWords(-1, 0) > 0);
  t.equal(compareWords(-1, -1), 0);
});

for (const offset of [-1, 0.5, 3, 10, Number.NaN]) {
  t.test(`finds no four bytes at offset ${offset} of six`, async (t) => {
    t.throws(() => requireBytes(new Uint8Array(6), offset, 4), { code: "VPP_ADDRESS" });
  });
}
