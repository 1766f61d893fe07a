import type { ApiModule, MessageDefinition, TypeDefinition } from "../../schema/index.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import type { ListView } from "../output/index.ts";
import { readSelection } from "./read-api.ts";

/** A message or a type that was found. */
interface Found {
  readonly name: string;
  readonly kind: "message" | "type";
  readonly module: string;
  /** The names of fields or items that were found in it. */
  readonly parts: readonly string[];
}

const FOUND: ListView<Found> = {
  columns: ["name", "kind", "module", "fields or items"],
  rows: ({ name, kind, module, parts }) => [[name, kind, module, parts.join(", ")]],
  json: (found) => found,
};

/** `tsvpp api find TEXT` */
export const find: Command = {
  operands: ["TEXT"],
  options: ["input", "api", "modules", "include"],
  help: "",

  async run(invocation) {
    const text = invocation.operands[0]!.toLowerCase();
    const { modules } = await readSelection(invocation);
    const found = modules.flatMap((module) => findIn(module, text));
    const { output } = invocation;
    if (found.length > 0 || output.isJson) await output.list(found, FOUND);
    else output.line("nothing found");
    return found.length === 0 ? EXIT.refused : EXIT.done;
  },
};

function findIn({ name: module, messages, types }: ApiModule, text: string): Found[] {
  const has = (name: string): boolean => name.toLowerCase().includes(text);
  const found = (kind: Found["kind"]) => (definition: MessageDefinition | TypeDefinition) => {
    const { name } = definition;
    const parts = partsOf(definition).filter(has);
    return has(name) || parts.length > 0 ? [{ name, kind, module, parts }] : [];
  };
  return [...messages.flatMap(found("message")), ...types.flatMap(found("type"))];
}

function partsOf(definition: MessageDefinition | TypeDefinition): string[] {
  if ("items" in definition) return definition.items.map(([name]) => name);
  return "fields" in definition ? definition.fields.map(({ name }) => name) : [];
}
