import { type DirectoryEntry, directory } from "../binapi/directory.ts";
import type { AnyRequest } from "../wire/index.ts";
import { UsageError, unknownName } from "./arguments/index.ts";

/**
 * The descriptor of a message that a client sends.
 *
 * @param name VPP's, e.g. `sr_policy_add`.
 * @throws {UsageError} when there is none, with the names that come near.
 */
export async function findRequest(name: string): Promise<AnyRequest> {
  const entry = directory.find((candidate) => nameOf(candidate) === name);
  if (entry === undefined) throw new UsageError(unknownName("message", name, directory.filter(isSent).map(nameOf)));
  if (!isSent(entry)) throw new UsageError(`${name}: ${describeAnswer(name)}`);
  const module: Record<string, Partial<AnyRequest>> = await import(`../binapi/${entry[2]}.ts`);
  return Object.values(module).find((value) => value.name === name && value.kind === entry[3]) as AnyRequest;
}

function nameOf([name]: DirectoryEntry): string {
  return name;
}

function isSent([, , , role]: DirectoryEntry): boolean {
  return role !== "message" && role !== "event";
}

function describeAnswer(name: string): string {
  const request = directory.find(([, , , , answers]) => answers.includes(name));
  return request === undefined
    ? "an event, which only VPP sends"
    : `an answer, which only VPP sends; call ${request[0]}`;
}
