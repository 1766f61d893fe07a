import type { Ip4Address, Ip6Address, MacAddress, Prefix } from "../../address/index.ts";
import { VppError } from "../../errors.ts";
import { fieldName } from "../../field-name.ts";
import {
  type Codec,
  type Field,
  type FixedField,
  fixedFields,
  type Input,
  type Request,
  WireWriter,
} from "../../wire/index.ts";
import { copyInput } from "./copy-input.ts";

type SingleValue = boolean | number | bigint | string | Uint8Array | Ip4Address | Ip6Address | MacAddress | Prefix;

/** The fields that a send may replace in a prepared request: those with a single value. */
export type Patch<T> = { readonly [Key in keyof T as T[Key] extends SingleValue | undefined ? Key : never]?: T[Key] };

/** A request with a value for each field, of which a send may replace some. */
export interface PreparedRequest<T, Reply> extends Request<Patch<T>, Reply> {
  /** The values with which the request was prepared. */
  readonly base: Input<T>;
}

/**
 * Encodes a request once, to be sent many times with other values in some fields. `request` and `Batch.add` accept it like any
 * request, with an object of the fields to replace. It saves time for long messages, and for addresses given as text.
 *
 * Lists and typedefs cannot be replaced.
 *
 * @throws {VppError} `VPP_FIELD_RANGE` for a value that does not fit its field, and for a message of variable length or with a
 *   union. A send fails with the same code for a field that cannot be replaced.
 */
export function prepare<T, Reply>(message: Request<T, Reply>, fields: Input<T>): PreparedRequest<T, Reply> {
  const { codec, name: messageName } = message;
  const settable = fixedFields(codec);
  if (settable === undefined) {
    const text = `${messageName}: cannot be prepared: ${whyVariable(codec)}`;
    throw new VppError("VPP_FIELD_RANGE", text, { messageName });
  }
  const base = copyInput(fields);
  // A cast: the codec's values are no longer those of `message`, but patches.
  return { ...message, base, codec: patchingCodec(message, base, settable) } as PreparedRequest<T, Reply>;
}

/** Returns why a request does not have all fields at fixed offsets. */
function whyVariable<T>({ byteLength, fields }: Codec<T>): string {
  if (byteLength !== undefined) return "its length is variable";
  const hasUnion = fields.some(([, type]) => typeof type === "object" && "arms" in type);
  return hasUnion ? "it has a union" : "its bindings are old: generate them again";
}

/** Returns a codec that writes the bytes of `base`, and over them the given fields. */
function patchingCodec<T>(
  { name: messageName, codec }: Request<T, unknown>,
  base: Input<T>,
  settable: ReadonlyMap<string, FixedField>,
): Codec<unknown> {
  const { leastBytes } = codec;
  const template = Buffer.alloc(leastBytes);
  const writer = new WireWriter().over(template);
  writer.begin(messageName);
  codec.write(writer, 0, base);
  return {
    ...(codec as Codec<unknown>),
    // For a VPP with another version of the message, which is encoded field by field: the defaults are the prepared values.
    fields: codec.fields.map(([name, type]) => [name, type, fieldOf(base, fieldName(name))] as Field),
    write(writer, at, patch) {
      writer.bytes.set(template, at);
      for (const key in patch as object) {
        const field = settable.get(key);
        if (field === undefined) return writer.refuse(key, "it", "a field that a prepared request can replace");
        field.write(writer, at + field.offset, fieldOf(patch, key) as never, field.name, field.byteLength);
      }
      return at + leastBytes;
    },
  };
}

function fieldOf(fields: unknown, key: string): unknown {
  return (fields as Readonly<Record<string, unknown>>)[key];
}
