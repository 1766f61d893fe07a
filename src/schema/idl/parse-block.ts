import { BASE_TYPES } from "../model/index.ts";
import { NO_OPTIONS, parseInteger, parseOption, parseOptions } from "./parse-options.ts";
import type { BlockStatement, Declaration, Name, OptionValue, Statement } from "./syntax.ts";
import type { Tokens } from "./tokens.ts";

const TYPES: ReadonlySet<string> = new Set(BASE_TYPES);

/** Reserved words that are allowed as names of fields. */
const FIELD_NAMES: ReadonlySet<string> = new Set(["type", "severity", "description", "counters", "paths"]);

/** Words that cannot be names of fields: VPP's Python client has fields as keyword arguments. */
const PYTHON_KEYWORDS: ReadonlySet<string> = new Set(
  [
    "False None True and as assert async await break class continue def del elif else except finally for from global",
    "if import in is lambda nonlocal not or pass raise return try while with yield",
  ].flatMap((words) => words.split(" ")),
);

/** Parses `define|union ID {...};`, from the name on. */
export function parseBlock(
  tokens: Tokens,
  kind: BlockStatement["kind"],
  at: number,
  flags: readonly Name[],
): BlockStatement {
  const legacy = flags.find(({ text }) => text === "typeonly");
  if (kind === "define" && legacy !== undefined) {
    throw tokens.source.fault(legacy.at, "VPP no longer supports typeonly: use typedef instead of define");
  }
  const name = tokens.name(`a name for the ${kind}`);
  const isAutoreply = flags.some(({ text }) => text === "autoreply");
  return { kind, at, isAutoreply, name, ...parseBody(tokens, kind, name) };
}

/** Parses `typedef ID {...};` or, for an alias, `typedef TYPE ID;`, from the word behind `typedef` on. */
export function parseTypedef(tokens: Tokens, at: number): Statement {
  const word = tokens.name("a name or a type", TYPES);
  if (TYPES.has(word.text) || !tokens.isAt("{")) {
    return { kind: "alias", declaration: parseDeclaration(tokens, word) };
  }
  return { kind: "typedef", at, isAutoreply: false, name: word, ...parseBody(tokens, "typedef", word) };
}

function parseBody(
  tokens: Tokens,
  kind: BlockStatement["kind"],
  name: Name,
): Pick<BlockStatement, "fields" | "options"> {
  const fields: Declaration[] = [];
  const options = new Map<string, OptionValue>();
  tokens.expect("{");
  while (!tokens.isAt("}")) {
    if (kind !== "union" && tokens.take("option")) {
      const option = parseOption(tokens);
      options.set(option.name.text, option.value);
    } else {
      fields.push(parseDeclaration(tokens, tokens.name("a field's type", TYPES)));
    }
  }
  if (fields.length === 0) throw tokens.source.fault(tokens.peek.at, `${name.text} has no fields`);
  tokens.expect("}");
  tokens.expect(";");
  return { fields, options };
}

/** Parses `TYPE ID;` with or without brackets behind the name, from the name on. */
function parseDeclaration(tokens: Tokens, type: Name): Declaration {
  const name = tokens.name("a field's name", FIELD_NAMES);
  const declaration: Declaration = { type, name, ...(tokens.take("[") ? parseBrackets(tokens, type) : NO_BRACKETS) };
  if (declaration.array === undefined && PYTHON_KEYWORDS.has(name.text)) {
    const text = `a field cannot be named ${name.text}: the word is reserved in Python`;
    throw tokens.source.fault(name.at, text);
  }
  tokens.expect(";");
  return declaration;
}

type Brackets = Pick<Declaration, "array" | "options">;

const NO_BRACKETS: Brackets = { options: NO_OPTIONS };

/** Parses a length, the name of the field with the length, nothing, or options, up to the closing bracket. */
function parseBrackets(tokens: Tokens, type: Name): Brackets {
  const { at } = tokens.peek;
  if (tokens.take("]")) {
    if (type.text === "string") return { array: { kind: "variable" }, options: NO_OPTIONS };
    throw tokens.source.fault(at, "only a string may be without a length: expected a number or the name of a field");
  }
  if (tokens.peek.kind === "number") return { array: parseLength(tokens, type), options: NO_OPTIONS };
  const name = tokens.name("a length or an option");
  if (!tokens.take("]")) return { options: parseOptions(tokens, name) };
  return { array: { kind: "counted", by: name }, options: NO_OPTIONS };
}

function parseLength(tokens: Tokens, type: Name): NonNullable<Declaration["array"]> {
  const { at } = tokens.peek;
  const length = parseInteger(tokens);
  if (length < 0) throw tokens.source.fault(at, `${length} is not a length`);
  tokens.expect("]");
  // The old notation for a string without a fixed length.
  return type.text === "string" && length === 0 ? { kind: "variable" } : { kind: "fixed", length };
}
