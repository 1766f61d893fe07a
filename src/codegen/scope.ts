import type { ApiModule, ApiSchema, Shape } from "../schema/index.ts";
import { namesOf } from "./module-names.ts";

/** Gives what printed code calls a value that stands elsewhere. */
export interface Names {
  /** Returns a value of the wire runtime. */
  wire(name: string): string;
  /** Returns a value of a generated module. */
  value(module: ApiModule, name: string): string;
}

/** Where code is printed: the schema that types are found in, and the names of what it mentions. */
export interface Scope {
  readonly schema: ApiSchema;
  readonly file: Names;
}

/** Returns the name of a typedef's or a union's codec. */
export function codecOf({ owner, definition }: Shape & { readonly kind: "struct" | "union" }, { file }: Scope): string {
  return file.value(owner, namesOf(owner).type(definition.name).codec);
}

/** Returns the name of an enumeration's items. */
export function itemsOf({ owner, definition }: Shape & { readonly kind: "enum" }, { file }: Scope): string {
  return file.value(owner, namesOf(owner).type(definition.name).type);
}

/** Returns the place of a field: an offset from where its block begins. */
export function place(base: string, offset: number): string {
  return offset === 0 ? base : `${base} + ${offset}`;
}
