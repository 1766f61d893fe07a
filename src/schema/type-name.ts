import { type ArrayLength, isBaseType } from "./model.ts";

/** Returns the name of a type where VPP uses it: `vl_api_address_t` for `address`; base types as they are. */
export function formatTypeName(name: string): string {
  return isBaseType(name) ? name : `vl_api_${name}_t`;
}

/** Returns the reverse of `formatTypeName`. */
export function parseTypeName(name: string): string {
  return /^vl_api_(\w+)_t$/.exec(name)?.[1] ?? name;
}

/** What stands behind a field's name, or behind its type where that is told alone: `[16]`, `[n_paths]`, `[]`. */
export function formatLength(array: ArrayLength | undefined): string {
  if (array === undefined) return "";
  if (array.kind === "variable") return "[]";
  return `[${array.kind === "fixed" ? array.length : array.by}]`;
}
