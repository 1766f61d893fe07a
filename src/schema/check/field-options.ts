import type { FieldDefinition } from "../model/index.ts";

type FieldOptions = Pick<FieldDefinition, "default" | "limit" | "discriminator" | "case">;

/** Returns the options that restrict a field's values. Their types are not checked. */
export function fieldOptions(options: Readonly<Record<string, unknown>>): FieldOptions {
  const known: Record<string, unknown> = {};
  for (const key of ["limit", "discriminator", "case"]) if (options[key] !== undefined) known[key] = options[key];
  // VPP's parser does not treat `true` as a boolean, so documents have it as text.
  if (options.default !== undefined) known.default = options.default === "true" ? true : options.default;
  return known;
}
