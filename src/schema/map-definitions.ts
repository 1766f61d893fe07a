import { type ApiModule, ApiSchema, MessageCrcs, type MessageDefinition, type TypeDefinition } from "./model/index.ts";

/** Replaces definitions. Each method returns the new definition, or undefined to remove the definition. */
export interface DefinitionChanges {
  /** Replaces a message. */
  message?(message: MessageDefinition, module: ApiModule): MessageDefinition | undefined;
  /** Replaces a type. */
  type?(type: TypeDefinition, module: ApiModule): TypeDefinition | undefined;
}

/** A module after the changes, its messages with the CRCs that they had. */
interface ChangedModule {
  readonly module: ApiModule;
  readonly before: ApiModule;
  /** The original of each message of `module`, at the same index. */
  readonly originals: readonly MessageDefinition[];
}

/**
 * Returns the API with changed definitions. Computes the CRC of each message that changes or whose types change, except where
 * `changes.message` returns another CRC.
 *
 * @throws {VppError} `VPP_SCHEMA` when a message uses a removed type.
 */
export function mapDefinitions(schema: ApiSchema, changes: DefinitionChanges): ApiSchema {
  const changed = [...schema.modules.values()].map((module) => changeModule(module, changes));
  const after = new ApiSchema(
    schema.release,
    changed.map(({ module }) => module),
  );
  return new ApiSchema(
    schema.release,
    changed.map((each) => withCrcs(each, schema, after)),
  );
}

function changeModule(before: ApiModule, changes: DefinitionChanges): ChangedModule {
  const types = before.types.flatMap((type) =>
    changes.type === undefined ? type : (changes.type(type, before) ?? []),
  );
  const messages: MessageDefinition[] = [];
  const originals: MessageDefinition[] = [];
  for (const original of before.messages) {
    const message = changes.message === undefined ? original : changes.message(original, before);
    if (message === undefined) continue;
    messages.push(message);
    originals.push(original);
  }
  return { module: { ...before, types, messages }, before, originals };
}

function withCrcs({ module, before, originals }: ChangedModule, schema: ApiSchema, after: ApiSchema): ApiModule {
  const crcsBefore = crcsIn(schema, before);
  const crcs = crcsIn(after, module);
  const messages = module.messages.map((message, at) => {
    const original = originals[at]!;
    const crc = crcs.crcOf(message.fields);
    const isGiven = message.crc !== original.crc;
    // Compared with the computed CRC, not the stated one: a catalogue does not mark compatible items.
    return isGiven || crc === crcsBefore.crcOf(original.fields) ? message : { ...message, crc };
  });
  return { ...module, messages };
}

function crcsIn(schema: ApiSchema, module: ApiModule): MessageCrcs {
  return new MessageCrcs((type) => schema.ownerOf(type, module)?.types.find(({ name }) => name === type));
}
