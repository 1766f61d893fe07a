import { VppError } from "../../errors.ts";
import {
  type ApiSchema,
  diffMessages,
  type FieldDifference,
  type FoundMessage,
  isDeprecated,
  isInProgress,
  loadCatalogue,
} from "../../schema/index.ts";
import type { MessageTable } from "../../wire/index.ts";
import type { Definitions } from "./definitions.ts";

/** The state of one message of the bindings in one VPP. */
export interface Compatibility {
  readonly name: string;
  readonly module: string;
  /** `differs`: VPP has another version, which the client speaks as far as `fields` allow. */
  readonly state: "same" | "differs" | "missing";
  readonly crc: string;
  /** VPP's CRC, where it differs. */
  readonly serverCrc?: string;
  /** The differences from the bindings' version to VPP's; also empty when no definition of VPP's version is found. */
  readonly fields: readonly FieldDifference[];
  readonly isDeprecated: boolean;
  readonly isInProgress: boolean;
}

/**
 * Compares the messages of the bindings with those of one VPP.
 *
 * @param names messages or modules; all messages when none is named.
 * @throws {VppError} `VPP_SCHEMA` for a name that the bindings do not have.
 */
export async function compareWith(
  table: MessageTable,
  names: readonly string[],
  definitions: Definitions,
): Promise<Compatibility[]> {
  const served = new Map([...table.entries()].map(([entry]) => [entry.slice(0, -9), entry.slice(-8)]));
  const found = selectMessages(loadCatalogue(), names);
  return Promise.all(found.map((each) => compareMessage(each, served.get(each.message.name), definitions)));
}

function selectMessages(schema: ApiSchema, names: readonly string[]): FoundMessage[] {
  const all = [...schema.modules.values()].flatMap((module) =>
    module.messages.map((message) => ({ message, module, schema })),
  );
  if (names.length === 0) return all;
  return names.flatMap((name) => {
    const named = all.filter(({ message, module }) => message.name === name || module.name === name);
    if (named.length === 0) {
      throw new VppError("VPP_SCHEMA", `${name} is neither a message nor a module of VPP ${schema.release}`);
    }
    return named;
  });
}

async function compareMessage(
  found: FoundMessage,
  serverCrc: string | undefined,
  definitions: Definitions,
): Promise<Compatibility> {
  const { message, module } = found;
  const facts = {
    name: message.name,
    module: module.name,
    crc: message.crc,
    isDeprecated: isDeprecated(message),
    isInProgress: isInProgress(message, module),
  };
  if (serverCrc === undefined) return { ...facts, state: "missing", fields: [] };
  if (serverCrc === message.crc) return { ...facts, state: "same", fields: [] };
  const theirs = await definitions.find(message.name, serverCrc);
  const fields = theirs === undefined ? [] : diffMessages(found, theirs);
  return { ...facts, state: "differs", serverCrc, fields };
}
