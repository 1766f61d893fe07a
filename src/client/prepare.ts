import type { Ip4Address, Ip6Address, MacAddress, Prefix } from "../address/index.ts";
import { VppError } from "../errors.ts";
import { fieldName } from "../field-name.ts";
import { type Codec, type Field, type FieldType, type Input, type Request, WireWriter } from "../wire/index.ts";
import { copyInput } from "./copy-input.ts";

type SingleValue = boolean | number | bigint | string | Uint8Array | Ip4Address | Ip6Address | MacAddress | Prefix;

/** The fields of a prepared request that a send may set anew: those of a single value. */
export type Patch<T> = { readonly [Key in keyof T as T[Key] extends SingleValue | undefined ? Key : never]?: T[Key] };

/** A request of which all fields are known, and some may be set anew. */
export interface PreparedRequest<T, Reply> extends Request<Patch<T>, Reply> {
  /** All of them, as they are unless set anew. */
  readonly base: Input<T>;
}

/** Writes a field's value into a message whose fields begin at `at`. */
type WriteField = (writer: WireWriter, at: number, value: unknown) => void;

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
  if (codec.byteLength !== undefined || codec.fields.some(([, type]) => isUnion(type))) {
    const text = `${messageName}: cannot be prepared: it has a union, or its length is variable`;
    throw new VppError("VPP_FIELD_RANGE", text, { messageName });
  }
  const base = copyInput(fields);
  const writer = new WireWriter();
  writer.bytes = Buffer.alloc(codec.leastBytes);
  writer.view = new DataView(writer.bytes.buffer, writer.bytes.byteOffset, codec.leastBytes);
  writer.begin(messageName);
  const writers = encodeNoting(codec, writer, base);
  // The type of `message` says nothing of its codec's, whose values are the patches from now on.
  return { ...message, base, codec: patchingCodec(codec, writer.bytes, writers, base) } as PreparedRequest<T, Reply>;
}

function patchingCodec<T>(
  codec: Codec<T>,
  template: Buffer,
  writers: ReadonlyMap<string, WriteField>,
  base: Input<T>,
): Codec<unknown> {
  return {
    // For a VPP with another version of the message, which is encoded field by field: what is not given holds its default.
    fields: codec.fields.map(([name, type]) => [name, type, fieldOf(base, fieldName(name))] as Field),
    leastBytes: codec.leastBytes,
    read: codec.read,
    write(writer, at, patch) {
      writer.bytes.set(template, at);
      for (const key in patch as object) {
        const write = writers.get(key);
        if (write === undefined) return writer.refuse(key, "it", "a field that a prepared request can set anew");
        write(writer, at, fieldOf(patch, key));
      }
      return at + codec.leastBytes;
    },
  };
}

/** Encodes the fields, and gives what has written those of a single value. */
function encodeNoting<T>(codec: Codec<T>, writer: WireWriter, fields: Input<T>): Map<string, WriteField> {
  const singles = new Set(codec.fields.flatMap(([name, type]) => (isSingle(type) ? [name] : [])));
  const writers = new Map<string, WriteField>();
  let depth = 0;
  const notingWriter = new Proxy(writer, {
    get(target, method: keyof WireWriter) {
      const member: unknown = target[method];
      if (typeof member !== "function") return member;
      return (...args: unknown[]): unknown => {
        const name = String(args.at(-1));
        if (method === "enter") depth++;
        else if (method === "leave") depth--;
        else if (depth === 0 && singles.has(name)) writers.set(fieldName(name), again(method, args));
        return Reflect.apply(member, target, args);
      };
    },
  });
  codec.write(notingWriter, 0, fields);
  return writers;
}

/** The same call for another value at another place: `u8(at, value, name)`, `string(at, value, byteLength, name)`. */
function again(method: keyof WireWriter, [offset, , third, fourth]: readonly unknown[]): WriteField {
  return (writer, at, value) => {
    // The codec has called it so before.
    const methods = writer as unknown as Readonly<Record<string, (...args: unknown[]) => void>>;
    methods[method]!(at + (offset as number), value, third, fourth);
  };
}

function isSingle(type: FieldType): boolean {
  return typeof type === "string" || "octets" in type || "enum" in type || "flags" in type;
}

function isUnion(type: FieldType): boolean {
  return typeof type !== "string" && "arms" in type;
}

function fieldOf(fields: unknown, key: string): unknown {
  return (fields as Readonly<Record<string, unknown>>)[key];
}
