import { ENUM_RANGES } from "../check/index.ts";
import type { BaseType } from "../model/index.ts";
import { NO_OPTIONS, parseInteger, parseOptions } from "./parse-options.ts";
import type { EnumItem, EnumStatement } from "./syntax.ts";
import type { Tokens } from "./tokens.ts";

const DEFAULT_TYPE = "u32";

/** Parses `enum ID [: TYPE] {...};`, from the name on. */
export function parseEnum(tokens: Tokens, kind: EnumStatement["kind"]): EnumStatement {
  const name = tokens.name(`a name for the ${kind}`);
  const type = tokens.take(":") ? parseType(tokens, kind) : DEFAULT_TYPE;
  const items: EnumItem[] = [];
  tokens.expect("{");
  do items.push(parseItem(tokens));
  while (!tokens.isAt("}"));
  tokens.expect("}");
  tokens.expect(";");
  return { kind, name, type, items };
}

function parseType(tokens: Tokens, kind: EnumStatement["kind"]): BaseType {
  const types = [...ENUM_RANGES[kind].keys()];
  const type = types.find((each) => tokens.take(each));
  if (type === undefined) throw tokens.unexpected(`one of ${types.join(", ")}`);
  return type;
}

/** Parses `ID [= NUMBER] [[OPTIONS]],`. The comma is required behind the last item too. */
function parseItem(tokens: Tokens): EnumItem {
  const name = tokens.name("an item");
  const value = tokens.take("=") ? parseInteger(tokens) : undefined;
  const options = tokens.take("[") ? parseOptions(tokens) : NO_OPTIONS;
  tokens.expect(",");
  return { name, options, ...(value === undefined ? {} : { value }) };
}
