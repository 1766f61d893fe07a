import fc from "fast-check";
import t from "tap";
import { readText, textBytes, writeText } from "../../src/wire/text.ts";

/** The texts are those of Python: `bytes.fromhex(hex).decode("utf8", "surrogateescape")`. */
const texts: readonly (readonly [title: string, hex: string, text: string])[] = [
  ["nothing", "", ""],
  ["ASCII", "7265642031", "red 1"],
  ["UTF-8 of two, three and four bytes", "c3a9e282acf09f9880", "é€\u{1f600}"],
  ["the character U+FFFD", "efbfbd", "\ufffd"],
  ["the character U+FFFD beside another byte", "efbfbdff", "\ufffd\udcff"],
  ["ISO 8859-1", "5afc72696368", "Z\udcfcrich"],
  ["bytes between UTF-8", "c3a9ffe282ac80", "é\udcff€\udc80"],
  ["a sequence that ends too early", "f09f98", "\udcf0\udc9f\udc98"],
  ["a longer sequence than a character needs", "c080", "\udcc0\udc80"],
  ["half a surrogate pair", "edb280", "\udced\udcb2\udc80"],
  ["a character beyond the last one", "f4908080", "\udcf4\udc90\udc80\udc80"],
];

for (const [title, hex, text] of texts) {
  t.test(`${title}: the text of the bytes, and the bytes of the text`, async (t) => {
    const bytes = Buffer.from(`ff${hex}ff`, "hex");
    const end = bytes.length - 1;
    t.equal(readText(bytes, 1, end), text);
    t.equal(textBytes(text), end - 1);
    t.equal(written(text).toString("hex"), hex);
  });
}

t.test("any bytes give a text that gives the same bytes, also as JSON", async (t) => {
  // Most random bytes are no UTF-8: parts of characters are mixed with them.
  const parts = fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc.string({ unit: "binary", maxLength: 3 }).map((text) => Buffer.from(text)),
  );
  const survives = fc.property(fc.array(parts), (all) => {
    const bytes = Buffer.concat(all);
    return written(JSON.parse(JSON.stringify(readText(bytes, 0, bytes.length)))).equals(bytes);
  });
  t.doesNotThrow(() => fc.assert(survives));
});

// What TextEncoder makes of it.
for (const [text, hex] of [
  ["\ud800", "efbfbd"],
  ["a\udbff\udcff", "61f48fb3bf"],
  ["\udc7f\udcff", "efbfbdff"],
  ["\udd00é\udcff", "efbfbdc3a9ff"],
] as const) {
  t.test(`half a surrogate pair is U+FFFD unless it stands for a byte: ${hex}`, async (t) => {
    t.equal(written(text).toString("hex"), hex);
  });
}

function written(text: string): Buffer {
  const bytes = Buffer.alloc(textBytes(text));
  writeText(bytes, 0, text, bytes.length);
  return bytes;
}
