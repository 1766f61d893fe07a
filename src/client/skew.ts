import { compileCodec } from "../codegen/index.ts";
import { VppError } from "../errors.ts";
import {
  type ApiSchema,
  type FoundMessage,
  findMessage,
  parseApiJsonList,
  readApiJsonFolder,
} from "../schema/index.ts";
import type { Codec, Input, Message } from "../wire/index.ts";
import * as wire from "../wire/index.ts";
import { type ConvertRules, convertFields } from "./convert.ts";

/** Where definitions are looked for when VPP has another version of a message. */
export interface DefinitionSources {
  /** A folder of definitions that the caller named. */
  readonly folder: string | undefined;
  /** VPP's own definitions as JSON text; undefined when it cannot tell. */
  readonly ask: () => Promise<string | undefined>;
}

/** Speaks the versions of messages that one VPP has, where they are not those that the bindings were generated from. */
export class VersionSkew {
  readonly #sources: DefinitionSources;
  #folder: ApiSchema | undefined;
  #asked: Promise<ApiSchema | undefined> | undefined;

  constructor(sources: DefinitionSources) {
    this.#sources = sources;
  }

  /**
   * The message with the fields that the caller knows and the bytes that this VPP knows.
   *
   * @throws {VppError} `VPP_MESSAGE_MISSING` when nobody knows VPP's version; `VPP_NO_EVAL`.
   */
  async adapt<T>(message: Message<T>, crc: string): Promise<Message<T>> {
    const found = await this.#find(message.name, crc);
    if (found === undefined) {
      const text = `${message.name}: this VPP has version ${crc}, which no catalogue has; bindings are of ${message.crc}`;
      throw new VppError("VPP_MESSAGE_MISSING", text, { messageName: message.name });
    }
    const served = compileCodec(found.message, found.module, found.schema, wire) as Codec<unknown>;
    return { ...message, crc, codec: adaptedCodec(message, served, crc) };
  }

  async #find(name: string, crc: string): Promise<FoundMessage | undefined> {
    const known = findMessage(name, crc);
    if (known !== undefined) return known;
    if (this.#sources.folder !== undefined) this.#folder ??= readApiJsonFolder(this.#sources.folder, "folder");
    const inFolder = this.#folder?.findMessage(name, crc);
    if (inFolder !== undefined) return inFolder;
    this.#asked ??= this.#sources
      .ask()
      .then((text) => (text === undefined ? undefined : parseApiJsonList(text, "running")));
    return (await this.#asked)?.findMessage(name, crc);
  }
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
