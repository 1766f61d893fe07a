import { createInterface } from "node:readline";
import { PassThrough, Readable, Writable } from "node:stream";
import type { CommandValues } from "../../src/cli/arguments/index.ts";
import type { Invocation } from "../../src/cli/command.ts";
import type { ExitCode } from "../../src/cli/exit-code.ts";
import type { ProcessSignals } from "../../src/cli/io.ts";
import { Output } from "../../src/cli/output/index.ts";
import { run } from "../../src/cli/run.ts";

/** What a command left behind. */
export interface Ran {
  readonly exitCode: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command meets; nothing of this process unless given. */
export interface Surroundings {
  readonly stdin?: string;
  readonly env?: Record<string, string>;
  readonly isTTY?: boolean;
  readonly signal?: AbortSignal;
  readonly signals?: ProcessSignals;
}

/** Signals of commands that run in this process: one that sends them, and one that takes them. */
export class TestSignals implements ProcessSignals {
  readonly #taken = new Map<string, () => void>();

  take(name: string, taken: () => void): () => void {
    this.#taken.set(name, taken);
    return () => this.#taken.delete(name);
  }

  send(_pid: number, name: string): void {
    this.#taken.get(name)!();
  }
}

/** A stream that keeps what is written to it. */
export class Sink extends Writable {
  readonly isTTY: boolean;
  text = "";

  constructor(isTTY = false) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
  }

  override _write(chunk: string, _encoding: string, done: () => void): void {
    this.text += chunk;
    done();
  }
}

/** Makes a run of a command for functions that commands call. No VPP listens unless a socket is given. */
export function invocation({
  values = {},
  socketPath = "/nowhere",
  isJson = false,
  env = {},
}: {
  readonly values?: CommandValues;
  readonly socketPath?: string;
  readonly isJson?: boolean;
  readonly env?: Record<string, string>;
} = {}): Invocation & { readonly io: { readonly stdout: Sink; readonly stderr: Sink } } {
  const [stdout, stderr] = [new Sink(), new Sink()];
  const io = { stdin: Readable.from([]), stdout, stderr, env, signal: new AbortController().signal };
  const output = new Output(stdout, isJson, undefined);
  const runWords = () => Promise.reject(new Error("no other command is expected"));
  return { operands: [], options: { socketPath, waitMs: undefined }, values, output, io, runWords };
}

/** Runs a command line of `tsvpp` in this process. */
export async function tsvpp(argv: readonly string[], surroundings: Surroundings = {}): Promise<Ran> {
  const { stdin = "", env = {}, isTTY = false, signal = new AbortController().signal, signals } = surroundings;
  const stdout = new Sink(isTTY);
  const stderr = new Sink(isTTY);
  const io = { stdin: Readable.from([stdin]), stdout, stderr, env, signal };
  const exitCode = await run(argv, { ...io, ...(signals && { signals }) });
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

/** A command that runs until it is interrupted. */
export interface Running {
  readonly exitCode: Promise<ExitCode>;
  /** Resolves with the next line of standard output. */
  out(): Promise<string | undefined>;
  /** Resolves with the next line of standard error. */
  err(): Promise<string | undefined>;
  interrupt(signal: NodeJS.Signals): void;
  /** Signals that do not end it. */
  readonly signals: TestSignals;
}

/** Runs a command line of `tsvpp` beside the test. */
export function tsvppBeside(...argv: string[]): Running {
  const interruption = new AbortController();
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const lines = (input: PassThrough) => {
    const iterator = createInterface({ input })[Symbol.asyncIterator]();
    return async () => (await iterator.next()).value as string | undefined;
  };
  const signals = new TestSignals();
  const { signal } = interruption;
  const exitCode = run(argv, { stdin: Readable.from([]), stdout, stderr, env: {}, signal, signals });
  void exitCode.finally(() => {
    stdout.end();
    stderr.end();
  });
  return {
    exitCode,
    out: lines(stdout),
    err: lines(stderr),
    interrupt: (name) => interruption.abort(name),
    signals,
  };
}
