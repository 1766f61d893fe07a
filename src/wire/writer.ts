import {
  type Ip4AddressInput,
  type Ip4PrefixInput,
  type Ip6AddressInput,
  type Ip6PrefixInput,
  type IpAddressInput,
  MacAddress,
  type MacAddressInput,
  Prefix,
  type PrefixInput,
  parseIp4Word,
  parseIp6Words,
} from "../address/index.ts";
import { errorText, VppError } from "../errors.ts";
import { printable } from "../printable.ts";

const words = new Int32Array(4);
const ADDRESS_BYTES = 17;

/**
 * Writes the fields of one message at given places in memory that belongs to a transport.
 *
 * A message's memory is dirty before it is written, so every method writes each byte of its field. A value that does not
 * fit throws `VPP_FIELD_RANGE` with the path of the field (`sr_policy_add.sids.num_sids: 300 is not a u8`); the caller then
 * does not commit the memory, so nothing is half-sent. `name` is VPP's name of the field.
 */
export class WireWriter {
  /** The memory that is written. @internal */
  bytes: Buffer = Buffer.alloc(0);
  /** The same memory: byte 0 of the view is byte 0 of `bytes`. */
  view: DataView = new DataView(new ArrayBuffer(0));
  #message = "";
  readonly #path: string[] = [];

  /** Sets the name of the message that is written next; errors begin with it. */
  begin(message: string): void {
    this.#message = message;
    // Only a value that was refused leaves something there.
    if (this.#path.length > 0) this.#path.length = 0;
  }

  /** The fields that follow belong to the typedef or union in this field, until `leave`. */
  enter(name: string, value: object): void {
    if (typeof value !== "object" || value === null) this.refuse(name, value, "an object");
    this.#path.push(name);
  }

  /** Checks that a union's arm is the one that its discriminator selects. */
  selects(name: string, arm: string, discriminator: number, cases: Readonly<Record<string, number>>): void {
    if (arm !== "bytes" && cases[arm] !== discriminator)
      this.refuse(name, `case ${arm}`, `the arm for ${discriminator}`);
  }

  leave(): void {
    this.#path.pop();
  }

  u8(at: number, value: number, name: string): void {
    if ((value & 0xff) !== value) this.refuse(name, value, "a u8");
    this.view.setUint8(at, value);
  }

  u16(at: number, value: number, name: string): void {
    if ((value & 0xffff) !== value) this.refuse(name, value, "a u16");
    this.view.setUint16(at, value);
  }

  u32(at: number, value: number, name: string): void {
    if (value >>> 0 !== value) this.refuse(name, value, "a u32");
    this.view.setUint32(at, value);
  }

  u64(at: number, value: bigint, name: string): void {
    if (typeof value !== "bigint" || BigInt.asUintN(64, value) !== value) this.refuse(name, value, "a u64");
    this.view.setBigUint64(at, value);
  }

  i8(at: number, value: number, name: string): void {
    if ((value << 24) >> 24 !== value) this.refuse(name, value, "an i8");
    this.view.setInt8(at, value);
  }

  i16(at: number, value: number, name: string): void {
    if ((value << 16) >> 16 !== value) this.refuse(name, value, "an i16");
    this.view.setInt16(at, value);
  }

  i32(at: number, value: number, name: string): void {
    if ((value | 0) !== value) this.refuse(name, value, "an i32");
    this.view.setInt32(at, value);
  }

  i64(at: number, value: bigint, name: string): void {
    if (typeof value !== "bigint" || BigInt.asIntN(64, value) !== value) this.refuse(name, value, "an i64");
    this.view.setBigInt64(at, value);
  }

  /** Little-endian, the one exception: VPP's swap function for f64 is the identity. @see VPP src/vlibapi/api_types.h */
  f64(at: number, value: number, name: string): void {
    if (typeof value !== "number") this.refuse(name, value, "a number");
    this.view.setFloat64(at, value, true);
  }

  bool(at: number, value: boolean, name: string): void {
    if (typeof value !== "boolean") this.refuse(name, value, "true or false");
    this.view.setUint8(at, value ? 1 : 0);
  }

  /** A string of fixed length: UTF-8, filled up with NUL. A text that fills all `byteLength` bytes has no NUL behind it. */
  string(at: number, value: string, byteLength: number, name: string): void {
    const used = this.#textBytes(value, name);
    if (used > byteLength) this.refuse(name, value, `text of at most ${byteLength} bytes: it has ${used}`);
    this.bytes.write(value, at, used, "utf8");
    this.bytes.fill(0, at + used, at + byteLength);
  }

  /** A string of variable length, behind its u32 length. Gives the place behind it. */
  text(at: number, value: string, name: string): number {
    const used = this.#textBytes(value, name);
    this.view.setUint32(at, used);
    this.bytes.write(value, at + 4, used, "utf8");
    return at + 4 + used;
  }

  /** Exactly `byteLength` bytes. */
  octets(at: number, value: Uint8Array, byteLength: number, name: string): void {
    if (!(value instanceof Uint8Array)) this.refuse(name, value, "a Uint8Array");
    if (value.length !== byteLength) this.refuse(name, `${value.length} bytes`, `an array of ${byteLength} bytes`);
    this.bytes.set(value, at);
  }

  /** As many bytes as there are; the count stands in a field of its own. Gives the place behind them. */
  blob(at: number, value: Uint8Array, name: string): number {
    if (!(value instanceof Uint8Array)) this.refuse(name, value, "a Uint8Array");
    this.bytes.set(value, at);
    return at + value.length;
  }

  /**
   * Prepares a fixed array of which up to `max` items are given: what is not given reads as zero. The caller then writes
   * the items one by one.
   */
  upTo(at: number, items: readonly unknown[], max: number, itemBytes: number, name: string): void {
    const count = this.count(items, name);
    if (count > max) this.refuse(name, `${count} items`, `an array of at most ${max}`);
    this.bytes.fill(0, at + count * itemBytes, at + max * itemBytes);
  }

  /** Returns how many items a variable array has. */
  count(items: readonly unknown[] | Uint8Array, name: string): number {
    if (!Array.isArray(items) && !(items instanceof Uint8Array)) this.refuse(name, items, "an array");
    return items.length;
  }

  zero(at: number, byteLength: number): void {
    this.bytes.fill(0, at, at + byteLength);
  }

  ip4(at: number, value: Ip4AddressInput, name: string): void {
    const word = typeof value === "string" ? parseIp4Word(value) : value?.family === 4 ? value.word : undefined;
    if (word === undefined) this.refuse(name, value, "an IPv4 address");
    this.view.setInt32(at, word);
  }

  ip6(at: number, value: Ip6AddressInput, name: string): void {
    const { view } = this;
    if (typeof value === "string") {
      if (!parseIp6Words(value, words)) this.refuse(name, value, "an IPv6 address");
      for (let i = 0; i < 4; i++) view.setInt32(at + 4 * i, words[i]!);
      return;
    }
    if (value?.family !== 6) this.refuse(name, value, "an IPv6 address");
    view.setInt32(at, value.word0);
    view.setInt32(at + 4, value.word1);
    view.setInt32(at + 8, value.word2);
    view.setInt32(at + 12, value.word3);
  }

  /** `vl_api_address_t`: the family in one byte, then 16 bytes of which an IPv4 address takes the first four. */
  address(at: number, value: IpAddressInput, name: string): void {
    const isIp6 = typeof value === "string" ? value.includes(":") : value?.family === 6;
    this.view.setUint8(at, isIp6 ? 1 : 0);
    if (isIp6) {
      this.ip6(at + 1, value as Ip6AddressInput, name);
      return;
    }
    this.ip4(at + 1, value as Ip4AddressInput, name);
    this.bytes.fill(0, at + 5, at + ADDRESS_BYTES);
  }

  /** `vl_api_prefix_t`: an address and its length in one byte. Host bits are sent as they are. */
  prefix(at: number, value: PrefixInput, name: string): void {
    const prefix = this.#prefix(value, name);
    this.address(at, prefix.address, name);
    this.u8(at + ADDRESS_BYTES, prefix.length, name);
  }

  ip4Prefix(at: number, value: Ip4PrefixInput, name: string): void {
    const prefix = this.#prefix(value, name);
    if (prefix.address.family !== 4) this.refuse(name, value, "an IPv4 prefix");
    this.ip4(at, prefix.address, name);
    this.u8(at + 4, prefix.length, name);
  }

  ip6Prefix(at: number, value: Ip6PrefixInput, name: string): void {
    const prefix = this.#prefix(value, name);
    if (prefix.address.family !== 6) this.refuse(name, value, "an IPv6 prefix");
    this.ip6(at, prefix.address, name);
    this.u8(at + 16, prefix.length, name);
  }

  mac(at: number, value: MacAddressInput, name: string): void {
    const mac = this.#parsed(MacAddress, value, name);
    this.bytes.set(mac.toBytes(), at);
  }

  /** Throws: the value is not what the field takes. */
  refuse(name: string, value: unknown, expected: string): never {
    const path = [this.#message, ...this.#path, name].join(".");
    throw new VppError("VPP_FIELD_RANGE", `${path}: ${shown(value)} is not ${expected}`, {
      messageName: this.#message,
    });
  }

  /** Throws: the union has no such arm. */
  refuseArm(union: { readonly case: unknown }): never {
    this.refuse("case", union.case, "an arm of the union");
  }

  #textBytes(value: string, name: string): number {
    if (typeof value !== "string") this.refuse(name, value, "text");
    if (value.includes("\0")) this.refuse(name, "a text with a NUL", "read to its end by VPP");
    return textBytes(value);
  }

  #prefix(value: PrefixInput, name: string): Prefix {
    return this.#parsed(Prefix, value, name);
  }

  #parsed<T>(type: { from(value: T | string): T }, value: T | string, name: string): T {
    try {
      return type.from(value);
    } catch (reason) {
      const path = [this.#message, ...this.#path, name].join(".");
      throw new VppError("VPP_FIELD_RANGE", `${path}: ${errorText(reason)}`, { messageName: this.#message });
    }
  }
}

/** Returns the number of bytes of a text on the wire. */
export function textBytes(text: string): number {
  return Buffer.byteLength(text);
}

/** Addresses print as text; of other objects an error tells only what they are. */
function shown(value: unknown): string {
  const isOpaque = typeof value === "object" && value !== null && (value instanceof Uint8Array || !("toJSON" in value));
  return isOpaque ? "object" : printable(String(value));
}
