import { type ConvertRules, convertFields } from "./convert.ts";
import type { Codec, Input } from "./descriptor.ts";

/**
 * Returns a codec with the values of one version of a message and the bytes of another.
 *
 * @param values the version whose values are accepted and returned.
 * @param bytes the version that is written and read.
 * @param rules for values that are written. A value that is read and has no counterpart is dropped.
 */
export function convertCodec<T>(values: Codec<T>, bytes: Codec<unknown>, rules: ConvertRules): Codec<T> {
  const toBytes = (value: Input<T>): Input<unknown> =>
    convertFields(values.fields, bytes.fields, value as Record<string, unknown>, rules);
  const fromBytes = (value: unknown): T => {
    const lenient = { ...rules, target: "the version here", isStrict: false };
    return convertFields(bytes.fields, values.fields, value as Record<string, unknown>, lenient) as T;
  };
  const { byteLength } = bytes;
  return {
    fields: values.fields,
    leastBytes: bytes.leastBytes,
    ...(byteLength === undefined ? {} : { byteLength: (value: Input<T>) => byteLength(toBytes(value)) }),
    write: (writer, at, value) => bytes.write(writer, at, toBytes(value)),
    read: (reader, at) => fromBytes(bytes.read(reader, at)),
  };
}
