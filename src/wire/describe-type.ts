import type { FieldType, ScalarType } from "./descriptor.ts";

/** The types that JSON writes as text of some form. */
const TEXTS: { readonly [type in ScalarType]?: string } = {
  string: "text",
  bytes: "hex digits",
  ip4: "IPv4 address",
  ip6: "IPv6 address",
  address: "IP address",
  prefix: "IP prefix",
  ip4Prefix: "IPv4 prefix",
  ip6Prefix: "IPv6 prefix",
  mac: "MAC address",
};

/** Returns the type of a field in words: `u32`, `IPv6 address`, `list of IPv6 address`. */
export function describeType(type: FieldType): string {
  if (typeof type === "string") return TEXTS[type] ?? type;
  if ("octets" in type) return `${type.octets} bytes as hex digits`;
  if ("list" in type) return `list of ${describeType(type.list)}`;
  if ("enum" in type) return `one of ${Object.keys(type.enum).join(" | ")}`;
  if ("flags" in type) return `list of ${Object.keys(type.flags).join(" | ")}`;
  if ("fields" in type) return `{ ${type.fields.map(([name, of]) => `${name}: ${describeType(of)}`).join(", ")} }`;
  return `{ case: ${type.arms.map(([name]) => name).join(" | ")}, value }`;
}
