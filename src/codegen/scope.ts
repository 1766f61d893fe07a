import type { ApiSchema, Shape } from "../schema/index.ts";
import { codecName } from "./names.ts";

/** Gives what printed code calls a value that stands elsewhere. */
export interface Names {
  /** A value of the wire runtime. */
  wire(name: string): string;
  /** A value of a generated module. */
  value(module: string, name: string): string;
}

/** Where code is printed: the schema that types are found in, and the names of what it mentions. */
export interface Scope {
  readonly schema: ApiSchema;
  readonly file: Names;
}

/** The name of a typedef's or a union's codec. */
export function codecOf(shape: Shape & { readonly kind: "struct" | "union" }, { file }: Scope): string {
  return file.value(shape.owner.name, codecName(shape.definition.name));
}

/** The place of a field: an offset from where its block begins. */
export function place(base: string, offset: number): string {
  return offset === 0 ? base : `${base} + ${offset}`;
}
