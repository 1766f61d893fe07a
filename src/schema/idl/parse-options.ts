import type { Name, Options, OptionValue, Statement } from "./syntax.ts";
import type { Tokens } from "./tokens.ts";

export const NO_OPTIONS: Options = new Map();

/** Reserved words that are allowed as values. */
const VALUES: ReadonlySet<string> = new Set(["true", "type"]);

/** Parses `option ID [= VALUE];`, from the name on. */
export function parseOption(tokens: Tokens): Statement & { kind: "option" } {
  const name = tokens.name("an option");
  const value = tokens.take("=") ? parseValue(tokens) : null;
  tokens.expect(";");
  return { kind: "option", name, value };
}

/** Parses `a b=1, c=2 ]` up to the closing bracket. `first` is the first name, if it has been read. */
export function parseOptions(tokens: Tokens, first: Name = tokens.name("an option")): Options {
  const options = new Map<string, OptionValue>();
  for (let name = first; ; name = tokens.name(`"]" or an option`)) {
    const hasValue = tokens.take("=");
    options.set(name.text, hasValue ? parseValue(tokens) : null);
    if (hasValue) tokens.take(",");
    if (tokens.take("]")) return options;
  }
}

/** Parses a value. `true` is an ordinary word: only `false` is a keyword of VPP's lexer. */
function parseValue(tokens: Tokens): OptionValue {
  const { kind } = tokens.peek;
  if (tokens.take("false")) return false;
  if (kind === "number") return Number(tokens.next().text);
  if (kind === "text") return tokens.next().text;
  return tokens.name("a value", VALUES).text;
}

/** Parses an integer: a length, or the value of an item. */
export function parseInteger(tokens: Tokens): number {
  const { kind, text, at } = tokens.peek;
  if (kind !== "number") throw tokens.unexpected("a number");
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw tokens.source.fault(at, `${text} is not an integer, or too large`);
  tokens.next();
  return value;
}
