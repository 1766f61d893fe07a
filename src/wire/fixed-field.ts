import { fieldName } from "../field-name.ts";
import type { Codec, FieldType, ScalarType } from "./descriptor.ts";
import type { WireWriter } from "./writer.ts";

/** Writes the value of a field that has `byteLength` bytes. `name` is VPP's name of the field. */
type WriteFixed = (writer: WireWriter, at: number, value: never, name: string, byteLength: number) => void;

/** The part of a codec that gives the place of its fields. */
type FixedLayout = Pick<Codec<unknown>, "fields" | "offsets" | "leastBytes">;

/** A field with a single value, at the same offset in each message. */
export interface FixedField {
  /** VPP's name. */
  readonly name: string;
  /** The offset from the first field of the message. */
  readonly offset: number;
  readonly byteLength: number;
  readonly write: WriteFixed;
}

const WRITERS: Readonly<Record<Exclude<ScalarType, "bytes">, WriteFixed>> = {
  u8: (w, at, value, name) => w.u8(at, value, name),
  u16: (w, at, value, name) => w.u16(at, value, name),
  u32: (w, at, value, name) => w.u32(at, value, name),
  u64: (w, at, value, name) => w.u64(at, value, name),
  i8: (w, at, value, name) => w.i8(at, value, name),
  i16: (w, at, value, name) => w.i16(at, value, name),
  i32: (w, at, value, name) => w.i32(at, value, name),
  i64: (w, at, value, name) => w.i64(at, value, name),
  f64: (w, at, value, name) => w.f64(at, value, name),
  bool: (w, at, value, name) => w.bool(at, value, name),
  string: (w, at, value, name, byteLength) => w.string(at, value, byteLength, name),
  ip4: (w, at, value, name) => w.ip4(at, value, name),
  ip6: (w, at, value, name) => w.ip6(at, value, name),
  address: (w, at, value, name) => w.address(at, value, name),
  prefix: (w, at, value, name) => w.prefix(at, value, name),
  ip4Prefix: (w, at, value, name) => w.ip4Prefix(at, value, name),
  ip6Prefix: (w, at, value, name) => w.ip6Prefix(at, value, name),
  mac: (w, at, value, name) => w.mac(at, value, name),
};

const writeOctets: WriteFixed = (w, at, value, name, byteLength) => w.octets(at, value, byteLength, name);

/**
 * Returns the fields with a single value, by their names in TypeScript; undefined for a codec without offsets. Lists, typedefs
 * and unions are left out.
 */
export function fixedFields({ fields, offsets, leastBytes }: FixedLayout): Map<string, FixedField> | undefined {
  if (offsets === undefined) return undefined;
  const found = new Map<string, FixedField>();
  fields.forEach(([name, type], at) => {
    const offset = offsets[at]!;
    const byteLength = (offsets[at + 1] ?? leastBytes) - offset;
    const write = writerOf(type, byteLength);
    if (write !== undefined) found.set(fieldName(name), { name, offset, byteLength, write });
  });
  return found;
}

function writerOf(type: FieldType, byteLength: number): WriteFixed | undefined {
  if (typeof type === "string") return type === "bytes" ? undefined : WRITERS[type];
  if ("octets" in type) return writeOctets;
  if (!("enum" in type || "flags" in type)) return undefined;
  return WRITERS[`${"isSigned" in type ? "i" : "u"}${(byteLength * 8) as 8 | 16 | 32}`];
}
