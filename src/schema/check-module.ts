import type { Blame } from "./blame.ts";
import { TypeChecks } from "./check-types.ts";
import type { MessageDefinition, TypeDefinition } from "./model.ts";

/** What can be checked of a module, even before it is known what follows its requests. */
interface Definitions {
  readonly types: readonly TypeDefinition[];
  readonly messages: readonly Pick<MessageDefinition, "name" | "fields" | "service">[];
}

/**
 * Checks that a module with all types that it uses makes sense: names are known and not taken twice, no type contains
 * itself, nothing stands behind a part of variable length.
 *
 * @throws {VppError} as `blame` makes it.
 */
export function checkModule(module: Definitions, blame: Blame): void {
  const types = new TypeChecks(module.types, blame);
  for (const type of module.types) types.type(type);
  const messages = new Map<string, object>();
  for (const message of module.messages) {
    if (messages.has(message.name)) throw blame(message, `there are two messages ${message.name}`);
    messages.set(message.name, message);
    types.block(message);
  }
  for (const message of module.messages) checkService(message, messages, blame);
}

function checkService(
  { name, service }: Definitions["messages"][number],
  messages: ReadonlyMap<string, object>,
  blame: Blame,
): void {
  if (service === undefined) return;
  for (const answer of [service.reply, service.streamMessage, ...(service.events ?? [])]) {
    if (answer === undefined || answer === "null" || messages.has(answer)) continue;
    throw blame(messages.get(name)!, `${name} is answered by ${answer}, which is no message of this module`);
  }
}
