import { crc32 } from "node:zlib";
import fc from "fast-check";
import t from "tap";
import { joinTexts, NO_TEXT, textCrc } from "../../../src/schema/model/text-crc.ts";

t.test("the CRC is that of zlib", async (t) => {
  t.equal(textCrc("123456789").crc, 0xcbf43926);
  t.equal(NO_TEXT.crc, 0);
});

t.test("joined texts have the CRC of the whole text", async (t) => {
  const isWhole = fc.property(fc.array(fc.string({ unit: "binary-ascii" }), { maxLength: 5 }), (texts) => {
    return texts.map(textCrc).reduce(joinTexts, NO_TEXT).crc === crc32(texts.join(""));
  });
  t.doesNotThrow(() => fc.assert(isWhole));
});

t.test("a text that is joined with itself, again and again, has the CRC of the long text", async (t) => {
  let joined = textCrc("['u8', 'x']");
  for (let times = 0; times < 16; times++) joined = joinTexts(joined, joined);
  t.equal(joined.crc, crc32("['u8', 'x']".repeat(2 ** 16)));
});
