import type { REPLServer } from "node:repl";
import { printable } from "../../printable.ts";
import type { Io } from "../io.ts";

const ERASE_BELOW = "\u001b[J";
const DIM = "\u001b[2m";
const NORMAL = "\u001b[22m";
/** The columns of a terminal that does not tell them. */
const DEFAULT_COLUMNS = 80;

/** The terminal of a prompt, and the line that is being typed. */
export class Screen {
  readonly #stdout: Io["stdout"] & { readonly columns?: number };
  readonly #isPlain: boolean;
  #hint = "";

  constructor({ stdout, env }: Io) {
    this.#stdout = stdout;
    this.#isPlain = env.TERM === "dumb" || (env.NO_COLOR ?? "") !== "";
  }

  get columns(): number {
    return this.#stdout.columns || DEFAULT_COLUMNS;
  }

  /** Whether dim text can be told from typed text. */
  get hasHints(): boolean {
    return !this.#isPlain;
  }

  /** Prints a line, whatever is in the text. */
  line(text: string): void {
    this.#stdout.write(`${printable(text)}\n`);
  }

  /** Prints lines above the line that is being typed, which is shown again below them. */
  above(lines: readonly string[], repl: REPLServer): void {
    this.eraseHint();
    const { rows } = repl.getCursorPos();
    const up = rows > 0 ? `\u001b[${rows}A` : "";
    this.#stdout.write(`${up}\r${ERASE_BELOW}${lines.map((line) => `${printable(line)}\n`).join("")}`);
    repl.prompt(true);
  }

  /** Prints lines below the line that is being typed, which is shown again below them. */
  below(lines: readonly string[], repl: REPLServer): void {
    this.eraseHint();
    this.#stdout.write(`\n${lines.map((line) => `${printable(line)}\n`).join("")}`);
    repl.prompt(true);
  }

  /** Shows dim text behind the cursor, as far as the line has room. */
  showHint(hint: string, repl: REPLServer): void {
    const room = this.columns - repl.getCursorPos().cols - 1;
    const shown = printable(hint).slice(0, Math.max(0, room));
    if (!this.hasHints || shown.trim() === "") return;
    this.#hint = shown;
    this.#stdout.write(`${DIM}${shown}${NORMAL}\u001b[${shown.length}D`);
  }

  eraseHint(): void {
    if (this.#hint !== "") this.#stdout.write(ERASE_BELOW);
    this.#hint = "";
  }

  /** Inserts text at the cursor, as if it was typed. */
  type(text: string, repl: REPLServer): void {
    repl.write(text);
  }

  /** Empties the line that is being typed. */
  empty(repl: REPLServer): void {
    repl.write(null as never, { ctrl: true, name: "e" });
    repl.write(null as never, { ctrl: true, name: "u" });
  }
}
