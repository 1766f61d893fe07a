/** Control characters, marks that change the direction of writing, and two separators that can begin a line. */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_C}\u2028\u2029]/u;
const EACH_UNPRINTABLE = new RegExp(UNPRINTABLE, "gu");

/** What sets colours and weights on a terminal. @see ECMA-48 section 8.3.117, SGR */
const STYLE = "\\u001b\\[[\\d;]*m";
const STYLES = new RegExp(`(${STYLE})`);
const STYLES_AND_CHARACTERS = new RegExp(`${STYLE}|[^]`, "gu");
const NO_STYLE = "\u001b[0m";

/**
 * Returns the text with every character made visible that could command a terminal or forge a line: control characters as
 * `\x1b`, marks of direction and separators of lines as `\u202e`.
 *
 * @param kept what stays as it is, e.g. newlines in a text that has lines of our own.
 */
export function printable(text: string, kept = ""): string {
  // Errors are made by the thousand, and hardly any has such a character.
  if (!UNPRINTABLE.test(text)) return text;
  return text.replace(EACH_UNPRINTABLE, (character) => (kept.includes(character) ? character : visible(character)));
}

/** Returns the JSON of a value, which escapes the same characters: it is equal when it is parsed. */
export function printableJson(value: unknown, indent?: number): string {
  // Newlines in texts are escaped already: those that are left stand between the lines.
  return JSON.stringify(value, undefined, indent).replace(EACH_UNPRINTABLE, (character) =>
    character === "\n" ? character : unicodeEscape(character),
  );
}

/**
 * Returns what VPP's command line answered, made printable, with its lines and tabs. A backspace takes back the character
 * before it on the line: VPP prints two of them to take back a comma and a blank.
 *
 * @param hasColor whether VPP's colours and weights stay. They end with the text.
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
  // From the end, so that each backspace comes before what it takes back. Styles take no room.
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
