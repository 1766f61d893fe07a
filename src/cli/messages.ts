import { type DirectoryEntry, directory } from "../binapi/directory.ts";
import type { FoundMessage } from "../schema/index.ts";
import type { AnyRequest, Message } from "../wire/index.ts";
import { UsageError, unknownName } from "./arguments/index.ts";
import type { Invocation } from "./command.ts";

/**
 * The descriptor of a message that a client sends: as `--api` defines it, else that of the bindings, else of a plugin that only
 * this VPP has.
 *
 * @param name VPP's, e.g. `sr_policy_add`.
 * @throws {UsageError} when there is none, with the names that come near.
 * @throws {VppError} as `readApi` and `findServed`; `VPP_NO_EVAL`.
 */
export async function findRequest(name: string, invocation: Invocation): Promise<AnyRequest> {
  const { api } = invocation.values;
  const added = api === undefined ? [] : await readMessages(api, invocation);
  const defined = added.find(({ message }) => message.name === name);
  if (defined !== undefined) return await compile(defined);
  const entry = directory.find((candidate) => nameOf(candidate) === name);
  if (entry !== undefined) return await load(entry);
  // Loaded when it is needed: most messages are those of the bindings.
  const { findServed } = await import("./served-message.ts");
  const served = await findServed(name, invocation);
  if (served !== undefined) return await compile(served);
  const names = [...directory.filter(isSent).map(nameOf), ...added.map(({ message }) => message.name)];
  throw new UsageError(unknownName("message", name, names));
}

/** Loads the descriptor of a message of the bindings that a client sends. @throws {UsageError} for another one. */
export async function loadMessage(name: string): Promise<AnyRequest | undefined> {
  const entry = directory.find((candidate) => nameOf(candidate) === name);
  return entry === undefined ? undefined : await load(entry);
}

async function readMessages(api: string, invocation: Invocation): Promise<FoundMessage[]> {
  const { readApi } = await import("./api/index.ts");
  const { schema, modules } = await readApi(api, invocation);
  return modules.flatMap((module) => module.messages.map((message) => ({ message, module, schema })));
}

async function compile(found: FoundMessage): Promise<AnyRequest> {
  const [{ compileMessage }, wire] = await Promise.all([import("../codegen/index.ts"), import("../wire/v1.ts")]);
  const message = compileMessage(found, wire) as Message<unknown>;
  // What is compiled is a descriptor of its kind.
  if (message.kind !== "message" && message.kind !== "event") return message as AnyRequest;
  throw new UsageError(`${found.message.name}: only VPP sends it`);
}

async function load([name, , moduleName, kind]: DirectoryEntry): Promise<AnyRequest> {
  if (kind === "message" || kind === "event") throw new UsageError(`${name}: ${describeAnswer(name)}`);
  const module: Record<string, Partial<AnyRequest>> = await import(`../binapi/${moduleName}.ts`);
  return Object.values(module).find((value) => value.name === name && value.kind === kind) as AnyRequest;
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
