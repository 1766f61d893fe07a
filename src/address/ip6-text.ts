import { hexCode, hexDigit } from "./hex.ts";
import { formatIp4Word, parseIp4Word } from "./ip4-text.ts";

const COLON = 58;
const DOT = 46;

/**
 * Scratch memory for the 16-bit fields of one address. A typed array ignores a write behind its end: a ninth field is counted,
 * and refused by its count.
 */
const fields = new Int32Array(8);

/** Scratch memory for the text of one address, in ASCII: eight fields of four digits and seven colons. */
const ascii = Buffer.alloc(39);

/**
 * Parses `text` up to `end` into the four signed words of `out`, in any form of RFC 4291 section 2.2. Returns false, with `out`
 * unchanged, if the text is not an IPv6 address; one with a zone id (`%eth0`) is not.
 *
 *   fc00::1:10.0.0.1     fields   fc00  1  0a00  1      count 4
 *       ^                gap      1, the fields read before "::"
 */
export function parseIp6Words(text: string, out: Int32Array, end: number = text.length): boolean {
  let count = 0;
  let gap = -1;
  let field = 0;
  let digits = 0; // of the current field; 0 at the start and after a colon
  for (let at = text.startsWith("::") ? 1 : 0; at < end; at++) {
    const code = text.charCodeAt(at);
    const digit = hexDigit(code);
    if (digit >= 0) {
      if (++digits > 4) return false;
      field = (field << 4) | digit;
    } else if (code === COLON && digits > 0) {
      fields[count++] = field;
      field = 0;
      digits = 0;
    } else if (code === COLON && digits === 0 && at > 0 && gap < 0) {
      gap = count;
    } else {
      return code === DOT && readIp4Tail(text, at - digits, end, count) && join(count + 2, gap, out);
    }
  }
  if (digits > 0) fields[count++] = field;
  else if (gap !== count) return false; // the text is empty or ends in a single colon
  return join(count, gap, out);
}

/** Reads the dotted quad from `start` to `end` into two fields. */
function readIp4Tail(text: string, start: number, end: number, count: number): boolean {
  const word = parseIp4Word(text, start, end);
  if (word === undefined) return false;
  fields[count] = word >>> 16;
  fields[count + 1] = word & 0xffff;
  return true;
}

/** Writes `count` fields as words. Fields behind the gap move to the end, zeros fill the gap; a gap is at least one field. */
function join(count: number, gap: number, out: Int32Array): boolean {
  if (gap < 0 ? count !== 8 : count > 7) return false;
  if (gap >= 0) {
    for (let to = 7, from = count - 1; to >= gap; to--, from--) fields[to] = from >= gap ? fields[from]! : 0;
  }
  for (let i = 0; i < 4; i++) out[i] = (fields[2 * i]! << 16) | fields[2 * i + 1]!;
  return true;
}

/**
 * Returns the text of an address that RFC 5952 recommends: lower case, no leading zeros, the longest run of zero fields as
 * "::", the first of equally long ones, never a single field; an IPv4-mapped address ends in a dotted quad (section 5).
 */
export function formatIp6Words(word0: number, word1: number, word2: number, word3: number): string {
  if ((word0 | word1) === 0 && word2 === 0xffff) return `::ffff:${formatIp4Word(word3)}`;
  split(0, word0);
  split(2, word1);
  split(4, word2);
  split(6, word3);
  return formatFields(longestZeroRun());
}

function split(index: number, word: number): void {
  fields[index] = word >>> 16;
  fields[index + 1] = word & 0xffff;
}

/** Returns the index of the first field of the run of zero fields that "::" replaces, or -1. */
function longestZeroRun(): number {
  let start = -1;
  let longest = 1;
  let run = 0;
  for (let i = 0; i < 8; i++) {
    run = fields[i] === 0 ? run + 1 : 0;
    if (run <= longest) continue;
    longest = run;
    start = i + 1 - run;
  }
  return start;
}

/** Formats the fields: a colon before each but the first, one for the gap, and one more if the gap ends the text. */
function formatFields(gap: number): string {
  let at = 0;
  for (let i = 0; i < 8; i++) {
    if (i > 0 || gap === 0) ascii[at++] = COLON;
    if (i !== gap) {
      at = writeField(at, fields[i]!);
      continue;
    }
    while (i < 7 && fields[i + 1] === 0) i++;
    if (i === 7) ascii[at++] = COLON;
  }
  return ascii.toString("latin1", 0, at);
}

/** Writes a field without leading zeros at `at`; returns the offset behind it. */
function writeField(at: number, field: number): number {
  let end = at;
  if (field > 0xfff) ascii[end++] = hexCode(field >> 12);
  if (field > 0xff) ascii[end++] = hexCode(field >> 8);
  if (field > 0xf) ascii[end++] = hexCode(field >> 4);
  ascii[end++] = hexCode(field);
  return end;
}
