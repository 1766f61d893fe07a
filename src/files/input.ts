import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** The limit for one input. A plan of 100 000 policies and 100 000 steering rules takes less than a third of it. */
export const MAX_INPUT_BYTES: number = 2 ** 27;

const CHUNK_BYTES = 2 ** 16;

/** The flags with which inputs are opened: not blocking on a FIFO without a writer, no controlling terminal. */
const INPUT_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** Opens a file of any type for reading, without blocking. */
export function openInput(path: string): number {
  return openSync(path, INPUT_FLAGS);
}

/** Collects the bytes of one input. */
export class InputBytes {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  /** @throws {RangeError} when there are more than `MAX_INPUT_BYTES`. */
  add(chunk: Uint8Array): void {
    this.#length += chunk.length;
    if (this.#length > MAX_INPUT_BYTES) {
      throw new RangeError(`more than ${MAX_INPUT_BYTES} bytes, the limit of an input: make it smaller`);
    }
    this.#chunks.push(chunk);
  }

  /** Returns the whole input as UTF-8, without a byte order mark. */
  text(): string {
    return new TextDecoder().decode(Buffer.concat(this.#chunks));
  }
}

/**
 * Reads a regular file as UTF-8. Other files are refused: a FIFO would block the process.
 *
 * @param flags for opening the file; they must not block.
 * @throws the system's error, or an `Error` when the file is not regular or longer than `MAX_INPUT_BYTES`. The text does not
 *   name the path.
 */
export function readRegularFile(path: string, flags: number = INPUT_FLAGS): string {
  const file = openSync(path, flags);
  try {
    if (!fstatSync(file).isFile()) throw new Error("not a regular file");
    return readToEnd(file);
  } finally {
    closeSync(file);
  }
}

function readToEnd(file: number): string {
  const input = new InputBytes();
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const length = readSync(file, chunk);
    if (length === 0) return input.text();
    input.add(chunk.subarray(0, length));
  }
}
