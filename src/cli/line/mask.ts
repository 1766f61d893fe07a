/** The characters by which a kind of line quotes and brackets. */
export interface Marks {
  readonly quotes: string;
  readonly opening: string;
  /** Whether a quote also counts inside of a word, and a backslash takes the meaning of the next character. */
  readonly isShell: boolean;
  /** Whether brackets count inside of a word too. */
  readonly isCode?: boolean;
}

/** A text in which what quotes and brackets enclose is covered. */
export interface Mask {
  /** As long as the text; a covered character is `x`. */
  readonly text: string;
  /** The quote or bracket that is open at the end. */
  readonly open: string | undefined;
}

const CLOSING = ")]}";

/**
 * Covers all quoted and bracketed characters of a text, with their quotes and brackets. These count at the start of a word, behind
 * `=`, and inside of other brackets, so that `a[0]` and `it"s` are plain words.
 */
export function mask(text: string, { quotes, opening, isShell, isCode = false }: Marks): Mask {
  const brackets: string[] = [];
  let quote: string | undefined;
  let masked = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    const begins = isCode || brackets.length > 0 || at === 0 || /[\s=]/.test(text[at - 1]!);
    const isEscape = char === "\\" && (quote === undefined ? isShell : quote !== "'" || !isShell);
    if (isEscape && at + 1 < text.length) {
      masked += "x";
      at++;
    } else if (quote !== undefined) {
      if (char === quote) quote = undefined;
    } else if (quotes.includes(char) && (begins || isShell)) quote = char;
    else if (opening.includes(char) && begins) brackets.push(char);
    // Any closing bracket closes: the reader of values refuses a wrong one, and nothing waits for the right one.
    else if (brackets.length > 0 && CLOSING.includes(char)) brackets.pop();
    else if (brackets.length === 0) {
      masked += char;
      continue;
    }
    masked += "x";
  }
  return { text: masked, open: quote ?? brackets.at(-1) };
}
