import {
  type ApiModule,
  isDeprecated,
  isInProgress,
  type MessageDefinition,
  type TypedefDefinition,
} from "../../schema/index.ts";
import { type Documentation, docText } from "./documentation.ts";

/** Fields that comments describe, but types do not have. */
const HEADER_FIELDS: ReadonlySet<string> = new Set(["client_index", "context"]);

/** Returns the lines of a typedef's comment in generated code. */
export function typedefDoc(typedef: TypedefDefinition, documentation: Documentation): string[] {
  return [`\`${typedef.name}\``, ...about(typedef, documentation)];
}

/** Returns the lines of a message's comment in generated code. */
export function messageDoc(message: MessageDefinition, module: ApiModule, documentation: Documentation): string[] {
  const { name, options } = message;
  const successor = options.replaced_by ?? "";
  const notes = [`\`${name}\``];
  if (isInProgress(message, module)) notes.push("In progress: VPP may change it.");
  if (!isDeprecated(message) && successor !== "") notes.push(`To be replaced by ${successor}.`);
  return [docText(notes.join(". ")), ...about(message, documentation), ...deprecation(message)];
}

function deprecation(message: MessageDefinition): string[] {
  if (!isDeprecated(message)) return [];
  const { deprecated: reason = "", replaced_by: successor = "" } = message.options;
  const why = reason === "" ? "" : ` (${reason})`;
  const instead = successor === "" ? "" : `: use ${successor}`;
  return ["", `@deprecated ${docText(`by VPP${why}${instead}`)}`];
}

/** Returns the text of VPP's comment without the parts about single fields. A part about a name that is not a field is kept. */
function about(
  { fields }: { readonly fields: readonly { readonly name: string }[] },
  documentation: Documentation,
): string[] {
  const known = new Set(fields.map(({ name }) => name));
  const others = [...documentation.fields].filter(([name]) => !known.has(name) && !HEADER_FIELDS.has(name));
  const items = others.map(([name, text]) => `- \`${name}\`: ${text}`);
  const lines = [documentation.text, items].filter((part) => part.length > 0).flatMap((part) => ["", ...part]);
  return lines.map(docText);
}
