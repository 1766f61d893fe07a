import type { Name, Options, OptionValue, Statement } from "./syntax.ts";
import type { Tokens } from "./tokens.ts";

export const NO_OPTIONS: Options = new Map();

/** Reserved words that may be values. */
const VALUES: ReadonlySet<string> = new Set(["true", "type"]);

/** `option ID [= VALUE];`, from the name on. */
export function parseOption(tokens: Tokens): Statement & { kind: "option" } {
  const name = tokens.name("an option");
  const value = tokens.take("=") ? parseValue(tokens) : null;
  tokens.expect(";");
  return { kind: "option", name, value };
}

/** `a b=1, c=2 ]`, from the first name on if that has not been read yet, to the closing bracket. */
export function parseOptions(tokens: Tokens, first: Name = tokens.name("an option")): Options {
  const options = new Map<string, OptionValue>();
  for (let name = first; ; name = tokens.name(`"]" or an option`)) {
    const hasValue = tokens.take("=");
    options.set(name.text, hasValue ? parseValue(tokens) : null);
    if (hasValue) tokens.take(",");
    if (tokens.take("]")) return options;
  }
}

/** `true` is an ordinary word: VPP's lexer knows only `false`. */
function parseValue(tokens: Tokens): OptionValue {
  const { kind } = tokens.peek;
  if (tokens.take("false")) return false;
  if (kind === "number") return Number(tokens.next().text);
  if (kind === "text") return tokens.next().text;
  return tokens.name("a value", VALUES).text;
}

/** A number that counts something, or an item's value. */
export function parseInteger(tokens: Tokens): number {
  const { kind, text, at } = tokens.peek;
  if (kind !== "number") throw tokens.unexpected("a number");
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw tokens.source.fault(at, `${text} is no integer of reasonable size`);
  tokens.next();
  return value;
}
