import type { Ip4Address, Ip6Address, MacAddress, Prefix } from "../address/index.ts";
import { VppError } from "../errors.ts";
import { fieldName } from "../field-name.ts";
import {
  type Codec,
  type Field,
  type FixedField,
  fixedFields,
  type Input,
  type Request,
  WireWriter,
} from "../wire/index.ts";
import { copyInput } from "./copy-input.ts";

type SingleValue = boolean | number | bigint | string | Uint8Array | Ip4Address | Ip6Address | MacAddress | Prefix;

/** The fields of a prepared request that a send may set anew: those of a single value. */
export type Patch<T> = { readonly [Key in keyof T as T[Key] extends SingleValue | undefined ? Key : never]?: T[Key] };

/** A request of which all fields are known, and some may be set anew. */
export interface PreparedRequest<T, Reply> extends Request<Patch<T>, Reply> {
  /** All of them, as they are unless set anew. */
  readonly base: Input<T>;
}

/**
 * Encodes a request once, to be sent many times with only some fields set anew: `request` and `Batch.add` take it as they take
 * any request, with those fields alone, by the name of each. It pays for long messages, and where addresses are given as text.
 *
 * Lists, typedefs and unions are fields that stay as they are.
 *
 * @throws {VppError} `VPP_FIELD_RANGE` for a value that does not fit its field, and for a message of variable length or with a
 * union. A send fails with it for what cannot be set anew.
 */
export function prepare<T, Reply>(message: Request<T, Reply>, fields: Input<T>): PreparedRequest<T, Reply> {
  const { codec, name: messageName } = message;
  const settable = fixedFields(codec);
  if (settable === undefined) {
    const text = `${messageName}: cannot be prepared: it has a union, or its length is variable, or its bindings have no offsets`;
    throw new VppError("VPP_FIELD_RANGE", `${text} and must be generated again`, { messageName });
  }
  const base = copyInput(fields);
  // The type of `message` says nothing of its codec's, whose values are the patches from now on.
  return { ...message, base, codec: patchingCodec(message, base, settable) } as PreparedRequest<T, Reply>;
}

/** Returns a codec that writes the bytes of `base`, and then the fields that are given. */
function patchingCodec<T>(
  { name: messageName, codec }: Request<T, unknown>,
  base: Input<T>,
  settable: ReadonlyMap<string, FixedField>,
): Codec<unknown> {
  const { leastBytes } = codec;
  const writer = new WireWriter();
  const template = Buffer.alloc(leastBytes);
  writer.bytes = template;
  writer.view = new DataView(template.buffer, template.byteOffset, leastBytes);
  writer.begin(messageName);
  codec.write(writer, 0, base);
  return {
    ...(codec as Codec<unknown>),
    // For a VPP with another version of the message, which is encoded field by field: what is not given holds its default.
    fields: codec.fields.map(([name, type]) => [name, type, fieldOf(base, fieldName(name))] as Field),
    write(writer, at, patch) {
      writer.bytes.set(template, at);
      for (const key in patch as object) {
        const field = settable.get(key);
        if (field === undefined) return writer.refuse(key, "it", "a field that a prepared request can set anew");
        field.write(writer, at + field.offset, fieldOf(patch, key) as never, field.name, field.byteLength);
      }
      return at + leastBytes;
    },
  };
}

function fieldOf(fields: unknown, key: string): unknown {
  return (fields as Readonly<Record<string, unknown>>)[key];
}
