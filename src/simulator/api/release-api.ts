import { compileCodec, directoryEntries, type MessageEntry } from "../../codegen/index.ts";
import { VppError } from "../../errors.ts";
import type { ApiSchema, FoundMessage } from "../../schema/index.ts";
import { type Codec, convertCodec, type Message } from "../../wire/index.ts";
import * as wire from "../../wire/v1.ts";
import type { ServedApi } from "./served-api.ts";

/**
 * The API of any release: messages that the bindings have with another CRC are read and answered in its layout. What a
 * handler returns and the release has no field for is left out.
 */
export class ReleaseApi implements ServedApi {
  readonly release: string;
  readonly directory: readonly MessageEntry[];
  readonly #schema: ApiSchema;
  readonly #found = new Map<string, FoundMessage>();
  readonly #adapted = new Map<Message<unknown>, Message<unknown>>();

  /** @throws {VppError} `VPP_SCHEMA` for definitions of which VPP could not be built. */
  constructor(schema: ApiSchema) {
    this.release = schema.release;
    this.directory = directoryEntries(schema);
    this.#schema = schema;
    for (const module of schema.modules.values()) {
      for (const message of module.messages) this.#found.set(message.name, { message, module, schema });
    }
    for (const entry of this.directory) this.#checkAnswers(entry);
  }

  schema(): ApiSchema {
    return this.#schema;
  }

  definition(name: string): FoundMessage {
    return this.#found.get(name)!;
  }

  adapt<T>(message: Message<T>): Message<T> {
    // A message is kept with one of its own type.
    const adapted = (this.#adapted.get(message) as Message<T> | undefined) ?? this.#compile(message);
    this.#adapted.set(message, adapted);
    return adapted;
  }

  #compile<T>(message: Message<T>): Message<T> {
    const { message: definition, module, schema } = this.definition(message.name);
    const codec = compileCodec(definition, module, schema, wire) as Codec<unknown>;
    const { name: messageName, crc } = message;
    const versions = `${crc} here, ${definition.crc} simulated`;
    const rules = { messageName, versions, target: "the simulated version", isStrict: false };
    return { ...message, crc: definition.crc, codec: convertCodec(message.codec, codec, rules) };
  }

  #checkAnswers([name, , , , answers]: MessageEntry): void {
    const missing = answers.find((answer) => !this.#found.has(answer));
    if (missing === undefined) return;
    throw new VppError("VPP_SCHEMA", `${name} is answered by ${missing}, but VPP ${this.release} has no such message`);
  }
}
