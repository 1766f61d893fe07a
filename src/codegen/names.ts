import { fieldName } from "../field-name.ts";

/** The name of a value: message `sr_policy_add` has the descriptor `srPolicyAdd`. */
export function valueName(vppName: string): string {
  return fieldName(vppName);
}

/** The name of a type: message `sr_policy_add` has the fields `SrPolicyAdd`. */
export function typeName(vppName: string): string {
  const name = fieldName(vppName);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The name of a type's codec. */
export function codecName(vppName: string): string {
  return `${valueName(vppName)}Codec`;
}

/** A property of an object, whatever its name. */
export function property(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
