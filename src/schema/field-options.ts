import type { FieldDefinition } from "./model.ts";

type FieldOptions = Pick<FieldDefinition, "default" | "limit" | "discriminator" | "case">;

/** Those options of a field that say something about its values. They may be of any kind until they are checked. */
export function fieldOptions(options: Readonly<Record<string, unknown>>): FieldOptions {
  const known: Record<string, unknown> = {};
  for (const key of ["limit", "discriminator", "case"]) if (options[key] !== undefined) known[key] = options[key];
  // `true` is no boolean to VPP's parser, so the documents have it as text.
  if (options.default !== undefined) known.default = options.default === "true" ? true : options.default;
  return known;
}
