/**
 * What stands in an `.api` file, statement by statement, before it is known what the names mean.
 */

import type { BaseType, CounterPath, CounterSet } from "../model.ts";

/** A word or text, and where it stands. */
export interface Name {
  readonly text: string;
  readonly at: number;
}

/** What stands behind `=`; `true` is a text, as for VPP. Null: nothing does. */
export type OptionValue = number | false | string | null;

/** Options by name. */
export type Options = ReadonlyMap<string, OptionValue>;

/** A field, an arm, or what an alias stands for. */
export interface Declaration {
  readonly type: Name;
  readonly name: Name;
  readonly array?: DeclaredArray;
  readonly options: Options;
}

export type DeclaredArray =
  | { readonly kind: "fixed"; readonly length: number }
  | { readonly kind: "counted"; readonly by: Name }
  | { readonly kind: "variable" };

export interface EnumItem {
  readonly name: Name;
  readonly value?: number;
  readonly options: Options;
}

export interface Rpc {
  readonly caller: Name;
  /** Undefined: `null`. */
  readonly reply: Name | undefined;
  readonly isStream: boolean;
  readonly streamMessage?: Name;
  readonly events: readonly Name[];
}

/** A `define`, `typedef` or `union` with fields. */
export interface BlockStatement {
  readonly kind: "define" | "typedef" | "union";
  /** Of that word. */
  readonly at: number;
  /** A reply with nothing but a return value is to be added. Other flags say nothing about what is on the wire. */
  readonly isAutoreply: boolean;
  readonly name: Name;
  readonly fields: readonly Declaration[];
  readonly options: Options;
  readonly comment?: string;
}

export interface EnumStatement {
  readonly kind: "enum" | "enumflag";
  readonly name: Name;
  readonly type: BaseType;
  readonly items: readonly EnumItem[];
}

export type Statement =
  | { readonly kind: "import"; readonly path: Name }
  | { readonly kind: "option"; readonly name: Name; readonly value: OptionValue }
  | { readonly kind: "alias"; readonly declaration: Declaration }
  | { readonly kind: "service"; readonly rpcs: readonly Rpc[] }
  | { readonly kind: "paths"; readonly paths: readonly CounterPath[] }
  | { readonly kind: "counters"; readonly set: CounterSet }
  | BlockStatement
  | EnumStatement;
