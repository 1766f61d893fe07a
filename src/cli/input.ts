import { createReadStream, fstatSync } from "node:fs";
import { Socket } from "node:net";
import { addAbortSignal, type Readable } from "node:stream";
import { isatty, ReadStream } from "node:tty";
import { InputBytes, openInput, reasonOf } from "../files/index.ts";
import { UsageError } from "./arguments/index.ts";
import type { Io } from "./io.ts";

export { reasonOf } from "../files/index.ts";

/**
 * The text of a file of any type, or of standard input when the path is `-`. An interruption ends the wait for a writer.
 *
 * @throws {UsageError} when it cannot be read, or is longer than `MAX_INPUT_BYTES`.
 */
export async function readText(path: string, { stdin, signal }: Io): Promise<string> {
  const input = new InputBytes();
  try {
    const stream = path === "-" ? stdin : streamOf(openInput(path));
    for await (const chunk of addAbortSignal(signal, stream)) input.add(Buffer.from(chunk));
    return input.text();
  } catch (error) {
    throw new UsageError(`${path === "-" ? "standard input" : path}: ${reasonOf(error)}`);
  }
}

/**
 * `node:fs` reads in a thread, and an exit waits for it: so FIFOs and terminals, where data may never come, are read by
 * streams.
 */
function streamOf(file: number): Readable {
  if (isatty(file)) return new ReadStream(file);
  return fstatSync(file).isFIFO() ? new Socket({ fd: file, writable: false }) : createReadStream("", { fd: file });
}
