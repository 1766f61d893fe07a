import { fieldOptions } from "../field-options.ts";
import type { EnumDefinition, FieldDefinition } from "../model.ts";
import type { BlockStatement, Declaration, EnumStatement, Statement } from "./syntax.ts";
import type { DefinedMessage, Unit } from "./unit.ts";

const COMPATIBLE = "backwards_compatible";

/** What every request with `autoreply` is answered by. */
const AUTOREPLY_FIELDS: readonly FieldDefinition[] = [
  { name: "context", type: "u32" },
  { name: "retval", type: "i32" },
];

/** Adds what a statement defines to what is known of its file. */
export function addStatement(statement: Exclude<Statement, { kind: "import" }>, unit: Unit): void {
  switch (statement.kind) {
    case "define":
      defineMessage(statement, unit);
      break;
    case "typedef":
    case "union":
      defineBlock(statement, unit);
      break;
    case "alias":
      defineAlias(statement.declaration, unit);
      break;
    case "enum":
    case "enumflag":
      defineEnum(statement, unit);
      break;
    case "option":
      unit.addOption(statement.name, statement.value);
      break;
    case "service":
      for (const rpc of statement.rpcs) unit.rpcs.push(rpc);
      break;
    case "counters":
      unit.counters.push(statement.set);
      break;
    case "paths":
      for (const path of statement.paths) unit.paths.push(path);
      break;
  }
}

/** Adds the message that a `define` is, and its reply if that is automatic. */
function defineMessage({ name, fields, comment, ...rest }: BlockStatement, unit: Unit): void {
  const options = Object.fromEntries([...rest.options].map(([key, value]) => [key, String(value ?? "")]));
  const message: DefinedMessage = { name: name.text, fields: fields.map((field) => makeField(field, unit)), options };
  unit.addMessage(comment === undefined ? message : { ...message, comment }, name.at);
  if (!rest.isAutoreply) return;
  unit.addAutoreply({ name: `${name.text}_reply`, fields: AUTOREPLY_FIELDS, options }, name.at);
}

/** Adds the type that a `typedef` or a `union` is. */
function defineBlock({ kind, name, comment, ...rest }: BlockStatement, unit: Unit): void {
  const fields = rest.fields.map((field) => makeField(field, unit, name.text));
  if (kind === "union") unit.addType({ kind, name: name.text, fields }, name.at);
  else
    unit.addType({ kind: "typedef", name: name.text, fields, ...(comment === undefined ? {} : { comment }) }, name.at);
}

/** Adds what `typedef u8 mac_address[6];` defines. */
function defineAlias({ name, type, array }: Declaration, unit: Unit): void {
  if (array?.kind === "counted") throw unit.fault(array.by.at, "an alias has no field that could count it");
  const length = array === undefined ? {} : { length: array.kind === "fixed" ? array.length : 0 };
  unit.addType({ kind: "alias", name: name.text, type: unit.typeName(type, name.text), ...length }, name.at);
}

/** Adds an enumeration. Items without a value go on from the one before them. */
function defineEnum({ kind, name, type, items }: EnumStatement, unit: Unit): void {
  let value = -1;
  let compatibleItems = 0;
  const made = items.map((item) => {
    value = item.value ?? value + 1;
    if (item.options.has(COMPATIBLE)) compatibleItems++;
    else if (compatibleItems > 0) throw unit.fault(item.name.at, `${item.name.text} is behind ${COMPATIBLE} items`);
    return unit.placed([item.name.text, value] as const, item.name.at);
  });
  const definition: EnumDefinition = { kind, name: name.text, type, items: made };
  unit.addType(compatibleItems === 0 ? definition : { ...definition, compatibleItems }, name.at);
}

function makeField({ name, type, array, options }: Declaration, unit: Unit, within?: string): FieldDefinition {
  const by = array?.kind === "counted" ? { kind: array.kind, by: array.by.text } : array;
  const field: FieldDefinition = {
    name: name.text,
    type: unit.typeName(type, within),
    ...(by === undefined ? {} : { array: by }),
    ...fieldOptions(Object.fromEntries(options)),
  };
  return unit.placed(field, name.at);
}
