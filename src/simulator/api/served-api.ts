import { type DirectoryEntry, directory, RELEASE } from "../../binapi/directory.ts";
import { type ApiSchema, type FoundMessage, findMessage, loadCatalogue } from "../../schema/index.ts";
import type { Message } from "../../wire/index.ts";

/** The API that a simulator serves. */
export interface ServedApi {
  /** Of VPP, e.g. `24.02`. */
  readonly release: string;
  /** Every message. */
  readonly directory: readonly DirectoryEntry[];
  /**
   * The names of the messages that answer a message: details first, then the reply.
   *
   * @throws {Error} when the API does not have the message.
   */
  answersOf(name: string): readonly string[];
  /** All definitions. Reading them takes a while. */
  schema(): ApiSchema;
  /** The definition of one message of the directory. */
  definition(name: string, crc: string): FoundMessage;
  /** A message with the fields of the bindings and the bytes of this API, which has it with another CRC. */
  adapt<T>(message: Message<T>): Message<T>;
}

/** That of the bindings. No definition is read before it is asked for. */
export const BOUND_API: ServedApi = {
  release: RELEASE,
  directory,
  answersOf: (name) => findAnswers(directory, name),
  schema: () => loadCatalogue(RELEASE),
  definition: (name, crc) => findMessage(name, crc)!,
  adapt: (message) => message,
};

/** Implements `ServedApi.answersOf` for a directory. */
export function findAnswers(entries: readonly DirectoryEntry[], name: string): readonly string[] {
  const entry = entries.find(([each]) => each === name);
  if (entry === undefined) throw new Error(`no message ${name} in VPP's API`);
  const [, , , , answers] = entry;
  return answers;
}
