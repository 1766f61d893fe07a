import type { MessageDefinition, TypeDefinition } from "../model/index.ts";
import { TypeChecks } from "./check-types.ts";
import type { FaultAt } from "./fault-at.ts";

/** The parts of a module that are checked. Services may be missing. */
interface Definitions {
  readonly types: readonly TypeDefinition[];
  readonly messages: readonly Pick<MessageDefinition, "name" | "fields" | "service">[];
}

/**
 * Checks a module with all types that it uses: names exist and are unique, no type contains itself, and only the last field of
 * a block has a variable length.
 *
 * @throws {VppError} as `faultAt` makes it.
 */
export function checkModule(module: Definitions, faultAt: FaultAt): void {
  const types = new TypeChecks(module.types, faultAt);
  for (const type of module.types) types.type(type);
  const messages = new Map<string, object>();
  for (const message of module.messages) {
    if (messages.has(message.name)) throw faultAt(message, `message ${message.name} is defined twice`);
    messages.set(message.name, message);
    types.block(message);
  }
  for (const message of module.messages) checkService(message, messages, faultAt);
}

function checkService(
  { name, service }: Definitions["messages"][number],
  messages: ReadonlyMap<string, object>,
  faultAt: FaultAt,
): void {
  if (service === undefined) return;
  for (const answer of [service.reply, service.streamMessage, ...(service.events ?? [])]) {
    if (answer === undefined || answer === "null" || messages.has(answer)) continue;
    throw faultAt(messages.get(name)!, `${name} is answered by ${answer}, which is not a message of this module`);
  }
}
