import { fieldOptions } from "../check/index.ts";
import type { EnumDefinition, FieldDefinition } from "../model/index.ts";
import type { BlockStatement, Declaration, EnumStatement, Statement } from "./syntax.ts";
import type { DefinedMessage, Unit } from "./unit.ts";

const COMPATIBLE = "backwards_compatible";

/** The fields of the reply of each request with `autoreply`. */
const AUTOREPLY_FIELDS: readonly FieldDefinition[] = [
  { name: "context", type: "u32" },
  { name: "retval", type: "i32" },
];

/** Adds the definition of a statement to the unit of its file. */
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

/** Adds the message of a `define`, and its reply if it has `autoreply`. */
function defineMessage({ name, fields, comment, ...rest }: BlockStatement, unit: Unit): void {
  const options = Object.fromEntries([...rest.options].map(([key, value]) => [key, String(value ?? "")]));
  const message: DefinedMessage = { name: name.text, fields: fields.map((field) => makeField(field, unit)), options };
  unit.addMessage(comment === undefined ? message : { ...message, comment }, name.at);
  if (!rest.isAutoreply) return;
  unit.addAutoreply({ name: `${name.text}_reply`, fields: AUTOREPLY_FIELDS, options }, name.at);
}

/** Adds the type of a `typedef` or a `union`. */
function defineBlock({ kind, name, comment, ...rest }: BlockStatement, unit: Unit): void {
  const fields = rest.fields.map((field) => makeField(field, unit, name.text));
  if (kind === "union") unit.addType({ kind, name: name.text, fields }, name.at);
  else
    unit.addType({ kind: "typedef", name: name.text, fields, ...(comment === undefined ? {} : { comment }) }, name.at);
}

/** Adds an alias, as of `typedef u8 mac_address[6];`. */
function defineAlias({ name, type, array }: Declaration, unit: Unit): void {
  if (array?.kind === "counted") throw unit.fault(array.by.at, "an alias cannot have a counted length");
  const length = array === undefined ? {} : { length: array.kind === "fixed" ? array.length : 0 };
  unit.addType({ kind: "alias", name: name.text, type: unit.typeName(type, name.text), ...length }, name.at);
}

/** Adds an enumeration. An item without a value is one more than the item before it. */
function defineEnum({ kind, name, type, items }: EnumStatement, unit: Unit): void {
  let value = -1;
  let compatibleItems = 0;
  const made = items.map((item) => {
    value = item.value ?? value + 1;
    if (item.options.has(COMPATIBLE)) compatibleItems++;
    else if (compatibleItems > 0)
      throw unit.fault(
        item.name.at,
        `${item.name.text} follows an item that is ${COMPATIBLE}: such items must be the last`,
      );
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
