import { readSync } from "node:fs";
import { Unpackr } from "msgpackr/unpack";
import { VppError } from "../../errors.ts";
import { printable } from "../../printable.ts";
import { type Direction, FORMAT, FROM_VPP, type RecordedFrame, type RecordingHeader, TO_VPP } from "./format.ts";

const CHUNK_BYTES = 2 ** 20;

/** The error of `unpackMultiple` at a value that is not whole. */
interface IncompleteError extends Error {
  readonly incomplete?: boolean;
  readonly lastPosition?: number;
}

/** Reads the frames of a recording from a file, also while it grows. */
export class RecordingReader {
  readonly header: RecordingHeader;
  /** The offset behind the last whole record. */
  position = 0;
  /** The number of records so far. */
  count = 0;
  /** Whether the mark at the end of the recording was read. */
  isEnded = false;
  readonly #path: string;
  readonly #file: number;
  readonly #unpackr = new Unpackr({ useRecords: false });
  /** The messages to which others may refer: the first from VPP on each connection. */
  readonly #referred = new Map<number, Buffer>();
  readonly #connections = new Set<number>();
  /** Bytes behind `position` that were read. */
  #rest: Buffer = Buffer.alloc(0);
  #values: unknown[] = [];

  /**
   * @param path names the file in error texts.
   * @param file is open for reading; the caller closes it.
   * @throws {VppError} `VPP_FILE` when the file is no recording, or one of a newer format.
   */
  constructor(path: string, file: number) {
    this.#path = path;
    this.#file = file;
    this.#read();
    this.header = this.#headerOf(this.#values.shift());
  }

  /** Whether bytes of a record follow that is not whole. */
  get isCut(): boolean {
    return this.#rest.length > 0;
  }

  /**
   * Yields the frames up to the end of the file. A later call continues there, if the file has grown.
   *
   * @throws {VppError} `VPP_FILE` when the file is damaged.
   */
  *frames(): Generator<RecordedFrame, undefined> {
    do {
      const values = this.#values;
      this.#values = [];
      for (const value of values) {
        const frame = this.#frameOf(value);
        if (frame === undefined) return;
        yield frame;
      }
    } while (!this.isEnded && this.#read());
  }

  /** Reads the next values. Returns false at the end of the file. */
  #read(): boolean {
    const chunk = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, this.#rest.length));
    const length = readSync(this.#file, chunk, 0, chunk.length, this.position + this.#rest.length);
    if (length === 0) return false;
    const read = chunk.subarray(0, length);
    const bytes = this.#rest.length === 0 ? read : Buffer.concat([this.#rest, read]);
    const whole = this.#unpack(bytes);
    this.position += whole;
    this.#rest = bytes.subarray(whole);
    return true;
  }

  /** Unpacks all whole values, and returns the number of their bytes. */
  #unpack(bytes: Buffer): number {
    try {
      this.#unpackr.unpackMultiple(bytes, (value: unknown) => void this.#values.push(value));
      return bytes.length;
    } catch (reason) {
      const { incomplete, lastPosition = 0 } = reason as IncompleteError;
      if (incomplete !== true) throw this.#damaged(`it is no MessagePack behind byte ${this.position}`);
      return lastPosition;
    }
  }

  #headerOf(value: unknown): RecordingHeader {
    const header = Object(value) as RecordingHeader;
    const { tsvppRecording: format } = header;
    if (typeof format !== "number" || !(format >= 1)) throw this.#fault("not a recording of tsvpp");
    if (format <= FORMAT) return header;
    throw this.#fault(
      `a recording of format ${format}; this tsvpp reads formats up to ${FORMAT}: it needs a newer tsvpp`,
    );
  }

  /** Returns the frame of a record; undefined for the mark at the end. */
  #frameOf(value: unknown): RecordedFrame | undefined {
    if (!Array.isArray(value)) return this.#end(value);
    const [atUs, connection, direction, stored, shared] = value as unknown[];
    const isSent = direction === TO_VPP || direction === FROM_VPP;
    const hasBytes = stored === null || Buffer.isBuffer(stored);
    if (!isCount(atUs) || !isCount(connection) || !isSent || !hasBytes) {
      throw this.#damaged(`record ${this.count} is none`);
    }
    const bytes = stored === null ? undefined : this.#whole(stored, shared);
    if (stored !== null && shared === undefined && direction === FROM_VPP) this.#keep(connection, stored);
    this.count++;
    return { atUs, connection, direction: direction as Direction, bytes };
  }

  #keep(connection: number, bytes: Buffer): void {
    if (this.#connections.has(connection)) return;
    this.#connections.add(connection);
    this.#referred.set(this.count, bytes);
  }

  #whole(bytes: Buffer, shared: unknown): Buffer {
    if (shared === undefined) return bytes;
    const other = this.#referred.get(shared as number);
    if (other === undefined) throw this.#damaged(`record ${this.count} refers to a record without such bytes`);
    return Buffer.concat([bytes, other.subarray(bytes.length)]);
  }

  #end(value: unknown): undefined {
    const { end } = Object(value) as { readonly end?: unknown };
    if (end !== this.count) throw this.#damaged(`record ${this.count} is none`);
    this.isEnded = true;
    return undefined;
  }

  #damaged(reason: string): VppError {
    return this.#fault(`the recording is damaged: ${reason}`);
  }

  #fault(text: string): VppError {
    return new VppError("VPP_FILE", `${printable(this.#path)}: ${text}`);
  }
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && value >= 0;
}
