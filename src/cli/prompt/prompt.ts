import { type REPLEval, type REPLServer, Recoverable, start } from "node:repl";
import type { Io } from "../io.ts";
import { readLine } from "../line/index.ts";
import type { LineRunner } from "../run-line.ts";
import { type Candidate, type Completion, sharedRest } from "./candidate.ts";
import { candidateLines } from "./candidate-list.ts";
import { completeLine } from "./complete-line.ts";
import { Hints, type Key } from "./hints.ts";
import { type History, isSecret } from "./history.ts";
import type { Knowledge } from "./knowledge.ts";
import { LineQueue, type QueuedLine } from "./line-queue.ts";
import { loadHistory } from "./load-history.ts";
import type { Screen } from "./screen.ts";

/** What a prompt is made of. */
export interface PromptParts {
  readonly io: Io;
  readonly runner: LineRunner;
  readonly knowledge: Knowledge;
  readonly history: History;
  readonly screen: Screen;
  /** The socket that the prompt names; undefined: VPP's default. */
  readonly socketPath: string | undefined;
  /** Whether the prompt begins without a connection. */
  readonly isLost: boolean;
  /** Called after each line that may have changed VPP. */
  readonly changed: () => void;
}

type Terminal = Io["stdin"] & { setRawMode?(isRaw: boolean): void };

/** A prompt on a terminal: lines are typed, completed, kept and run. While one runs, the terminal is as any program expects it. */
export class Prompt {
  readonly #parts: PromptParts;
  readonly #repl: REPLServer;
  readonly #queue: LineQueue;
  readonly #terminal: Terminal;
  /** Resolves when the prompt has ended and its last line is done. */
  readonly ended: Promise<void>;
  #end!: () => void;
  #isLost: boolean;
  #isClosed = false;
  /** Whether the line that runs has a shell behind its pipe. */
  #hasShell = false;
  /** The physical lines of the line that is being typed, for a history without secrets. */
  #typed: string[] = [];
  /** How many of them are in the history. */
  #remembered = 0;

  constructor(parts: PromptParts) {
    const { io, screen } = parts;
    this.#parts = parts;
    this.#isLost = parts.isLost;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#terminal = io.stdin;
    this.#queue = new LineQueue({
      busy: () => this.#lendTerminal(),
      run: (line, isFirst, signal) => this.#run(line, isFirst, signal),
      idle: (skipped) => this.#idle(skipped),
    });
    this.#repl = start({
      prompt: this.#text,
      input: io.stdin,
      output: io.stdout,
      terminal: true,
      useColors: false,
      useGlobal: true,
      ignoreUndefined: true,
      preview: false,
      eval: this.#eval,
      completer: (line: string, done: (error: null, result: [string[], string]) => void) => {
        void this.#complete(line).then((result) => done(null, result));
      },
    });
    this.#listen(new Hints(this.#repl, screen, (line) => this.#completion(line)));
  }

  /** Loads the lines of earlier prompts. */
  async loadHistory(): Promise<void> {
    await loadHistory(this.#repl, this.#parts.history.read());
  }

  /** Tells something that no line has asked for, and whether there is a connection. */
  notice(text: string, isLost: boolean): void {
    this.#isLost = isLost;
    if (this.#isClosed) return;
    if (this.#queue.isBusy) {
      this.#parts.screen.line(text);
      return;
    }
    this.#repl.setPrompt(this.#text);
    this.#parts.screen.above([text], this.#repl);
  }

  /** Gives up the line that runs, or the one that is being typed. */
  interrupt(): void {
    if (this.#queue.isBusy) {
      // A pager has the screen, and takes the key itself.
      if (!this.#hasShell) this.#parts.screen.line("");
      this.#queue.giveUp("SIGINT");
      return;
    }
    this.#beginLine();
    this.#repl.clearBufferedCommand();
    this.#parts.screen.line("^C");
    this.#parts.screen.empty(this.#repl);
    this.#repl.displayPrompt();
  }

  /** Ends the prompt. */
  close(): void {
    this.#queue.giveUp("SIGTERM");
    this.#repl.close();
  }

  get #text(): string {
    const { socketPath } = this.#parts;
    const states = [...(socketPath === undefined ? [] : [socketPath]), ...(this.#isLost ? ["lost"] : [])];
    return `vpp${states.length === 0 ? "" : `(${states.join(", ")})`}# `;
  }

  #listen(hints: Hints): void {
    const repl = this.#repl;
    const { stdin } = this.#parts.io;
    // Node's own says that `.exit` ends the prompt; it is text like any other here.
    repl.removeAllListeners("SIGINT");
    repl.on("SIGINT", () => this.interrupt());
    for (const name of Object.keys(repl.commands)) Reflect.deleteProperty(repl.commands, name);
    repl.on("history", (lines: string[]) => this.#editHistory(lines));
    stdin.prependListener("keypress", () => hints.beforeKey());
    stdin.on("keypress", (_: unknown, key: Key) => hints.afterKey(key));
    repl.once("exit", () => {
      this.#isClosed = true;
      if (!this.#queue.isBusy) this.#end();
    });
  }

  readonly #eval: REPLEval = (code, _context, _file, done) => {
    const text = code.replace(/\n$/, "");
    const line = readLine(text, this.#parts.runner.names);
    if (line.kind === "open") return done(new Recoverable(new SyntaxError(`${line.mark} is open`)), undefined);
    this.#beginLine();
    if (line.kind === "nothing") return done(null, undefined);
    // Before the answer. Node's own file would be written later, without the lines of other prompts.
    this.#parts.history.keep(text);
    // Node shows the prompt at once; it is empty until the line is done.
    this.#repl.setPrompt("");
    done(null, undefined);
    this.#queue.push({ line, text });
    if (this.#queue.isBusy && this.#terminal.setRawMode !== undefined) this.#repl.pause();
  };

  #beginLine(): void {
    this.#typed = [];
    this.#remembered = 0;
  }

  /** Takes lines that may hold a secret out of the history, with those before them of which they are the end. */
  #editHistory(lines: string[]): void {
    const [newest] = lines;
    if (newest === undefined) return;
    this.#typed.push(newest);
    this.#remembered++;
    if (!isSecret(this.#typed.join("\n"))) return;
    lines.splice(0, this.#remembered);
    this.#remembered = 0;
  }

  /** Completes the last physical line of what is typed. A mistake in it must not end the prompt. */
  #completion(line: string): Promise<Completion> {
    const text = [...this.#typed, line].join("\n");
    return completeLine(text, this.#parts.knowledge).catch(() => ({ word: "", candidates: [] }));
  }

  async #complete(line: string): Promise<[string[], string]> {
    const completion = await this.#completion(line);
    const { word, candidates } = completion;
    const rest = sharedRest(completion);
    if (rest !== "") return [[word + rest], word];
    if (candidates.length > 1 && this.#repl.line === line) this.#list(candidates);
    return [[], word];
  }

  #list(candidates: readonly Candidate[]): void {
    const { screen } = this.#parts;
    screen.below(candidateLines(candidates, screen.columns), this.#repl);
  }

  async #run({ line, text }: QueuedLine, isFirst: boolean, signal: AbortSignal): Promise<number> {
    const { runner, screen, changed, io } = this.#parts;
    if (line.kind === "quit") {
      this.#repl.close();
      return 0;
    }
    if (!isFirst) screen.line(this.#text + text);
    this.#hasShell = "shell" in line && line.shell !== undefined;
    const exitCode = await runner.run(line, AbortSignal.any([io.signal, signal]));
    changed();
    return exitCode;
  }

  /** Gives the terminal to what a line starts: keys that are typed meanwhile wait, and Ctrl-C and Ctrl-Z are signals. */
  #lendTerminal(): void {
    if (this.#terminal.setRawMode === undefined) return;
    this.#repl.pause();
    this.#terminal.setRawMode(false);
  }

  #idle(skipped: number): void {
    const { screen } = this.#parts;
    if (skipped > 0) screen.line(`not run: ${skipped} ${skipped === 1 ? "line" : "lines"} that came after it`);
    if (this.#isClosed) {
      this.#end();
      return;
    }
    this.#terminal.setRawMode?.(true);
    this.#repl.setPrompt(this.#text);
    this.#repl.displayPrompt(true);
  }
}
