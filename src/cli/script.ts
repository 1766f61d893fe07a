import { Readable } from "node:stream";
import type { VppClient } from "../client/index.ts";
import type { RunWords } from "./command.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { type Io, writeNote } from "./io.ts";
import { readLine } from "./line/index.ts";
import { LineRunner } from "./run-line.ts";

/** What the lines of a script are run with. */
export interface ScriptOptions {
  readonly runWords: RunWords;
  /** Returns the client for JavaScript, by the clients that all lines share. */
  readonly connect: (io: Io) => Promise<VppClient>;
  /** Prints the value of JavaScript. */
  readonly print: (text: string) => void;
}

/**
 * Runs the lines of standard input, one after the other, until the first that fails. They share one connection.
 *
 * @returns the exit code of the line that failed.
 */
export async function runScript(io: Io, { runWords, connect, print }: ScriptOptions): Promise<ExitCode> {
  const clients: NonNullable<Io["clients"]> = new Map();
  const lineIo = { ...withoutInput(io), clients };
  const runner = new LineRunner({ io: lineIo, runWords, connect: () => connect(lineIo), print });
  try {
    return await runAll(io, runner);
  } finally {
    for (const client of clients.values()) await (await client.catch(() => undefined))?.close();
  }
}

/** Returns the streams for lines: their standard input is empty, since the rest of it is lines. */
function withoutInput({ stdout, stderr, env, signal, signals }: Io): Omit<Io, "clients"> {
  return { stdin: Readable.from([]), stdout, stderr, env, signal, ...(signals && { signals }) };
}

async function runAll(io: Io, runner: LineRunner): Promise<ExitCode> {
  const { createInterface } = await import("node:readline");
  let [text, number, first] = ["", 0, 1];
  for await (const line of createInterface({ input: io.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (text === "") first = number;
    text = text === "" ? line : `${text}\n${line}`;
    const read = readLine(text, runner.names);
    if (read.kind === "open") continue;
    text = "";
    if (read.kind === "quit") return EXIT.done;
    const exitCode = await runner.run(read);
    if (exitCode !== EXIT.done) return stop(io, first, exitCode);
  }
  const rest = text === "" ? undefined : readLine(text, runner.names);
  if (rest?.kind !== "open") return EXIT.done;
  writeNote(io, `${rest.mark} is open at the end`);
  return stop(io, first, EXIT.badInput);
}

function stop(io: Io, line: number, exitCode: ExitCode): ExitCode {
  writeNote(io, `stopped at line ${line}`);
  return exitCode;
}
