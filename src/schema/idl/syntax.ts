/** The statements of an `.api` file, before names are resolved. */

import type { BaseType, CounterPath, CounterSet } from "../model/index.ts";

/** A word or text, and its offset. */
export interface Name {
  readonly text: string;
  readonly at: number;
}

/** The value of an option behind `=`, or null without one. `true` is a text, as in VPP. */
export type OptionValue = number | false | string | null;

/** The values of options, by name. */
export type Options = ReadonlyMap<string, OptionValue>;

/** The declaration of a field, an arm or an alias. */
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
  /** The reply; undefined for `null`. */
  readonly reply: Name | undefined;
  readonly isStream: boolean;
  readonly streamMessage?: Name;
  readonly events: readonly Name[];
}

/** A `define`, `typedef` or `union` with fields. */
export interface BlockStatement {
  readonly kind: "define" | "typedef" | "union";
  /** The offset of the keyword. */
  readonly at: number;
  /** Whether a reply with only a return value is added. Other flags do not affect the wire. */
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
