import { type ApiModule, ApiSchema, MessageCrcs, type MessageDefinition, type TypeDefinition } from "./model/index.ts";

/** Functions that replace definitions. Each returns the new definition, or undefined to remove it. */
export interface DefinitionChanges {
  /** Replaces a message. */
  message?(message: MessageDefinition, module: ApiModule): MessageDefinition | undefined;
  /** Replaces a type. */
  type?(type: TypeDefinition, module: ApiModule): TypeDefinition | undefined;
}

/**
 * Returns the API with changed definitions. The CRC of a message that changes, or whose types change, is computed, except where
 * `changes.message` returns another CRC.
 *
 * @throws {VppError} `VPP_SCHEMA` when a message uses a removed type.
 */
export function mapDefinitions(schema: ApiSchema, changes: DefinitionChanges): ApiSchema {
  const { message: changeMessage = (same) => same, type: changeType = (same) => same } = changes;
  const originals = new Map<MessageDefinition, MessageDefinition>();
  const modules = [...schema.modules.values()].map((module) => {
    const types = module.types.flatMap((type) => changeType(type, module) ?? []);
    const messages = module.messages.flatMap((original) => {
      const message = changeMessage(original, module);
      if (message !== undefined) originals.set(message, original);
      return message ?? [];
    });
    return { ...module, types, messages };
  });
  return withCrcs(new ApiSchema(schema.release, modules), schema, originals);
}

function withCrcs(
  schema: ApiSchema,
  before: ApiSchema,
  originals: ReadonlyMap<MessageDefinition, MessageDefinition>,
): ApiSchema {
  const modules = [...schema.modules.values()].map((module) => {
    const crcsBefore = crcsIn(before, before.modules.get(module.name)!);
    const crcs = crcsIn(schema, module);
    const messages = module.messages.map((message) => {
      const original = originals.get(message)!;
      const crc = crcs.crcOf(message.fields);
      const isGiven = message.crc !== original.crc;
      // Compared with the computed CRC, not the stated one: a catalogue does not mark compatible items.
      return isGiven || crc === crcsBefore.crcOf(original.fields) ? message : { ...message, crc };
    });
    return { ...module, messages };
  });
  return new ApiSchema(schema.release, modules);
}

function crcsIn(schema: ApiSchema, module: ApiModule): MessageCrcs {
  return new MessageCrcs((type) => schema.ownerOf(type, module)?.types.find(({ name }) => name === type));
}
