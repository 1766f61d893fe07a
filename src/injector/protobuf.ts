import { VppError } from "../errors.ts";

/*
 * Messages of Protocol Buffers, as far as the interface of GoBGP needs them: fields that are numbers, and fields that are bytes,
 * texts or messages. See https://protobuf.dev/programming-guides/encoding/.
 */

/** A field: its number, and a number or bytes. */
export type ProtoField = readonly [field: number, value: number | Uint8Array];

const VARINT = 0;
const FIXED64 = 1;
const SIZED = 2;
const FIXED32 = 5;
/** The bits of a tag that are the wire type. */
const TYPE_BITS = 8;

/** Returns the bytes of a message. Numbers are whole and not negative. */
export function encodeProto(...fields: readonly ProtoField[]): Buffer {
  return Buffer.concat(
    fields.flatMap(([field, value]) =>
      typeof value === "number"
        ? [varint(field * TYPE_BITS + VARINT), varint(value)]
        : [varint(field * TYPE_BITS + SIZED), varint(value.length), value],
    ),
  );
}

/** The fields of a message. */
export class ProtoMessage {
  readonly #numbers = new Map<number, number>();
  readonly #parts = new Map<number, Buffer[]>();

  /** @throws {VppError} `VPP_WIRE_RANGE` if the bytes are no message. */
  constructor(bytes: Buffer) {
    const reader = new ProtoReader(bytes);
    while (!reader.isAtEnd) {
      const tag = reader.varint();
      const field = Math.floor(tag / TYPE_BITS);
      const type = tag % TYPE_BITS;
      if (type === VARINT) this.#numbers.set(field, reader.varint());
      else if (type === SIZED) this.#parts.set(field, [...this.all(field), reader.take(reader.varint())]);
      else if (type === FIXED64) reader.take(8);
      else if (type === FIXED32) reader.take(4);
      else throw malformed();
    }
  }

  /** Returns a number; 0 if the message does not have it. */
  number(field: number): number {
    return this.#numbers.get(field) ?? 0;
  }

  /** Returns the bytes of a field; none if the message does not have it. */
  bytes(field: number): Buffer {
    return this.all(field).at(-1) ?? Buffer.alloc(0);
  }

  /** Returns the bytes of each occurrence of a field. */
  all(field: number): readonly Buffer[] {
    return this.#parts.get(field) ?? [];
  }

  /** Returns each occurrence of a field as a message. */
  messages(field: number): ProtoMessage[] {
    return this.all(field).map((bytes) => new ProtoMessage(bytes));
  }
}

class ProtoReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** Reads a number; of more than 53 bits, it is rounded. */
  varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.take(1)[0]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw malformed();
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return Buffer.from([...bytes, rest]);
}

function malformed(): VppError {
  return new VppError("VPP_WIRE_RANGE", "the bytes are no message of Protocol Buffers");
}
