import { Ip4Address, Ip6Address, type IpAddress, MacAddress, Prefix } from "../address/index.ts";
import { VppError } from "../errors.ts";

/** Reads one value at a place. The functions of `scalars` and every codec's `read` have this shape. */
export type ReadFunction<T> = (reader: WireReader, at: number) => T;

/**
 * Reads the fields of one message at given places in memory that belongs to a transport.
 *
 * The values it gives own their bytes: nothing points into the memory, which is reused after the message.
 * `codec.read` is called only when the fixed part of the message is known to be there, so only what is counted on the wire
 * (arrays, texts) is checked here, against the end of the message.
 */
export class WireReader {
  /** The memory that is read. @internal */
  bytes: Buffer = Buffer.alloc(0);
  /** The same memory: byte 0 of the view is byte 0 of `bytes`. */
  view: DataView = new DataView(new ArrayBuffer(0));
  /** The place behind the last byte of the message. */
  end = 0;
  /** The message that is read; errors begin with it. @internal */
  messageName = "";
  /** The place behind the last array or text of variable length that was read. */
  tail = 0;

  /** Returns a string of fixed length, up to its first NUL. */
  string(at: number, byteLength: number): string {
    const { bytes } = this;
    let end = at;
    while (end < at + byteLength && bytes[end] !== 0) end++;
    return bytes.toString("utf8", at, end);
  }

  /** Returns a string behind its u32 length. */
  text(at: number): string {
    this.#need(at, 4);
    const length = this.view.getUint32(at);
    this.#need(at + 4, length);
    this.tail = at + 4 + length;
    return this.bytes.toString("utf8", at + 4, this.tail);
  }

  /** Returns a copy of a fixed number of bytes; no Buffer, which would compare and print differently. */
  octets(at: number, byteLength: number): Uint8Array {
    return new Uint8Array(this.bytes.subarray(at, at + byteLength));
  }

  /** Returns a copy of bytes whose number the message gives. */
  blob(at: number, byteLength: number): Uint8Array {
    this.#need(at, byteLength);
    this.tail = at + byteLength;
    return this.octets(at, byteLength);
  }

  /** `count` items of `itemBytes` bytes each. */
  list<T>(at: number, count: number, itemBytes: number, read: ReadFunction<T>): T[] {
    this.#need(at, count * itemBytes);
    const isIp6 = read === (scalars.ip6 as ReadFunction<unknown>);
    const items = isIp6 ? (this.#ip6List(at, count) as unknown[] as T[]) : this.#items(at, count, itemBytes, read);
    this.tail = at + count * itemBytes;
    return items;
  }

  #items<T>(at: number, count: number, itemBytes: number, read: ReadFunction<T>): T[] {
    const items: T[] = [];
    for (let i = 0; i < count; i++) items.push(read(this, at + i * itemBytes));
    return items;
  }

  /** Segments, which are many: to call `read` for each, which can be any function, takes longer than to read an address. */
  #ip6List(at: number, count: number): Ip6Address[] {
    const items: Ip6Address[] = [];
    for (let i = 0; i < count; i++) items.push(this.ip6(at + i * 16));
    return items;
  }

  /** `count` items, each of a length of its own but at least `leastBytes`. */
  sequence<T>(at: number, count: number, leastBytes: number, read: ReadFunction<T>): T[] {
    const items: T[] = [];
    this.tail = at;
    for (let i = 0; i < count; i++) {
      this.#need(this.tail, leastBytes);
      items.push(read(this, this.tail));
    }
    return items;
  }

  ip4(at: number): Ip4Address {
    return new Ip4Address(this.view.getInt32(at));
  }

  ip6(at: number): Ip6Address {
    const { view } = this;
    const word0 = view.getInt32(at);
    const word1 = view.getInt32(at + 4);
    const word2 = view.getInt32(at + 8);
    const word3 = view.getInt32(at + 12);
    // Lists of segments are mostly empty slots.
    if ((word0 | word1 | word2 | word3) === 0) return Ip6Address.UNSPECIFIED;
    return new Ip6Address(word0, word1, word2, word3);
  }

  /** `vl_api_address_t`. VPP says IPv4 of every IPv6 address whose first 12 bytes are zero, `::` included. */
  address(at: number): IpAddress {
    return this.view.getUint8(at) === 1 ? this.ip6(at + 1) : this.ip4(at + 1);
  }

  prefix(at: number): Prefix {
    return new Prefix(this.address(at), this.view.getUint8(at + 17));
  }

  ip4Prefix(at: number): Prefix<Ip4Address> {
    return new Prefix(this.ip4(at), this.view.getUint8(at + 4));
  }

  ip6Prefix(at: number): Prefix<Ip6Address> {
    return new Prefix(this.ip6(at), this.view.getUint8(at + 16));
  }

  mac(at: number): MacAddress {
    return MacAddress.fromBytes(this.bytes, at);
  }

  #need(at: number, byteLength: number): void {
    if (at + byteLength > this.end) throw this.#tooShort(at, byteLength);
  }

  #tooShort(at: number, byteLength: number): VppError {
    const { messageName } = this;
    const text = `${messageName}: too short: ${byteLength} bytes wanted, ${Math.max(0, this.end - at)} left`;
    return new VppError("VPP_WIRE_RANGE", text, { messageName });
  }
}

/** Readers of single values, for arrays of them. */
export const scalars: {
  readonly u8: ReadFunction<number>;
  readonly u16: ReadFunction<number>;
  readonly u32: ReadFunction<number>;
  readonly u64: ReadFunction<bigint>;
  readonly i8: ReadFunction<number>;
  readonly i16: ReadFunction<number>;
  readonly i32: ReadFunction<number>;
  readonly i64: ReadFunction<bigint>;
  readonly f64: ReadFunction<number>;
  readonly bool: ReadFunction<boolean>;
  readonly ip4: ReadFunction<Ip4Address>;
  readonly ip6: ReadFunction<Ip6Address>;
  readonly address: ReadFunction<IpAddress>;
  readonly prefix: ReadFunction<Prefix>;
  readonly ip4Prefix: ReadFunction<Prefix<Ip4Address>>;
  readonly ip6Prefix: ReadFunction<Prefix<Ip6Address>>;
  readonly mac: ReadFunction<MacAddress>;
} = {
  u8: (r, at) => r.view.getUint8(at),
  u16: (r, at) => r.view.getUint16(at),
  u32: (r, at) => r.view.getUint32(at),
  u64: (r, at) => r.view.getBigUint64(at),
  i8: (r, at) => r.view.getInt8(at),
  i16: (r, at) => r.view.getInt16(at),
  i32: (r, at) => r.view.getInt32(at),
  i64: (r, at) => r.view.getBigInt64(at),
  f64: (r, at) => r.view.getFloat64(at, true),
  bool: (r, at) => r.view.getUint8(at) !== 0,
  ip4: (r, at) => r.ip4(at),
  ip6: (r, at) => r.ip6(at),
  address: (r, at) => r.address(at),
  prefix: (r, at) => r.prefix(at),
  ip4Prefix: (r, at) => r.ip4Prefix(at),
  ip6Prefix: (r, at) => r.ip6Prefix(at),
  mac: (r, at) => r.mac(at),
};
