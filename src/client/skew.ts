import { compileCodec } from "../codegen/index.ts";
import { VppError } from "../errors.ts";
import * as wire from "../wire/index.ts";
import { type Codec, type ConvertRules, convertFields, type Input, type Message } from "../wire/index.ts";
import type { Definitions } from "./definitions.ts";

/**
 * A message with the fields that the caller knows and the bytes that this VPP knows.
 *
 * @param crc of VPP's version.
 * @throws {VppError} `VPP_MESSAGE_MISSING` when nobody knows VPP's version; `VPP_NO_EVAL`.
 */
export async function adaptMessage<T>(message: Message<T>, crc: string, definitions: Definitions): Promise<Message<T>> {
  const found = await definitions.find(message.name, crc);
  if (found === undefined) {
    const text = `${message.name}: this VPP has version ${crc}, which no catalogue has; bindings are of ${message.crc}`;
    throw new VppError("VPP_MESSAGE_MISSING", text, { messageName: message.name });
  }
  const served = compileCodec(found.message, found.module, found.schema, wire) as Codec<unknown>;
  return { ...message, crc, codec: adaptedCodec(message, served, crc) };
}

function adaptedCodec<T>({ name, crc: ours, codec }: Message<T>, served: Codec<unknown>, theirs: string): Codec<T> {
  const rules: ConvertRules = { label: `${name} (version ${ours} here, ${theirs} in VPP)`, isStrict: true };
  const toServed = (value: Input<T>): Input<unknown> =>
    convertFields(codec.fields, served.fields, value as Record<string, unknown>, rules);
  const fromServed = (value: unknown): T =>
    convertFields(served.fields, codec.fields, value as Record<string, unknown>, { ...rules, isStrict: false }) as T;
  return {
    fields: codec.fields,
    leastBytes: served.leastBytes,
    byteLength: (value) => served.byteLength?.(toServed(value)) ?? served.leastBytes,
    write: (writer, at, value) => served.write(writer, at, toServed(value)),
    read: (reader, at) => fromServed(served.read(reader, at)),
  };
}
