import * as z from "zod/mini";
import { errorText } from "../errors.ts";
import { nearestNames } from "../nearest-names.ts";
import type { Path, Problem } from "./problem.ts";

/*
 * The parts that the schema of a document is made of, with errors in plain words.
 */

/** A longer key is no mistyped name. */
const MAX_KEY_LENGTH = 64;

/** After this many problems in one list the rest of the list is not read. */
const MAX_PROBLEMS = 1000;

/** The schema of the items, by the schema that zod has for the list. */
const itemSchemas = new WeakMap<z.core.$ZodType, z.core.$ZodType>();

/** The values of keys that are left out; in its own registry, zod drops those of a pipe. */
const defaults = new WeakMap<z.core.$ZodType, boolean | number | string>();

/** The keys that a mapping knows, by the list of keys in an issue that it does not. */
const knownKeys = new WeakMap<readonly string[], readonly string[]>();

/** Returns the problems of an issue: one for each unknown key. */
export function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path as Path; // a document has no symbols
  if (issue.code !== "unrecognized_keys") return [{ path, text: issue.message }];
  const known = knownKeys.get(issue.keys) ?? [];
  return issue.keys.map((key) => ({ path: [...path, key], text: unknownKey(key, known), known }));
}

/** Returns the JSON Schema of what a schema reads. */
export function toJsonSchema(schema: z.core.$ZodType): object {
  return z.toJSONSchema(schema, {
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      const byDefault = defaults.get(zodSchema);
      if (byDefault !== undefined) jsonSchema.default = byDefault;
      const item = itemSchemas.get(zodSchema);
      if (item === undefined) return;
      const { $schema: _, ...items } = toJsonSchema(item) as { readonly $schema?: string };
      jsonSchema.items = items;
    },
  });
}

/** A schema and the function that makes another value of what it accepts. */
type Reading<Schema extends z.core.$ZodType, Read> = z.ZodMiniPipe<
  Schema,
  z.ZodMiniTransform<Awaited<Read>, z.output<Schema>>
>;

/** Reads what a schema accepts, and makes another value of it; an error that `read` throws becomes the problem. */
export function readBy<Schema extends z.core.$ZodType, Read>(
  schema: Schema,
  read: (given: z.output<Schema>) => Read,
): Reading<Schema, Read> {
  const transform = z.transform((given: z.output<Schema>, context) => {
    try {
      return read(given);
    } catch (reason) {
      context.issues.push({ code: "custom", message: errorText(reason), input: given });
      return z.NEVER;
    }
  });
  return z.pipe(schema, transform);
}

export function text<Read>(what: string, read: (text: string) => Read): Reading<z.ZodMiniString, Read> {
  return readBy(z.string(wrong(what)).register(z.globalRegistry, { title: what }), read);
}

export function wholeNumber(least: number, most: number): z.ZodMiniNumberFormat {
  const error = wrong(`a whole number from ${least} to ${most}`);
  return z.int(error).check(z.gte(least, error), z.lte(most, error));
}

export function flag(): z.ZodMiniBoolean {
  return z.boolean(wrong("true or false"));
}

/** Reads the items one by one: zod passes all issues on as arguments of one call, and overflows the stack if they are many. */
export function list<Item extends z.core.$ZodType>(
  item: Item,
): Reading<z.ZodMiniArray<z.ZodMiniUnknown>, z.output<Item>[]> {
  const items = z.array(z.unknown(), wrong("a list"));
  itemSchemas.set(items, item);
  const transform = z.transform((given: unknown[], { issues }) => {
    const report = (input: unknown, { path, text }: Problem) =>
      issues.push({ code: "custom", path: [...path], message: text, input });
    const read: z.output<Item>[] = [];
    for (const [at, input] of given.entries()) {
      if (issues.length >= MAX_PROBLEMS) {
        report(input, { path: [at], text: "reading stopped here: too many problems; correct the others first" });
        return z.NEVER;
      }
      const { data, error } = z.safeParse(item, input);
      if (error === undefined) read.push(data);
      else for (const { path, text } of error.issues.flatMap(problemsOf)) report(input, { path: [at, ...path], text });
    }
    return issues.length === 0 ? read : z.NEVER;
  });
  return z.pipe(items, transform);
}

/** A key that may be left out. The JSON Schema states the value that it has then, if there is one. */
export function optional<Schema extends z.core.$ZodType>(
  schema: Schema,
  byDefault?: boolean | number | string,
): z.ZodMiniExactOptional<Schema> {
  const key = z.exactOptional(schema);
  if (byDefault !== undefined) defaults.set(key, byDefault);
  return key;
}

/** Reads a mapping that has no other keys. */
export function mapping<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodMiniObject<Shape, z.core.$strict> {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") return expected("a mapping", issue.input);
      knownKeys.set(issue.keys, known);
      return "unknown keys";
    },
  });
}

function unknownKey(key: string, known: readonly string[]): string {
  // A comparison takes as long as one length times the other.
  const [near] = key.length > MAX_KEY_LENGTH ? [] : nearestNames(key, known);
  return `unknown key${near === undefined ? "" : `: did you mean ${near}?`} (known: ${known.join(", ")})`;
}

/** Returns the error of a schema for any other input. */
export function wrong(what: string): { error: (issue: { readonly input: unknown }) => string } {
  return { error: ({ input }) => expected(what, input) };
}

export function expected(what: string, input: unknown): string {
  return input === undefined ? `missing: expected ${what}` : `expected ${what}, found ${describe(input)}`;
}

function describe(input: unknown): string {
  if (input === null) return "nothing";
  if (Array.isArray(input)) return "a list";
  if (typeof input !== "object") return typeof input === "string" ? JSON.stringify(input) : String(input);
  // YAML takes "fc00::" for the key "fc00:" without a value.
  return Object.keys(input).some((key) => key.endsWith(":"))
    ? "a mapping: put an address that ends in :: in quotes"
    : "a mapping";
}
