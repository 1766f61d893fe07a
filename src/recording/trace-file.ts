import { VppError } from "../errors.ts";
import { printable } from "../printable.ts";
import { readClientIndex, readMessageId } from "../wire/index.ts";
import type { RecordedMessage, Recording } from "./recorded-message.ts";
import { viewOf } from "./registrations.ts";

const HEADER_BYTES = 9;
const MAX_1_BYTE = 2 ** 7;
const MAX_2_BYTES = 2 ** 14;

/**
 * The requests that VPP has received, as it writes them with `api trace save`, and when it dies:
 *
 *   0            4                5            9                   9 + bytes of the table
 *   +------------+----------------+------------+-------------------+---------------------------------
 *   | items u32  | table bytes u32| wrapped u8 | the message table | items: length u32, then the message
 *   +------------+----------------+------------+-------------------+---------------------------------
 *
 * The table has a count u32, then for each message its id, the length of `name_crc` and `name_crc`; both numbers are integers of
 * variable length. All other numbers are big-endian.
 *
 * @see VPP src/vlibapi/api_shared.c vl_msg_api_trace_save, src/vppinfra/serialize.c serialize_likely_small_unsigned_integer
 */
export class TraceFile implements Recording {
  readonly kind: "trace" | "post-mortem";
  readonly header: undefined;
  /** The number of items, as the header states it. */
  readonly items: number;
  /** Whether VPP had no room for the oldest messages. */
  readonly isWrapped: boolean;
  readonly #bytes: Buffer;
  readonly #table: ReadonlyMap<number, string>;
  readonly #itemsAt: number;
  /** The number of whole items so far. */
  #count = 0;
  #at: number;

  /** @throws {VppError} `VPP_FILE` when the bytes are no such file. */
  constructor(path: string, bytes: Buffer) {
    const tableBytes = bytes.length < HEADER_BYTES ? bytes.length : bytes.readUInt32BE(4);
    const isTrace = tableBytes >= 4 && HEADER_BYTES + tableBytes <= bytes.length && (bytes[8] ?? 2) < 2;
    const table = isTrace ? readTable(bytes.subarray(HEADER_BYTES, HEADER_BYTES + tableBytes)) : undefined;
    if (table === undefined) {
      throw new VppError("VPP_FILE", `${printable(path)}: neither a recording of tsvpp nor a trace file of VPP`);
    }
    this.kind = /(^|\/)api_post_mortem\.\d+$/.test(path) ? "post-mortem" : "trace";
    this.items = bytes.readUInt32BE(0);
    this.isWrapped = bytes[8] === 1;
    this.#bytes = bytes;
    this.#table = table;
    this.#itemsAt = HEADER_BYTES + tableBytes;
    this.#at = this.#itemsAt;
  }

  /** A trace file does not grow. */
  get isEnded(): boolean {
    return true;
  }

  get ending(): string | undefined {
    const oldest = this.isWrapped ? "older messages are missing: VPP had no room for them" : undefined;
    if (this.#count === this.items) return oldest;
    const cut = `it is cut at byte ${this.#at}: ${this.items} messages are announced, ${this.#count} are whole`;
    return oldest === undefined ? cut : `${cut}; ${oldest}`;
  }

  /** Yields the messages, oldest first. */
  *messages(): Generator<RecordedMessage, undefined> {
    const connections = new Map<number, number>();
    for (this.#at = this.#itemsAt, this.#count = 0; this.#count < this.items; ) {
      const bytes = this.#next();
      if (bytes === undefined) return;
      this.#count++;
      const view = viewOf(bytes);
      const clientIndex = bytes.length < 6 ? 0 : readClientIndex(view, 0);
      const connection = connections.get(clientIndex) ?? connections.size + 1;
      connections.set(clientIndex, connection);
      const nameCrc = bytes.length < 2 ? undefined : this.#table.get(readMessageId(view, 0));
      yield { number: this.#count, atUs: undefined, connection, client: "", isToVpp: true, bytes, nameCrc };
    }
  }

  [Symbol.dispose](): void {}

  #next(): Buffer | undefined {
    const start = this.#at + 4;
    if (start > this.#bytes.length) return undefined;
    const end = start + this.#bytes.readUInt32BE(this.#at);
    if (end > this.#bytes.length) return undefined;
    this.#at = end;
    return this.#bytes.subarray(start, end);
  }
}

/** Returns `name_crc` by id; undefined for bytes that are no message table. */
function readTable(bytes: Buffer): Map<number, string> | undefined {
  const table = new Map<number, string>();
  let at = 4;
  for (let left = bytes.readUInt32BE(0); left > 0; left--) {
    const id = readInteger(bytes, at);
    const length = id && readInteger(bytes, id.end);
    if (!id || !length || length.end + length.value > bytes.length) return undefined;
    at = length.end + length.value;
    table.set(id.value, bytes.toString("latin1", length.end, at));
  }
  return at === bytes.length ? table : undefined;
}

/** Reads an integer whose low bits state its length. */
function readInteger(bytes: Buffer, at: number): { value: number; end: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first & 1) return { value: first >> 1, end: at + 1 };
  if (first & 2)
    return at + 2 > bytes.length ? undefined : { value: (bytes.readUInt16LE(at) >> 2) + MAX_1_BYTE, end: at + 2 };
  if ((first & 4) === 0 || at + 4 > bytes.length) return undefined;
  return { value: (bytes.readUInt32LE(at) >>> 3) + MAX_1_BYTE + MAX_2_BYTES, end: at + 4 };
}
