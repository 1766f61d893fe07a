import { VppError } from "../../errors.ts";
import { printable } from "../../printable.ts";

/** Many times VPP's largest file; what a reader makes of a text takes up to a hundred times its memory. */
const MAX_CHARS = 2 ** 20;

/** How much of a line an error shows, and how much of that at most before the place. */
const EXCERPT_CHARS = 120;
const MARGIN_CHARS = 100;

/** The text of an `.api` file. Places in it are offsets; lines and columns are counted when there is an error to tell. */
export class Source {
  readonly file: string;
  /** Lines end as they do on UNIX. */
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

  /** File and line of a place. */
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

/** A terminal must not take what stands in a line for a command. */
function shown(part: string): string {
  return printable(part.replaceAll("\t", " "));
}

/** Returns how many lines end between two places. Looks at nothing behind them: a file may be a single line. */
export function countLines(text: string, from: number, to: number): number {
  const part = text.slice(from, to);
  let count = 0;
  for (let at = part.indexOf("\n"); at !== -1; at = part.indexOf("\n", at + 1)) count++;
  return count;
}
