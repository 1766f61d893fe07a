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
import { viewOf } from "./copy-bytes.ts";
import { textBytes, writeText } from "./text.ts";

const words = new Int32Array(4);
const ADDRESS_BYTES = 17;

/**
 * Writes the fields of one message at given offsets in the memory of a transport.
 *
 * The memory has old content, so each method writes each byte of its field. For a value that does not fit, a method throws
 * `VPP_FIELD_RANGE` with the path of the field (`sr_policy_add.sids.num_sids: 300 is not a u8`); the caller then does not
 * commit the memory, and no part of the message is sent. `name` is VPP's name of the field.
 */
export class WireWriter {
  /** The memory that is written. @internal */
  bytes: Buffer = Buffer.alloc(0);
  /** The same memory: byte 0 of the view is byte 0 of `bytes`. */
  view: DataView = new DataView(new ArrayBuffer(0));
  #message = "";
  readonly #path: string[] = [];

  /** Sets the memory that is written. `view` covers the same bytes. @internal */
  over(bytes: Buffer, view: DataView = viewOf(bytes)): this {
    this.bytes = bytes;
    this.view = view;
    return this;
  }

  /** Sets the name of the message that is written next; errors begin with it. */
  begin(message: string): void {
    this.#message = message;
    // Not empty after a refused value.
    if (this.#path.length > 0) this.#path.length = 0;
  }

  /** Begins a typedef or union: until `leave`, errors name the following fields as parts of this one. */
  enter(name: string, value: object): void {
    if (typeof value !== "object" || value === null) this.refuse(name, value, "an object");
    this.#path.push(name);
  }

  /** Refuses an arm of a union that its discriminator does not select. */
  selects(name: string, arm: string, discriminator: number, cases: Readonly<Record<string, number>>): void {
    if (arm === "bytes" || cases[arm] === discriminator) return;
    const right = Object.keys(cases).find((other) => cases[other] === discriminator) ?? "bytes";
    this.refuse(name, `case ${arm}`, `the arm for ${discriminator}, which is ${right}`);
  }

  /** Refuses an arm of a union when the field that selects it, beside the typedef with the union, selects another one. */
  selectsNoOther(name: string, arm: string, selector: number, cases: Readonly<Record<string, number>>): void {
    const isAnother = arm !== "bytes" && cases[arm] !== selector;
    if (isAnother && Object.values(cases).includes(selector)) this.selects(name, arm, selector, cases);
  }

  /** Ends the typedef or union that `enter` began last. */
  leave(): void {
    this.#path.pop();
  }

  /** Writes 1 byte: 0 to 255. */
  u8(at: number, value: number, name: string): void {
    if ((value & 0xff) !== value) this.refuse(name, value, "a u8");
    this.view.setUint8(at, value);
  }

  /** Writes 2 bytes, big-endian: 0 to 65535. */
  u16(at: number, value: number, name: string): void {
    if ((value & 0xffff) !== value) this.refuse(name, value, "a u16");
    this.view.setUint16(at, value);
  }

  /** Writes 4 bytes, big-endian: 0 to 0xffffffff. */
  u32(at: number, value: number, name: string): void {
    if (value >>> 0 !== value) this.refuse(name, value, "a u32");
    this.view.setUint32(at, value);
  }

  /** Writes 8 bytes, big-endian, of a `bigint`: 0 to 0xffffffffffffffff. */
  u64(at: number, value: bigint, name: string): void {
    if (typeof value !== "bigint" || BigInt.asUintN(64, value) !== value) this.refuse(name, value, "a u64");
    this.view.setBigUint64(at, value);
  }

  /** Writes 1 byte in two's complement: -128 to 127. */
  i8(at: number, value: number, name: string): void {
    if ((value << 24) >> 24 !== value) this.refuse(name, value, "an i8");
    this.view.setInt8(at, value);
  }

  /** Writes 2 bytes, big-endian, in two's complement: -32768 to 32767. */
  i16(at: number, value: number, name: string): void {
    if ((value << 16) >> 16 !== value) this.refuse(name, value, "an i16");
    this.view.setInt16(at, value);
  }

  /** Writes 4 bytes, big-endian, in two's complement. */
  i32(at: number, value: number, name: string): void {
    if ((value | 0) !== value) this.refuse(name, value, "an i32");
    this.view.setInt32(at, value);
  }

  /** Writes 8 bytes, big-endian, in two's complement, of a `bigint`. */
  i64(at: number, value: bigint, name: string): void {
    if (typeof value !== "bigint" || BigInt.asIntN(64, value) !== value) this.refuse(name, value, "an i64");
    this.view.setBigInt64(at, value);
  }

  /**
   * Writes a little-endian number, the one exception: VPP's swap function for f64 is the identity. @see VPP
   * src/vlibapi/api_types.h
   */
  f64(at: number, value: number, name: string): void {
    if (typeof value !== "number") this.refuse(name, value, "a number");
    this.view.setFloat64(at, value, true);
  }

  /** Writes 1 byte: 1 for `true`, 0 for `false`. */
  bool(at: number, value: boolean, name: string): void {
    if (typeof value !== "boolean") this.refuse(name, value, "true or false");
    this.view.setUint8(at, value ? 1 : 0);
  }

  /**
   * Writes a string of fixed length: UTF-8, and U+DC80 to U+DCFF as the bytes 80 to ff, padded with NUL. A text of
   * `byteLength` bytes has no NUL at its end.
   */
  string(at: number, value: string, byteLength: number, name: string): void {
    const used = this.#textBytes(value, name);
    if (used > byteLength) this.refuse(name, value, `text of at most ${byteLength} bytes: it has ${used}`);
    writeText(this.bytes, at, value, used);
    this.bytes.fill(0, at + used, at + byteLength);
  }

  /** Writes a u32 length and a string of variable length, encoded as by `string`. Returns the offset behind it. */
  text(at: number, value: string, name: string): number {
    const used = this.#textBytes(value, name);
    this.view.setUint32(at, used);
    writeText(this.bytes, at + 4, value, used);
    return at + 4 + used;
  }

  /** Writes an array of exactly `byteLength` bytes. */
  octets(at: number, value: Uint8Array, byteLength: number, name: string): void {
    if (!(value instanceof Uint8Array)) this.refuse(name, value, "a Uint8Array");
    if (value.length !== byteLength) this.refuse(name, `${value.length} bytes`, `an array of ${byteLength} bytes`);
    this.bytes.set(value, at);
  }

  /** Writes an array of bytes; another field has its length. Returns the offset behind it. */
  blob(at: number, value: Uint8Array, name: string): number {
    if (!(value instanceof Uint8Array)) this.refuse(name, value, "a Uint8Array");
    this.bytes.set(value, at);
    return at + value.length;
  }

  /**
   * Checks that an array has at most `max` items, and clears the memory of the missing ones. The caller then writes the items
   * one by one.
   */
  upTo(at: number, items: readonly unknown[], max: number, itemBytes: number, name: string): void {
    const count = this.count(items, name);
    if (count > max) this.refuse(name, `${count} items`, `an array of at most ${max}`);
    this.bytes.fill(0, at + count * itemBytes, at + max * itemBytes);
  }

  /** Returns the number of items of a variable array; refuses a value that is not an array. */
  count(items: readonly unknown[] | Uint8Array, name: string): number {
    if (!Array.isArray(items) && !(items instanceof Uint8Array)) this.refuse(name, items, "an array");
    return items.length;
  }

  /** Writes zeros. */
  zero(at: number, byteLength: number): void {
    this.bytes.fill(0, at, at + byteLength);
  }

  /** Writes an IPv4 address: 4 bytes. */
  ip4(at: number, value: Ip4AddressInput, name: string): void {
    const word = typeof value === "string" ? parseIp4Word(value) : value?.family === 4 ? value.word : undefined;
    if (word === undefined) this.refuse(name, value, "an IPv4 address");
    this.view.setInt32(at, word);
  }

  /** Writes an IPv6 address: 16 bytes. */
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

  /** Writes a `vl_api_address_t`: one byte for the family, then 16 bytes, of which an IPv4 address takes the first four. */
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

  /** Writes a `vl_api_prefix_t`: an address, then one byte for the length. Host bits are kept. */
  prefix(at: number, value: PrefixInput, name: string): void {
    const prefix = this.#prefix(value, name);
    this.address(at, prefix.address, name);
    this.u8(at + ADDRESS_BYTES, prefix.length, name);
  }

  /** Writes an IPv4 prefix: 4 bytes, then one for the length. Host bits are kept. */
  ip4Prefix(at: number, value: Ip4PrefixInput, name: string): void {
    const prefix = this.#prefix(value, name);
    if (prefix.address.family !== 4) this.refuse(name, value, "an IPv4 prefix");
    this.ip4(at, prefix.address, name);
    this.u8(at + 4, prefix.length, name);
  }

  /** Writes an IPv6 prefix: 16 bytes, then one for the length. Host bits are kept. */
  ip6Prefix(at: number, value: Ip6PrefixInput, name: string): void {
    const prefix = this.#prefix(value, name);
    if (prefix.address.family !== 6) this.refuse(name, value, "an IPv6 prefix");
    this.ip6(at, prefix.address, name);
    this.u8(at + 16, prefix.length, name);
  }

  /** Writes a MAC address: 6 bytes. */
  mac(at: number, value: MacAddressInput, name: string): void {
    const mac = this.#parsed(MacAddress, value, name);
    this.bytes.set(mac.toBytes(), at);
  }

  /** Throws the error for a value that the field does not accept. */
  refuse(name: string, value: unknown, expected: string): never {
    const path = [this.#message, ...this.#path, name].join(".");
    throw new VppError("VPP_FIELD_RANGE", `${path}: ${shown(value)} is not ${expected}`, {
      messageName: this.#message,
    });
  }

  /** Throws the error for an arm that the union does not have. */
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

/** Returns the text of a value for an error: addresses as text, other objects as `object`. */
function shown(value: unknown): string {
  const isOpaque = typeof value === "object" && value !== null && (value instanceof Uint8Array || !("toJSON" in value));
  return isOpaque ? "object" : printable(String(value));
}
