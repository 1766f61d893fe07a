import { VppError } from "../../errors.ts";
import { printable } from "../../printable.ts";

/** The longest text of a file: many times VPP's largest. Parsing takes up to a hundred times the memory of the text. */
const MAX_CHARS = 2 ** 20;

/** The part of a line that an error shows, and the part of it before the place. */
const EXCERPT_CHARS = 120;
const MARGIN_CHARS = 100;

/** The text of an `.api` file. Places are offsets in it; lines and columns are counted only for an error. */
export class Source {
  readonly file: string;
  /** The text, with UNIX line ends. */
  readonly text: string;

  constructor(file: string, text: string) {
    if (text.length > MAX_CHARS)
      throw new VppError("VPP_SCHEMA", `${printable(file)}: longer than ${MAX_CHARS} characters`);
    this.file = file;
    this.text = text.replaceAll(/\r\n?/g, "\n");
  }

  /**
   * Returns the error about a place, as compilers print it:
   *
   *   plugin.api:12:3: there is no type vl_api_adress_t
   *     vl_api_adress_t nh_addr;
   *     ^
   */
  fault(at: number, what: string): VppError {
    const start = this.#lineStart(at);
    const column = at - start + 1;
    return new VppError("VPP_SCHEMA", `${this.line(at)}:${column}: ${what}\n${this.#excerpt(start, at)}`);
  }

  /** Returns file and line of a place. */
  line(at: number): string {
    return `${printable(this.file)}:${countLines(this.text, 0, at) + 1}`;
  }

  #lineStart(at: number): number {
    return at === 0 ? 0 : this.text.lastIndexOf("\n", at - 1) + 1;
  }

  #excerpt(start: number, at: number): string {
    const from = Math.max(start, at - MARGIN_CHARS);
    const line = this.text.slice(from, from + EXCERPT_CHARS).split("\n", 1)[0]!;
    const margin = " ".repeat(shown(line.slice(0, at - from)).length);
    return `  ${shown(line)}\n  ${margin}^`;
  }
}

/** Returns a part of a line as printable text. */
function shown(part: string): string {
  return printable(part.replaceAll("\t", " "));
}

/** Returns the number of lines that end between two places. Reads only the text between them: a file may be a single line. */
export function countLines(text: string, from: number, to: number): number {
  const part = text.slice(from, to);
  let count = 0;
  for (let at = part.indexOf("\n"); at !== -1; at = part.indexOf("\n", at + 1)) count++;
  return count;
}
