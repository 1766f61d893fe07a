import type { VppError } from "../../errors.ts";
import { BASE_TYPES } from "../model/index.ts";
import { Lexer, type Token } from "./lexer.ts";
import type { Source } from "./source.ts";

/** Words that are not allowed as names. */
const RESERVED: ReadonlySet<string> = new Set(
  [
    "service rpc returns null stream events define typedef enum enumflag union option import counters paths",
    "typeonly manual_print manual_endian dont_trace autoreply autoendian units severity type description true false",
    ...BASE_TYPES,
  ].flatMap((words) => words.split(" ")),
);
const NONE: ReadonlySet<string> = new Set();

/** The tokens of a file, with tests of the next one. */
export class Tokens {
  readonly source: Source;
  readonly #lexer: Lexer;
  #next: Token;

  constructor(source: Source) {
    this.source = source;
    this.#lexer = new Lexer(source);
    this.#next = this.#lexer.next();
  }

  /** The next token, which is not taken. */
  get peek(): Token {
    return this.#next;
  }

  /** Takes the next token. */
  next(): Token {
    const token = this.#next;
    this.#next = this.#lexer.next();
    return token;
  }

  /** Returns whether the next token is this word or mark. */
  isAt(text: string): boolean {
    const { kind, text: found } = this.#next;
    return found === text && (kind === "word" || kind === "mark");
  }

  /** Takes the next token if it is this word or mark. */
  take(text: string): boolean {
    const isHere = this.isAt(text);
    if (isHere) this.next();
    return isHere;
  }

  /** Takes the next token. @throws {VppError} `VPP_SCHEMA` unless it is this word or mark. */
  expect(text: string): Token {
    if (!this.isAt(text)) throw this.unexpected(JSON.stringify(text));
    return this.next();
  }

  /** Takes a word that is not reserved, or a reserved word that is allowed here. */
  name(what: string, allowed: ReadonlySet<string> = NONE): Token {
    const { kind, text, at } = this.#next;
    if (kind !== "word") throw this.unexpected(what);
    if (RESERVED.has(text) && !allowed.has(text)) {
      throw this.source.fault(at, `expected ${what} but ${JSON.stringify(text)} is a reserved word`);
    }
    return this.next();
  }

  /** Takes a text in quotes. @param what names it in an error. */
  text(what: string): Token {
    if (this.#next.kind !== "text") throw this.unexpected(`${what} in double quotes`);
    return this.next();
  }

  /** Returns the error about the next token. */
  unexpected(wanted: string): VppError {
    const { kind, text, at } = this.#next;
    const found = kind === "end" ? "the file ends" : `found ${JSON.stringify(text.slice(0, 60))}`;
    return this.source.fault(at, `expected ${wanted} but ${found}`);
  }
}
