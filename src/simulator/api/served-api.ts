import { type DirectoryEntry, directory, RELEASE } from "../../binapi/directory.ts";
import { type ApiSchema, type FoundMessage, findMessage, loadCatalogue } from "../../schema/index.ts";
import type { Message } from "../../wire/index.ts";

/** The API that a simulator serves. */
export interface ServedApi {
  /** Of VPP, e.g. `24.02`. */
  readonly release: string;
  /** Every message. */
  readonly directory: readonly DirectoryEntry[];
  /** All definitions. Reading them takes a while. */
  schema(): ApiSchema;
  /** The definition of one message of the directory. */
  definition(name: string, crc: string): FoundMessage;
  /** A message with the fields of the bindings and the bytes of this API, which has it with another CRC. */
  adapt<T>(message: Message<T>): Message<T>;
}

/** The release of the bindings. */
export const BOUND_RELEASE: string = RELEASE;

/** That of the bindings. No definition is read before it is asked for. */
export const BOUND_API: ServedApi = {
  release: RELEASE,
  directory,
  schema: () => loadCatalogue(RELEASE),
  definition: (name, crc) => findMessage(name, crc)!,
  adapt: (message) => message,
};

/** Returns the entry of a message. @throws {Error} when the API does not have the message. */
export function findEntry({ directory }: Pick<ServedApi, "directory">, name: string): DirectoryEntry {
  const entry = directory.find(([each]) => each === name);
  if (entry === undefined) throw new Error(`no message ${name} in VPP's API`);
  return entry;
}
