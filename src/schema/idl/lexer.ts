import type { Source } from "./source.ts";

/** A comment with its marks, and the offset behind it. */
export interface Comment {
  readonly text: string;
  readonly end: number;
}

/** The smallest piece of a definition, and its offset. */
export interface Token {
  readonly kind: "word" | "number" | "text" | "mark" | "end";
  /** The text of the token; that of kind `text` is without its quotes. */
  readonly text: string;
  readonly at: number;
  /** The last comment between the token before and this one. */
  readonly comment?: Comment;
}

const MARKS = ":{}[];=,";
const SPACE = /[ \t\n]+/y;
const WORD = /[A-Za-z_]\w*/y;
const NUMBER = /0[xX][\dA-Fa-f]+|-?\d+(\.\d*)?/y;

/** Splits the text of an `.api` file into tokens. */
export class Lexer {
  readonly #source: Source;
  #at = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  /**
   * Returns the next token; at the end of the text, each call returns one of kind `end`.
   *
   * @throws {VppError} `VPP_SCHEMA` for an unexpected character, and for a comment or text without an end.
   */
  next(): Token {
    const comment = this.#skip();
    const token = this.#token();
    return comment === undefined ? token : { ...token, comment };
  }

  /** Moves to the next token; returns the last comment before it. */
  #skip(): Comment | undefined {
    let comment: Comment | undefined;
    for (;;) {
      this.#match(SPACE);
      const found = this.#comment();
      if (found === undefined) return comment;
      comment = found;
    }
  }

  #comment(): Comment | undefined {
    const { text } = this.#source;
    const start = this.#at;
    if (text.startsWith("//", start)) {
      const end = text.indexOf("\n", start);
      this.#at = end === -1 ? text.length : end;
    } else if (text.startsWith("/*", start)) {
      const end = text.indexOf("*/", start + 2);
      if (end === -1) throw this.#source.fault(start, "this comment has no end");
      this.#at = end + 2;
    } else {
      return undefined;
    }
    return { text: text.slice(start, this.#at), end: this.#at };
  }

  #token(): Token {
    const { text } = this.#source;
    const at = this.#at;
    if (at >= text.length) return { kind: "end", text: "", at };
    const word = this.#match(WORD);
    if (word !== undefined) return { kind: "word", text: word, at };
    const number = this.#match(NUMBER);
    if (number !== undefined) return { kind: "number", text: number, at };
    const mark = text[at]!;
    if (mark === '"') return { kind: "text", text: this.#quoted(), at };
    if (!MARKS.includes(mark)) throw this.#source.fault(at, `unexpected character ${JSON.stringify(mark)}`);
    this.#at++;
    return { kind: "mark", text: mark, at };
  }

  /** Reads a text in quotes. A quote after a backslash does not end it; only the backslash is kept, as in VPP. */
  #quoted(): string {
    const { text } = this.#source;
    const start = this.#at;
    for (let at = start + 1; at < text.length && text[at] !== "\n"; at++) {
      if (text[at] === "\\" && text[at + 1] !== "\n") at++;
      else if (text[at] === '"') {
        this.#at = at + 1;
        return text.slice(start, this.#at).replaceAll('"', "");
      }
    }
    throw this.#source.fault(start, "this text has no end");
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source.text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }
}
