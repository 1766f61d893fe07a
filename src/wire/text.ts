/**
 * Texts on the wire are UTF-8 as a rule, but VPP keeps the bytes of a name as they are. Each byte that is not part of UTF-8 is
 * one character from U+DC80 to U+DCFF in a text, which no other bytes give: so a text that was read is written as the same
 * bytes. @see PEP 383
 */
const ESCAPE = 0xdc00;
const EACH_ESCAPED = /[\udc80-\udcff]/gu;
const EACH_OTHER = /[^\p{ASCII}\udc80-\udcff]/gu;

/** Each character of UTF-8 that has several bytes, or else one byte. @see RFC 3629 section 4 */
const EACH_SEQUENCE = new RegExp(
  [
    "[\\xc2-\\xdf][\\x80-\\xbf]",
    "(?:\\xe0[\\xa0-\\xbf]|[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]|\\xed[\\x80-\\x9f])[\\x80-\\xbf]",
    "(?:\\xf0[\\x90-\\xbf]|[\\xf1-\\xf3][\\x80-\\xbf]|\\xf4[\\x80-\\x8f])[\\x80-\\xbf]{2}",
    "[\\x80-\\xff]",
  ].join("|"),
  "g",
);

/** Returns the text of bytes: UTF-8, other bytes as U+DC80 to U+DCFF. @internal */
export function readText(bytes: Buffer, at: number, end: number): string {
  const text = bytes.toString("utf8", at, end);
  // The decoder has U+FFFD in place of bytes that are no UTF-8.
  if (!text.includes("\ufffd")) return text;
  return bytes.toString("latin1", at, end).replace(EACH_SEQUENCE, decodeSequence);
}

/** Returns the number of bytes of a text on the wire. */
export function textBytes(text: string): number {
  const count = Buffer.byteLength(text);
  if (count === text.length || text.isWellFormed()) return count;
  // As UTF-8, each escaped byte would have three.
  return count - 2 * (text.match(EACH_ESCAPED)?.length ?? 0);
}

/**
 * Writes a text of `used` bytes, as `textBytes` counts them. Half a surrogate pair that is no escaped byte becomes U+FFFD.
 * @internal
 */
export function writeText(bytes: Buffer, at: number, text: string, used: number): void {
  // One byte for each unit: ASCII and escaped bytes, of which latin1 takes the low eight bits.
  if (used === text.length) bytes.write(text, at, used, "latin1");
  else if (text.isWellFormed()) bytes.write(text, at, used, "utf8");
  else bytes.write(text.replace(EACH_OTHER, toLatin1), at, used, "latin1");
}

function decodeSequence(sequence: string): string {
  if (sequence.length === 1) return String.fromCharCode(ESCAPE + sequence.charCodeAt(0));
  return Buffer.from(sequence, "latin1").toString("utf8");
}

function toLatin1(character: string): string {
  return Buffer.from(character, "utf8").toString("latin1");
}
