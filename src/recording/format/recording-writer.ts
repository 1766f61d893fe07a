import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { Packr } from "msgpackr/pack";
import { VppError } from "../../errors.ts";
import { reasonOf } from "../../files/index.ts";
import { printable } from "../../printable.ts";
import { type Direction, FORMAT, type RecordingHeader } from "./format.ts";

/** Records are written at the end of a turn of the event loop, or when there are as many bytes. */
const MAX_PENDING_BYTES = 2 ** 18;

/** The bytes that several records have in common, and the number of the record that has them. */
interface SharedBytes {
  readonly bytes: Buffer;
  readonly record: number;
}

/** Writes a recording to a file. An error of the file ends the recording, and is in `failure`. */
export class RecordingWriter {
  /** The number of records so far. */
  count = 0;
  /** The number of bytes that were given to the system. */
  writtenBytes = 0;
  /** Why the recording ended before `close`. */
  failure: VppError | undefined;
  /** Called once when the recording ends before `close`. */
  onFailure: (failure: VppError) => void = () => {};
  readonly #path: string;
  readonly #file: number;
  readonly #packr = new Packr({ useRecords: false, variableMapSize: true });
  readonly #startedAt = performance.now();
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #turn: NodeJS.Immediate | undefined;
  #shared: SharedBytes | undefined;
  #isOpen = true;

  /**
   * @param path names the file in error texts.
   * @param file is open for writing; the writer closes it.
   */
  constructor(path: string, file: number, header: Omit<RecordingHeader, "tsvppRecording" | "started">) {
    this.#path = path;
    this.#file = file;
    this.#append({ tsvppRecording: FORMAT, started: new Date().toISOString(), ...header });
    // At once: a reader may follow.
    this.#flush();
  }

  /**
   * Adds a message, or the end of a side of a connection. The bytes are copied.
   *
   * @param sharedFrom the offset from which bytes are stored only once if they are those of the record that was last added so.
   */
  add(connection: number, direction: Direction, bytes: Buffer | null, sharedFrom?: number): void {
    if (!this.#isOpen) return;
    const atUs = Math.round((performance.now() - this.#startedAt) * 1000);
    const stored = bytes === null || sharedFrom === undefined ? [bytes] : this.#withoutShared(bytes, sharedFrom);
    this.#append([atUs, connection, direction, ...stored]);
    this.count++;
  }

  /** Ends the recording in order. */
  close(): void {
    if (!this.#isOpen) return;
    this.#append({ end: this.count });
    this.#flush();
    this.#end();
  }

  #withoutShared(bytes: Buffer, from: number): [Buffer, number?] {
    const rest = bytes.subarray(from);
    if (this.#shared?.bytes.equals(rest)) return [bytes.subarray(0, from), this.#shared.record];
    this.#shared = { bytes: Buffer.from(rest), record: this.count };
    return [bytes];
  }

  #append(value: unknown): void {
    const packed = this.#packr.pack(value);
    this.#pending.push(packed);
    this.#pendingBytes += packed.length;
    if (this.#pendingBytes >= MAX_PENDING_BYTES) this.#flush();
    else this.#turn ??= setImmediate(() => this.#flush());
  }

  #flush(): void {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    const bytes = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    if (this.#isOpen) this.#write(bytes);
  }

  /** Writes at once: the file is a regular one, and a recording that waits in memory would be lost with the process. */
  #write(bytes: Buffer): void {
    try {
      for (let at = 0; at < bytes.length; ) {
        const count = writeSync(this.#file, bytes, at);
        at += count;
        this.writtenBytes += count;
      }
    } catch (cause) {
      const text = `${printable(this.#path)}: ${reasonOf(cause)}: the recording ends after ${this.writtenBytes} bytes`;
      this.failure = new VppError("VPP_FILE", text, { cause });
      this.#end();
      this.onFailure(this.failure);
    }
  }

  #end(): void {
    this.#isOpen = false;
    clearImmediate(this.#turn);
    closeSync(this.#file);
  }
}

/**
 * Creates a file for a recording, which only its owner can read.
 *
 * @throws {VppError} `VPP_FILE` when there is a file already, or it cannot be made.
 */
export function createRecording(
  path: string,
  header: Omit<RecordingHeader, "tsvppRecording" | "started">,
): RecordingWriter {
  const writer = new RecordingWriter(path, create(path), header);
  if (writer.failure === undefined) return writer;
  rmSync(path, { force: true });
  throw writer.failure;
}

function create(path: string): number {
  try {
    return openSync(path, "wx", 0o600);
  } catch (cause) {
    const isThere = (cause as NodeJS.ErrnoException).code === "EEXIST";
    const reason = isThere ? "there is such a file: a recording replaces none; name another" : reasonOf(cause);
    throw new VppError("VPP_FILE", `${printable(path)}: ${reason}`, { cause });
  }
}
