import { Readable, Writable } from "node:stream";
import type { ExitCode } from "../../src/cli/exit-code.ts";
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

/** Runs a command line of `tsvpp` in this process. */
export async function tsvpp(argv: readonly string[], surroundings: Surroundings = {}): Promise<Ran> {
  const { stdin = "", env = {}, isTTY = false, signal = new AbortController().signal } = surroundings;
  const stdout = new Sink(isTTY);
  const stderr = new Sink(isTTY);
  const exitCode = await run(argv, { stdin: Readable.from([stdin]), stdout, stderr, env, signal });
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}
