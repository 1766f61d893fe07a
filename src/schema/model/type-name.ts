import { type ArrayLength, isBaseType } from "./model.ts";

/** Returns the name of a type in VPP's definitions: `vl_api_address_t` for `address`; a base type unchanged. */
export function formatTypeName(name: string): string {
  return isBaseType(name) ? name : `vl_api_${name}_t`;
}

/** Returns the name of a type without `vl_api_..._t`; the inverse of `formatTypeName`. */
export function parseTypeName(name: string): string {
  return /^vl_api_(\w+)_t$/.exec(name)?.[1] ?? name;
}

/** Returns the length of an array in brackets: `[16]`, `[n_paths]`, `[]`. */
export function formatLength(array: ArrayLength | undefined): string {
  if (array === undefined) return "";
  if (array.kind === "variable") return "[]";
  return `[${array.kind === "fixed" ? array.length : array.by}]`;
}
