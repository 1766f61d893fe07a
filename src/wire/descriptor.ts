import type { Ip4Address, Ip6Address, MacAddress, Prefix } from "../address/index.ts";
import type { HeaderKind } from "./header.ts";
import type { ReadFunction, WireReader } from "./reader.ts";
import type { WireWriter } from "./writer.ts";

/** The type of an argument where a message has a `T`: addresses, prefixes and MAC addresses may be text. */
export type Input<T> = T extends Ip4Address | Ip6Address | MacAddress | Prefix
  ? T | string
  : T extends Uint8Array | bigint | number | string | boolean | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Input<Item>[]
      : { readonly [Key in keyof T]: Input<T[Key]> };

/** A request as its receiver reads it: fields that are optional for the sender are present. */
export type Received<T> = { readonly [Key in keyof T]-?: T[Key] };

/** Base types, and types that are represented by a class of their own. */
export type ScalarType =
  | ("u8" | "u16" | "u32" | "u64" | "i8" | "i16" | "i32" | "i64" | "f64" | "bool" | "string" | "bytes")
  | ("ip4" | "ip6" | "address" | "prefix" | "ip4Prefix" | "ip6Prefix" | "mac");

/** An enumeration's items by VPP's names. */
export type EnumItems = Readonly<Record<string, number>>;

/** The type of a field, as far as it is needed to print, parse and convert values. */
export type FieldType =
  | ScalarType
  /** A fixed number of bytes; `"bytes"` is a variable number. */
  | { readonly octets: number }
  | { readonly enum: EnumItems; readonly isSigned?: true }
  | { readonly flags: EnumItems }
  | { readonly fields: readonly Field[] }
  | { readonly arms: readonly Field[] }
  | { readonly list: FieldType };

/** A field: VPP's name, the type, and the default that makes it optional in a request. */
export type Field = readonly [name: string, type: FieldType, defaultValue?: number | bigint | boolean];

/** Writes and reads the fields of a message or a typedef. */
export interface Codec<T> {
  /** The fields in wire order. */
  readonly fields: readonly Field[];
  /** The offset of each of `fields`. Only requests of fixed length without a union have it, for `prepare`. */
  readonly offsets?: readonly number[];
  /** The number of bytes on the wire with all variable parts empty. */
  readonly leastBytes: number;
  /** Returns the number of bytes of a value on the wire. Absent when it is always `leastBytes`. */
  byteLength?(value: Input<T>): number;
  /** Writes the value and returns the offset behind it. @throws {VppError} `VPP_FIELD_RANGE` */
  write(writer: WireWriter, at: number, value: Input<T>): number;
  /** Reads a value; the caller has checked that `leastBytes` bytes are available. @throws {VppError} `VPP_WIRE_RANGE` */
  read(reader: WireReader, at: number): T;
  /**
   * Functions that read one field each from the offset of the value, by the field's name in TypeScript. Only the details of
   * dumps have them, for views.
   */
  readonly parts?: Readonly<Record<string, ReadFunction<unknown>>>;
}

/** A codec that ends with a variable part. */
export interface VariableCodec<T> extends Codec<T> {
  byteLength(value: Input<T>): number;
}

/** Writes and reads a union. All arms begin at its offset; bytes behind a short arm are zero. */
export interface UnionCodec<T> {
  readonly arms: readonly Field[];
  /** The discriminator's value for each arm, by the arm's name in TypeScript. */
  readonly cases: Readonly<Record<string, number>>;
  /** Writes the arm that the value names, and zeros behind it. */
  write(writer: WireWriter, at: number, value: Input<T>): void;
  /** Reads the arm that the discriminator selects; all bytes when it selects none. */
  read(reader: WireReader, at: number, discriminator: number): T;
}

/** One message of VPP's API. Name and CRC together are its identity: the CRC fixes the layout. */
export interface Message<T> {
  readonly kind: "message" | "request" | "dump" | "paged" | "event";
  /** VPP's name, e.g. `sr_policy_add`. */
  readonly name: string;
  /** Eight hex digits. */
  readonly crc: string;
  readonly header: HeaderKind;
  readonly codec: Codec<T>;
}

/** A message with one answer. */
export interface Request<T, Reply> extends Message<T> {
  readonly kind: "request";
  readonly reply: Message<Reply>;
}

/** A message with any number of answers and no end mark: the reply to a `control_ping` sent after it marks the end. */
export interface Dump<T, Details> extends Message<T> {
  readonly kind: "dump";
  readonly details: Message<Details>;
}

/** A message with any number of answers, then a reply with a cursor for the next page. */
export interface Paged<T, Details, Reply> extends Message<T> {
  readonly kind: "paged";
  readonly details: Message<Details>;
  readonly reply: Message<Reply>;
}

/** A message that VPP sends without a request. */
export interface Event<T, Want> extends Message<T> {
  readonly kind: "event";
  /** Returns the request (`want_*`) that makes VPP send the event; undefined if a request with another purpose does. */
  readonly want: (() => Request<Want, unknown>) | undefined;
}

/** Any message that a client sends. */
export type AnyRequest = Request<unknown, unknown> | Dump<unknown, unknown> | Paged<unknown, unknown, unknown>;

/** The codec of a message without fields. */
export const empty: Codec<Record<string, never>> = {
  fields: [],
  offsets: [],
  leastBytes: 0,
  write: (_, at) => at,
  read: () => ({}),
};

/** The fields of all successful replies that have no others (performance notes, V8-5). */
const SUCCESS: { readonly retval: number } = Object.freeze({ retval: 0 });

/** The codec of most replies. */
export const retvalOnly: Codec<{ readonly retval: number }> = {
  fields: [["retval", "i32"]],
  leastBytes: 4,
  write(writer, at, value) {
    writer.i32(at, value.retval, "retval");
    return at + 4;
  },
  read(reader, at) {
    const retval = reader.view.getInt32(at);
    return retval === 0 ? SUCCESS : { retval };
  },
};

/** Returns `name_crc`, the form of VPP's message table. */
export function nameCrc(message: { readonly name: string; readonly crc: string }): string {
  return `${message.name}_${message.crc}`;
}

/** Makes the descriptor of a reply, of details, or of a message of the handshake. */
export function message<T>(name: string, crc: string, header: HeaderKind, codec: Codec<T>): Message<T> {
  return { kind: "message", name, crc, header, codec };
}

/** Makes the descriptor of a request with one reply. */
export function request<T, Reply>(
  name: string,
  crc: string,
  header: HeaderKind,
  codec: Codec<T>,
  reply: Message<Reply>,
): Request<T, Reply> {
  return { kind: "request", name, crc, header, codec, reply };
}

/** Makes the descriptor of an event. `want` returns the request that makes VPP send it. */
export function event<T, Want>(
  name: string,
  crc: string,
  header: HeaderKind,
  codec: Codec<T>,
  want?: () => Request<Want, unknown>,
): Event<T, Want> {
  return { kind: "event", name, crc, header, codec, want };
}

/** Makes the descriptor of a dump. */
export function dump<T, Details>(
  name: string,
  crc: string,
  header: HeaderKind,
  codec: Codec<T>,
  details: Message<Details>,
): Dump<T, Details> {
  return { kind: "dump", name, crc, header, codec, details };
}

/** Makes the descriptor of a request that is answered by pages of details. */
export function paged<T, Details, Reply>(
  name: string,
  crc: string,
  header: HeaderKind,
  codec: Codec<T>,
  details: Message<Details>,
  reply: Message<Reply>,
): Paged<T, Details, Reply> {
  return { kind: "paged", name, crc, header, codec, details, reply };
}
