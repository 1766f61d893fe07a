/** How many characters of an unknown text VPP quotes. @see VPP src/vppinfra/unformat.c format_unformat_error */
const MAX_QUOTED = 30;

/** White space between words, as VPP has it. @see VPP src/vppinfra/format.h is_white_space */
const SPACE = /[ \t\r\n]*/y;
const TRAILING_SPACE = /[ \t\r\n]+$/;

/** The characters of a word of a command. Any other one ends it. @see VPP src/vlib/cli.c vlib_cli_sub_command_match */
const WORD = /[A-Za-z0-9_-]*/y;

/** The place of an input that was read up to its end, as VPP marks it: reading never goes back from there. */
const END = Number.POSITIVE_INFINITY;

/** The text of a command line, read from left to right. @see VPP src/vppinfra/unformat.c */
export class CliInput {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    if (this.#at >= this.#text.length) this.#at = END;
    return this.#at === END;
  }

  /** Whether nothing but white space is left. */
  get isBlank(): boolean {
    const at = this.#at;
    this.skipSpace();
    const { isAtEnd } = this;
    if (!isAtEnd) this.#at = at;
    return isAtEnd;
  }

  skipSpace(): void {
    this.#take(SPACE);
  }

  /** Takes a text, with the white space around it. Whatever follows, it need not be the end of a word. */
  takeText(text: string): boolean {
    const at = this.#at;
    this.skipSpace();
    if (this.#at !== END && this.#text.startsWith(text, this.#at)) {
      this.#at += text.length;
      this.skipSpace();
      return true;
    }
    this.#at = at;
    return false;
  }

  /** Takes what the function takes, or nothing when it returns false. */
  takeAll(take: () => boolean): boolean {
    const at = this.#at;
    if (take()) return true;
    this.#at = at;
    return false;
  }

  /** Takes what matches, with the white space around it; undefined when nothing does. */
  takeMatch(pattern: RegExp): string | undefined {
    const at = this.#at;
    this.skipSpace();
    const taken = this.#take(new RegExp(pattern.source, "y"));
    if (taken === "") {
      this.#at = at;
      return undefined;
    }
    this.skipSpace();
    return taken;
  }

  /**
   * Takes a word of a command. `find` gets the word, and whether white space or the end of the input ends it. When it
   * returns undefined the word is put back, unless the input ended there and `find` knew the beginning of the word.
   */
  takeWord<T>(
    find: (word: string, isWhole: boolean) => T | undefined,
    isKnown: (word: string) => boolean,
  ): T | undefined {
    const at = this.#at;
    this.skipSpace();
    const word = this.#take(WORD);
    const isWhole = this.isAtEnd || /[ \t\r\n]/.test(this.#text[this.#at]!);
    const found = find(word, isWhole);
    if (found === undefined && !(this.isAtEnd && isKnown(word))) this.#at = at;
    return found;
  }

  /** Takes a word, or a text in braces without these. @see VPP src/vppinfra/unformat.c unformat_string */
  takeString(): string | undefined {
    const at = this.#at;
    this.skipSpace();
    if (this.#at === END || this.#text[this.#at] !== "{") return this.takeMatch(/[^ \t\r\n]+/);
    const end = closingBrace(this.#text, this.#at);
    if (end === undefined) {
      this.#at = at;
      return undefined;
    }
    const text = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    this.skipSpace();
    return text;
  }

  /** Takes a text in braces as an input of its own. */
  takeBraces(): CliInput | undefined {
    this.skipSpace();
    const text = this.#text[this.#at] === "{" ? this.takeString() : undefined;
    return text === undefined ? undefined : new CliInput(text);
  }

  /** Takes the rest of the line. */
  takeLine(): CliInput {
    return new CliInput(this.#take(/[^\n]*\n?/y).replace(/\n$/, ""));
  }

  /** The error for what is left. */
  get unknown(): string {
    return `unknown input \`${this.#quote()}'`;
  }

  #quote(): string {
    const text = this.isAtEnd ? "" : this.#text.slice(this.#at);
    const shown = text.length > MAX_QUOTED ? text.slice(0, MAX_QUOTED) : text.replace(TRAILING_SPACE, "");
    const escaped = shown.replaceAll("\r", "\\r").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
    return text.length > MAX_QUOTED ? `${escaped}...` : escaped;
  }

  #take(pattern: RegExp): string {
    if (this.isAtEnd) return "";
    pattern.lastIndex = this.#at;
    const [taken] = pattern.exec(this.#text) ?? [""];
    this.#at += taken.length;
    return taken;
  }
}

function closingBrace(text: string, from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return at;
  }
  return undefined;
}
