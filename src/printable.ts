/**
 * Control characters, marks that change the direction of writing, two separators that end a line, and halves of surrogate
 * pairs, which no encoding has: bytes of VPP that are no UTF-8 are such halves.
 */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_C}\u2028\u2029\p{Cs}]/u;
const EACH_UNPRINTABLE = new RegExp(UNPRINTABLE, "gu");

/** A sequence that sets colours and weights on a terminal. @see ECMA-48 section 8.3.117, SGR */
const STYLE = "\\u001b\\[[\\d;]*m";
const STYLES = new RegExp(`(${STYLE})`);
const STYLES_AND_CHARACTERS = new RegExp(`${STYLE}|[^]`, "gu");
const NO_STYLE = "\u001b[0m";

/**
 * Returns the text with each character escaped that could control a terminal or forge a line, or has no UTF-8: control
 * characters as `\x1b`, marks of direction, line separators and halves of surrogate pairs as `\u202e`.
 *
 * @param kept characters that are not escaped, e.g. the newlines of a text with several lines.
 */
export function printable(text: string, kept = ""): string {
  // Few texts have such a character: one test is cheaper than a replacement.
  if (!UNPRINTABLE.test(text)) return text;
  return text.replace(EACH_UNPRINTABLE, (character) => (kept.includes(character) ? character : visible(character)));
}

/** Returns the JSON of a value with the same characters escaped. Parsed, it equals the value. */
export function printableJson(value: unknown, indent?: number): string {
  // JSON.stringify escapes newlines in texts: the remaining ones are between its lines.
  return JSON.stringify(value, undefined, indent).replace(EACH_UNPRINTABLE, (character) =>
    character === "\n" ? character : unicodeEscape(character),
  );
}

/**
 * Returns an answer of VPP's command line as printable text, with its newlines and tabs. A backspace deletes the character
 * before it on the line: VPP prints two of them to delete a comma and a blank.
 *
 * @param hasColor whether VPP's colours and weights are kept; then the text ends with a reset.
 */
export function printableReply(text: string, hasColor = false): string {
  if (!UNPRINTABLE.test(text)) return text;
  const [first = "", ...rest] = withoutBackspaces(text).split(STYLES);
  const shown = rest.map((piece, at) => {
    const isStyle = at % 2 === 0;
    if (isStyle) return hasColor ? piece : "";
    return printable(piece, "\n\t");
  });
  return printable(first, "\n\t") + shown.join("") + (hasColor && rest.length > 0 ? NO_STYLE : "");
}

function withoutBackspaces(text: string): string {
  if (!text.includes("\b")) return text;
  const kept: string[] = [];
  let pending = 0;
  // From the end, so that each backspace is read before the character that it deletes. Styles have no width.
  for (const piece of text.match(STYLES_AND_CHARACTERS)!.reverse()) {
    const isCharacter = piece.length <= 2;
    if (piece === "\n") pending = 0;
    if (piece === "\b") pending++;
    else if (isCharacter && pending > 0) pending--;
    else kept.push(piece);
  }
  return kept.reverse().join("");
}

function visible(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : unicodeEscape(character);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
