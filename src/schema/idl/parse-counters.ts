import type { CounterDefinition, CounterPath } from "../model/index.ts";
import type { Statement } from "./syntax.ts";
import type { Tokens } from "./tokens.ts";

/** Parses `counters ID { ID {...}; ... };`, from the name on. */
export function parseCounters(tokens: Tokens): Statement {
  const { text: name } = tokens.name("a name for the counters");
  const elements: CounterDefinition[] = [];
  tokens.expect("{");
  do elements.push(parseCounter(tokens));
  while (!tokens.isAt("}"));
  tokens.expect("}");
  tokens.expect(";");
  return { kind: "counters", set: { name, elements } };
}

function parseCounter(tokens: Tokens): CounterDefinition {
  const name = tokens.name("a counter");
  const facts = new Map<string, string>();
  tokens.expect("{");
  while (!tokens.take("}")) {
    facts.set(tokens.peek.text, parseFact(tokens));
    tokens.expect(";");
  }
  tokens.expect(";");
  const fact = (key: string): string => {
    const value = facts.get(key);
    if (value === undefined) throw tokens.source.fault(name.at, `counter ${name.text} has no ${key}`);
    return value;
  };
  return {
    name: name.text,
    severity: fact("severity"),
    type: fact("type"),
    units: fact("units"),
    description: fact("description"),
  };
}

function parseFact(tokens: Tokens): string {
  if (tokens.take("severity")) return tokens.name("a severity").text;
  if (tokens.take("type")) return tokens.name("a type of counter").text;
  if (tokens.take("units")) return tokens.text("units").text;
  if (tokens.take("description")) return tokens.text("a description").text;
  throw tokens.unexpected("severity, type, units or description");
}

/** Parses `paths { "PATH" "COUNTERS"; ... };`, from the brace on. */
export function parsePaths(tokens: Tokens): Statement {
  const paths: CounterPath[] = [];
  tokens.expect("{");
  do {
    paths.push({ path: tokens.text("a path").text, counter: tokens.text("the name of counters").text });
    tokens.expect(";");
  } while (!tokens.isAt("}"));
  tokens.expect("}");
  tokens.expect(";");
  return { kind: "paths", paths };
}
