import { spawn } from "node:child_process";
import { inspect } from "node:util";
import { directory } from "../binapi/directory.ts";
import type { VppClient } from "../client/index.ts";
import type { RunWords } from "./command.ts";
import { EXIT, type ExitCode, exitCodeOf, exitCodeOfSignal } from "./exit-code.ts";
import { type Io, interrupted, writeError } from "./io.ts";
import type { Line, Names } from "./line/index.ts";

/** What lines are run with. */
export interface LineRunnerOptions {
  readonly io: Io;
  readonly runWords: RunWords;
  /** Returns the client for JavaScript. */
  readonly connect: () => Promise<VppClient>;
  /** Prints the value of JavaScript; given, so that the class that prints stays in the file of the command. */
  readonly print: (text: string) => void;
  /** Whether a redirect may not overwrite a file (`sh -C`). Default false. */
  readonly keepsFiles?: boolean;
}

/** A line that can be run. */
type Runnable = Exclude<Line, { kind: "open" | "quit" }>;

const messages: ReadonlySet<string> = new Set(directory.map(([name]) => name));

/** Runs lines one at a time. Each has the outcome and the exit code that a shell would get for it. */
export class LineRunner {
  /** The names by which lines are read. */
  readonly names: Names = { isMessage: (name) => messages.has(name) };
  readonly #io: Io;
  readonly #runWords: RunWords;
  readonly #connect: () => Promise<VppClient>;
  readonly #print: (text: string) => void;
  readonly #keepsFiles: boolean;
  #last: unknown;

  constructor({ io, runWords, connect, print, keepsFiles = false }: LineRunnerOptions) {
    const keepResult = (result: unknown): void => {
      this.#last = result;
    };
    this.#io = { ...io, keepResult };
    this.#runWords = runWords;
    this.#connect = connect;
    this.#print = print;
    this.#keepsFiles = keepsFiles;
  }

  /**
   * Runs a line to its end, with the shell behind its pipe. It fails when either does.
   *
   * @param signal gives up the line.
   */
  async run(line: Runnable, signal: AbortSignal = this.#io.signal): Promise<ExitCode> {
    const io = { ...this.#io, signal };
    if (line.kind === "nothing") return EXIT.done;
    if (line.kind === "javascript") return await this.#evaluate(line.code, io);
    if (line.kind === "command" && line.words.includes("-")) {
      writeError(io, "-: a line has no standard input");
      return EXIT.badInput;
    }
    const words = wordsOf(line);
    return line.shell === undefined ? await this.#runWords(words, io) : await this.#pipe(words, line.shell, io);
  }

  async #pipe(words: readonly string[], script: string, io: Io): Promise<ExitCode> {
    const { stdout, stderr, env } = io;
    const flags = this.#keepsFiles ? ["-C", "-c"] : ["-c"];
    // Streams of this process are given as they are, so that a pager has the terminal.
    const streams = [stdout, stderr].map((stream) => ("fd" in stream ? "inherit" : "pipe") as "inherit" | "pipe");
    const shell = spawn("sh", [...flags, script], { stdio: ["pipe", ...streams], env: { ...env } });
    shell.stdout?.pipe(stdout, { end: false });
    shell.stderr?.pipe(stderr, { end: false });
    // Its reader may leave early (`| head`), which is no failure.
    shell.stdin!.on("error", () => {});
    const ended = new Promise<ExitCode>((resolve) => {
      shell.once("error", ({ message }) => {
        writeError(io, `sh: ${message}`);
        resolve(EXIT.unfinished);
      });
      shell.once("close", (code, signal) => resolve(code ?? exitCodeOfSignal(signal!)));
    });
    const exitCode = await this.#runWords(words, { ...io, stdout: shell.stdin! });
    shell.stdin!.end();
    return exitCode || (await ended);
  }

  /** Connects only for code that names what needs a connection. */
  async #scope(code: string): Promise<Readonly<Record<string, unknown>>> {
    if (!/\b(vpp|srv6)\b/.test(code)) return { _: this.#last };
    const [vpp, { Srv6 }] = await Promise.all([this.#connect(), import("../srv6/index.ts")]);
    return { _: this.#last, vpp, srv6: new Srv6(vpp) };
  }

  async #evaluate(code: string, io: Io): Promise<ExitCode> {
    try {
      const value = await Promise.race([this.#scope(code).then((scope) => evaluate(code, scope)), interruption(io)]);
      this.#last = value;
      if (value !== undefined) this.#print(`${inspect(value)}\n`);
      return EXIT.done;
    } catch (error) {
      if (io.signal.aborted) {
        writeError(io, "given up; what the line has begun goes on");
        return exitCodeOfSignal(io.signal.reason);
      }
      writeError(io, error instanceof Error ? error.message : String(error));
      return exitCodeOf(error) ?? EXIT.badInput;
    }
  }
}

/** Returns the words that run a line as a command line of `tsvpp`. */
function wordsOf(line: Exclude<Runnable, { kind: "nothing" | "javascript" }>): readonly string[] {
  if (line.kind === "cli") return ["cli", "--", line.text];
  const question = line.isQuestion ? ["?"] : [];
  if (line.kind !== "command") return ["call", ...line.words, ...question];
  const [name, ...operands] = line.words;
  if (name === "call") return [...line.words, ...question];
  if (name === undefined || (name === "help" && operands.length === 0)) return ["--help"];
  if (name === "help") return [operands[0]!, "--help"];
  return line.isQuestion ? [name, "--help"] : line.words;
}

/** Rejects when the line is given up. */
async function interruption(io: Io): Promise<never> {
  await interrupted(io);
  throw new Error("given up");
}

/** Evaluates an expression, else statements, in which `await` is allowed. */
async function evaluate(code: string, scope: Readonly<Record<string, unknown>>): Promise<unknown> {
  const AsyncFunction = (async () => {}).constructor as new (...text: string[]) => (...values: unknown[]) => unknown;
  const names = Object.keys(scope);
  const compile = (body: string) => new AsyncFunction(...names, body);
  let compiled: ReturnType<typeof compile>;
  try {
    compiled = compile(`return (${code}\n)`);
  } catch {
    compiled = compile(code);
  }
  return await compiled(...Object.values(scope));
}
