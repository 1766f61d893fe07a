import { type ApiModule, isDeprecated, isInProgress, type MessageDefinition } from "../../schema/index.ts";
import { UsageError, unknownName } from "../arguments/index.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import type { ListView } from "../output/index.ts";
import { readSelection } from "./read-api.ts";

const MODULES: ListView<ApiModule> = {
  columns: ["module", "version", "folder", "messages", "types"],
  rows: ({ name, version, folder, messages, types }) => [[name, version, folder, messages.length, types.length]],
  json: ({ name, version, folder, messages, types }) => {
    return { module: name, version, folder, messages: messages.length, types: types.length };
  },
};

/** `tsvpp api ls [MODULE]` */
export const ls: Command = {
  operands: ["[MODULE]"],
  options: ["input", "api", "modules", "include"],
  help: "",

  async run(invocation) {
    const { modules } = await readSelection(invocation);
    const [name] = invocation.operands;
    if (name === undefined) await invocation.output.list(modules, MODULES);
    else {
      const module = findModule(name, modules);
      await invocation.output.list(module.messages, messagesOf(module));
    }
    return EXIT.done;
  },
};

function findModule(name: string, modules: readonly ApiModule[]): ApiModule {
  const module = modules.find((each) => each.name === name);
  if (module !== undefined) return module;
  throw new UsageError(
    unknownName(
      "module",
      name,
      modules.map((each) => each.name),
    ),
  );
}

function messagesOf(module: ApiModule): ListView<MessageDefinition> {
  return {
    columns: ["message", "crc", "answered by", "state"],
    rows: (message) => [[message.name, message.crc, message.service?.reply ?? "", stateOf(message, module)]],
    json: (message) => {
      const { name, crc, service } = message;
      return { message: name, crc, module: module.name, service, state: stateOf(message, module) };
    },
  };
}

function stateOf(message: MessageDefinition, module: ApiModule): string {
  if (isDeprecated(message)) return "deprecated";
  return isInProgress(message, module) ? "in progress" : "released";
}
