import type { REPLServer } from "node:repl";
import { type Completion, sharedRest } from "./candidate.ts";
import type { Screen } from "./screen.ts";

/** A key, as `keypress` events have it. */
export interface Key {
  readonly name?: string;
  readonly ctrl?: boolean;
}

/** Returns the text that may be accepted behind the cursor, and what else is shown there. */
export function hintOf(completion: Completion): readonly [accepted: string, shown: string] {
  const { word, candidates, syntax = "" } = completion;
  if (candidates.length === 1) {
    const rest = sharedRest(completion).trimEnd();
    return [rest, rest];
  }
  return word === "" ? ["", syntax] : ["", ""];
}

/** Shows a dim hint behind the line while it is typed; Right or End accepts it. */
export class Hints {
  readonly #repl: REPLServer;
  readonly #screen: Screen;
  readonly #complete: (text: string) => Promise<Completion>;
  #accepted = "";
  #isSearching = false;
  /** Whether the cursor was at the end of the line before the key. */
  #wasAtEnd = false;
  #number = 0;

  constructor(repl: REPLServer, screen: Screen, complete: (text: string) => Promise<Completion>) {
    this.#repl = repl;
    this.#screen = screen;
    this.#complete = complete;
  }

  /** Takes away the hint before a key does anything. */
  beforeKey(): void {
    this.#wasAtEnd = this.#repl.cursor === this.#repl.line.length;
    this.#screen.eraseHint();
  }

  /** Accepts the hint, or shows another one. */
  afterKey({ name = "", ctrl = false }: Key): void {
    this.#noteSearch(name, ctrl);
    const accepted = this.#accepted;
    this.#accepted = "";
    if (this.#wasAtEnd && accepted !== "" && (name === "right" || name === "end")) {
      this.#screen.type(accepted, this.#repl);
    }
    const number = ++this.#number;
    // Keys that wait come first: of a text that is pasted only the last key needs a hint.
    if (this.#screen.hasHints && name !== "return") setImmediate(() => void this.#show(number));
  }

  /** During a search in the history the line belongs to the search. */
  #noteSearch(name: string, ctrl: boolean): void {
    if (ctrl && (name === "r" || name === "s")) this.#isSearching = true;
    else if (ctrl || /^(return|enter|escape|left|right|up|down|home|end|tab)$/.test(name)) this.#isSearching = false;
  }

  async #show(number: number): Promise<void> {
    const { line } = this.#repl;
    const isCurrent = (): boolean => number === this.#number && this.#repl.line === line;
    if (!isCurrent() || line === "" || this.#isSearching) return;
    const [accepted, shown] = hintOf(await this.#complete(line));
    if (!isCurrent() || this.#repl.cursor !== line.length) return;
    this.#accepted = accepted;
    this.#screen.showHint(shown, this.#repl);
  }
}
