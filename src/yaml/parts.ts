import * as z from "zod/mini";
import type { Path } from "./problem.ts";

/** A well-formed part of a document, and its place. */
export interface Part<T> {
  readonly path: Path;
  readonly value: T;
}

/** Returns the part of a document at a path, if the document has it and the schema reads it. Other parts may be malformed. */
export function partAt<Schema extends z.core.$ZodType>(
  schema: Schema,
  document: unknown,
  path: Path,
): Part<z.output<Schema>> | undefined {
  const given = valueAt(document, path);
  const { success, data } = z.safeParse(schema, given);
  return given === undefined || !success ? undefined : { path, value: data };
}

/** Returns the value at a path of a document; undefined if there is none. */
export function valueAt(document: unknown, path: Path): unknown {
  let value = document;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  return value;
}

/** Returns the paths of the items of the list at a path; none if there is no list. */
export function itemPaths(document: unknown, path: Path): Path[] {
  const value = valueAt(document, path);
  return Array.isArray(value) ? value.map((_, at) => [...path, at]) : [];
}
