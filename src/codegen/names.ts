import { fieldName } from "../field-name.ts";

/** Returns the name of a value: message `sr_policy_add` has the descriptor `srPolicyAdd`. */
export function valueName(vppName: string): string {
  return fieldName(vppName);
}

/** Returns the name of a type: message `sr_policy_add` has the fields `SrPolicyAdd`. */
export function typeName(vppName: string): string {
  const name = fieldName(vppName);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Returns the name of a type's codec. */
export function codecName(vppName: string): string {
  return `${valueName(vppName)}Codec`;
}

/** Returns the text of a property in a type or an object literal, quoted if needed. */
export function property(name: string): string {
  // Without brackets it would be the object's prototype.
  if (name === "__proto__") return '["__proto__"]';
  return isIdentifier(name) ? name : JSON.stringify(name);
}

/** Returns the expression of a property of a variable, with brackets if needed. */
export function access(variable: string, name: string): string {
  return isIdentifier(name) ? `${variable}.${name}` : `${variable}[${JSON.stringify(name)}]`;
}

/** Returns the beginning of a local variable's name. */
export function localName(vppName: string): string {
  return identifier(fieldName(vppName));
}

/** Returns the name if it is an identifier, else one with a `_` before it. */
export function identifier(name: string): string {
  return isIdentifier(name) ? name : `_${name}`;
}

function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}
