import { Ip4Address, Ip6Address, type IpAddress, MacAddress, Prefix } from "../address/index.ts";
import { VppError } from "../errors.ts";
import { viewOf } from "./copy-bytes.ts";
import { readText } from "./text.ts";

/** Reads one value at an offset. The functions of `scalars` and the `read` of each codec have this type. */
export type ReadFunction<T> = (reader: WireReader, at: number) => T;

/**
 * Reads the fields of one message at given offsets in the memory of a transport.
 *
 * The returned values are copies: none refers to the memory, which is reused after the message. `codec.read` is called only
 * after the length of the fixed part was checked. The reader checks only arrays and texts, whose length is on the wire, against
 * the end of the message.
 */
export class WireReader {
  /** The memory that is read. @internal */
  bytes: Buffer = Buffer.alloc(0);
  /** The same memory: byte 0 of the view is byte 0 of `bytes`. */
  view: DataView = new DataView(new ArrayBuffer(0));
  /** The offset behind the last byte of the message. */
  end = 0;
  /** The name of the message, with which errors begin. @internal */
  messageName = "";
  /** The offset behind the array or text of variable length that was read last. */
  tail = 0;

  /** Sets the memory that is read. `view` covers the same bytes. @internal */
  over(bytes: Buffer, view: DataView = viewOf(bytes)): this {
    this.bytes = bytes;
    this.view = view;
    return this;
  }

  /** Reads a string of fixed length, up to its first NUL. Bytes that are no UTF-8 are U+DC80 to U+DCFF in it. */
  string(at: number, byteLength: number): string {
    const { bytes } = this;
    let end = at;
    let bits = 0;
    for (; end < at + byteLength; end++) {
      const byte = bytes[end]!;
      if (byte === 0) break;
      bits |= byte;
    }
    // Most are ASCII, for which this decoder is faster.
    return bits < 0x80 ? bytes.toString("latin1", at, end) : readText(bytes, at, end);
  }

  /** Reads a string with a u32 length before it. Bytes that are no UTF-8 are U+DC80 to U+DCFF in it. */
  text(at: number): string {
    this.#need(at, 4);
    const length = this.view.getUint32(at);
    this.#need(at + 4, length);
    this.tail = at + 4 + length;
    return readText(this.bytes, at + 4, this.tail);
  }

  /** Copies a fixed number of bytes; not as a Buffer, which compares and prints differently. */
  octets(at: number, byteLength: number): Uint8Array {
    return new Uint8Array(this.bytes.subarray(at, at + byteLength));
  }

  /** Copies bytes whose number is in the message. */
  blob(at: number, byteLength: number): Uint8Array {
    this.#need(at, byteLength);
    this.tail = at + byteLength;
    return this.octets(at, byteLength);
  }

  /** Reads `count` items of `itemBytes` bytes each. */
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

  /** Reads a list of segments in a loop of its own (performance notes, V8-4). */
  #ip6List(at: number, count: number): Ip6Address[] {
    const items: Ip6Address[] = [];
    for (let i = 0; i < count; i++) items.push(this.ip6(at + i * 16));
    return items;
  }

  /** Reads `count` items of variable length, each of at least `leastBytes` bytes. */
  sequence<T>(at: number, count: number, leastBytes: number, read: ReadFunction<T>): T[] {
    const items: T[] = [];
    this.tail = at;
    for (let i = 0; i < count; i++) {
      this.#need(this.tail, leastBytes);
      items.push(read(this, this.tail));
    }
    return items;
  }

  /** Reads an IPv4 address: 4 bytes. */
  ip4(at: number): Ip4Address {
    return new Ip4Address(this.view.getInt32(at));
  }

  /** Reads an IPv6 address: 16 bytes. */
  ip6(at: number): Ip6Address {
    const { view } = this;
    const word0 = view.getInt32(at);
    const word1 = view.getInt32(at + 4);
    const word2 = view.getInt32(at + 8);
    const word3 = view.getInt32(at + 12);
    // Most items of a list of segments are unused.
    if ((word0 | word1 | word2 | word3) === 0) return Ip6Address.UNSPECIFIED;
    return new Ip6Address(word0, word1, word2, word3);
  }

  /** Reads a `vl_api_address_t`. VPP sends each IPv6 address whose first 12 bytes are zero as IPv4, `::` included. */
  address(at: number): IpAddress {
    return this.view.getUint8(at) === 1 ? this.ip6(at + 1) : this.ip4(at + 1);
  }

  /** Reads a `vl_api_prefix_t`: an address, then one byte for the length. */
  prefix(at: number): Prefix {
    return new Prefix(this.address(at), this.view.getUint8(at + 17));
  }

  /** Reads an IPv4 prefix: 4 bytes, then one for the length. */
  ip4Prefix(at: number): Prefix<Ip4Address> {
    return new Prefix(this.ip4(at), this.view.getUint8(at + 4));
  }

  /** Reads an IPv6 prefix: 16 bytes, then one for the length. */
  ip6Prefix(at: number): Prefix<Ip6Address> {
    return new Prefix(this.ip6(at), this.view.getUint8(at + 16));
  }

  /** Reads a MAC address: 6 bytes. */
  mac(at: number): MacAddress {
    return MacAddress.fromBytes(this.bytes, at);
  }

  #need(at: number, byteLength: number): void {
    if (at + byteLength > this.end) throw this.#tooShort(at, byteLength);
  }

  #tooShort(at: number, byteLength: number): VppError {
    const { messageName } = this;
    const text = `${messageName}: too short: ${byteLength} bytes expected, ${Math.max(0, this.end - at)} left`;
    return new VppError("VPP_WIRE_RANGE", text, { messageName });
  }
}

/** Functions that read single values, for arrays of them. */
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
