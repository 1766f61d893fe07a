import t from "tap";
import { printable, printableJson, printableReply } from "../src/printable.ts";

const BOLD = "\u001b[1m";
const RED = "\u001b[0;31m";
const RESET = "\u001b[0m";

/** By code: Unicode's C0, DEL and C1; then its marks of direction, the separators of lines and paragraphs, and surrogates. */
const CONTROLS: readonly (readonly [first: number, last: number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
];
const MARKS: readonly (readonly [first: number, last: number])[] = [
  [0x061c, 0x061c],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2066, 0x2069],
  [0xd800, 0xdfff],
];

t.test("what is no mark, no control character and no half of a surrogate pair stays", async (t) => {
  const isIn = (ranges: typeof CONTROLS, code: number) => ranges.some(([first, last]) => code >= first && code <= last);
  for (let code = 0; code <= 0xffff; code++) {
    const character = String.fromCharCode(code);
    const digits = code.toString(16);
    const expected = isIn(CONTROLS, code)
      ? `\\x${digits.padStart(2, "0")}`
      : isIn(MARKS, code)
        ? `\\u${digits.padStart(4, "0")}`
        : character;
    if (printable(`a${character}b`) !== `a${expected}b`) t.fail(`U+${digits} is ${printable(character)}`);
  }
  t.equal(printable("\u{1f600} é 日本"), "\u{1f600} é 日本");
});

const kept: readonly (readonly [text: string, kept: string, expected: string])[] = [
  ["a\nb\tc", "", "a\\x0ab\\x09c"],
  ["a\nb\tc", "\n", "a\nb\\x09c"],
  ["a\nb\tc\r", "\n\t", "a\nb\tc\\x0d"],
];

for (const [text, keeps, expected] of kept) {
  t.test(`of ${JSON.stringify(text)} only ${JSON.stringify(keeps)} stays`, async (t) => {
    t.equal(printable(text, keeps), expected);
  });
}

t.test("JSON holds nothing unprintable, and is equal when parsed", async (t) => {
  const all = String.fromCharCode(...Array.from({ length: 0xffff }, (_, code) => code));
  const value = { [all]: [all, { "\u202e": "\b\u0085\u2028" }] };
  for (const indent of [undefined, 2]) {
    const text = printableJson(value, indent);
    t.same(JSON.parse(text), value);
    t.equal(printable(text, "\n"), text);
    t.equal(text.includes("\n"), indent !== undefined);
  }
  t.equal(printableJson("\u009b\u202e"), '"\\u009b\\u202e"');
});

const replies: readonly (readonly [what: string, text: string, plain: string, colored: string])[] = [
  ["nothing that VPP does not colour", "a\tb\nc\n", "a\tb\nc\n", "a\tb\nc\n"],
  ["backspaces", "<1, 2, \b\b>\n", "<1, 2>\n", "<1, 2>\n"],
  ["backspaces at the start of a line", "ab\n\b\bc", "ab\nc", "ab\nc"],
  ["backspaces behind backspaces", "ab\bc\b\bd", "d", "d"],
  ["a backspace behind a pair of surrogates", "a\u{1f600}\bb", "ab", "ab"],
  ["backspaces behind a colour", `a, ${BOLD}\b\bb`, "ab", `a${BOLD}b${RESET}`],
  ["colours", `${RED}a\n${RESET}b`, "a\nb", `${RED}a\n${RESET}b${RESET}`],
  ["a colour without digits", "\u001b[ma", "a", `\u001b[ma${RESET}`],
  [
    "other sequences",
    "\u001b[2Ja\u001b]0;t\u0007\u009b1m",
    "\\x1b[2Ja\\x1b]0;t\\x07\\x9b1m",
    "\\x1b[2Ja\\x1b]0;t\\x07\\x9b1m",
  ],
  ["what is no colour for its end", "\u001b[1\u001b[1;", "\\x1b[1\\x1b[1;", "\\x1b[1\\x1b[1;"],
  ["what would be a colour without a backspace", "\u001b\b[1m", "[1m", "[1m"],
  ["what becomes a colour by a backspace", "\u001b[x\b1m", "", `${BOLD}${RESET}`],
  ["carriage returns", "a\r\nb", "a\\x0d\nb", "a\\x0d\nb"],
];

for (const [what, text, plain, colored] of replies) {
  t.test(`VPP's command line may answer ${what}`, async (t) => {
    t.equal(printableReply(text), plain);
    t.equal(printableReply(text, true), colored);
  });
}

t.test("a text of backspaces and colours is read in one pass", async (t) => {
  const many = 200_000;
  t.equal(printableReply("\u001b[m".repeat(many) + "\b".repeat(many)), "");
});
