import type { ApiModule, ApiSchema, Shape } from "../schema/index.ts";
import { namesOf } from "./module-names.ts";

/** Returns the names in printed code of values from elsewhere. */
export interface Names {
  /** Returns a value of the wire runtime. */
  wire(name: string): string;
  /** Returns a value of a generated module. */
  value(module: ApiModule, name: string): string;
}

/** The context of printed code: the schema with its types, and the names of values from elsewhere. */
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

/** Returns the expression of a field's offset, from that of its block. */
export function place(base: string, offset: number): string {
  return offset === 0 ? base : `${base} + ${offset}`;
}
