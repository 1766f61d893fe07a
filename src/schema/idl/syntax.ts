/** The statements of an `.api` file, before names are resolved. */

import type { BaseType, CounterPath, CounterSet } from "../model/index.ts";

/** A word or text, and its offset. */
export interface Name {
  readonly text: string;
  readonly at: number;
}

/** The value of an option: the one behind `=`, or null if the option has no `=`. The word `true` is a text, as in VPP. */
export type OptionValue = number | false | string | null;

/** The values of options, by name: `[ID, ID = VALUE, ...]`. */
export type Options = ReadonlyMap<string, OptionValue>;

/** The declaration of a field, an arm or an alias: `TYPE ID;`, with the length of an array or options in brackets. */
export interface Declaration {
  readonly type: Name;
  readonly name: Name;
  readonly array?: DeclaredArray;
  readonly options: Options;
}

/** The length of a declared array: `[NUMBER]`, `[ID]` for the field with the number of items, or `[]`. */
export type DeclaredArray =
  | { readonly kind: "fixed"; readonly length: number }
  | { readonly kind: "counted"; readonly by: Name }
  | { readonly kind: "variable" };

/** An item of an enumeration: `ID,`, with a value and options `ID = NUMBER [OPTIONS],`. */
export interface EnumItem {
  readonly name: Name;
  readonly value?: number;
  readonly options: Options;
}

/** A line of a service: `rpc ID returns ANSWER;`. The answer is `null`, `[ID] stream ID` or `ID [events ID ...]`. */
export interface Rpc {
  readonly caller: Name;
  /** The reply; undefined for `null`. */
  readonly reply: Name | undefined;
  readonly isStream: boolean;
  readonly streamMessage?: Name;
  readonly events: readonly Name[];
}

/** A message, a typedef or a union: `FLAGS define ID { DECLARATIONS };`, `typedef ID {...};` or `union ID {...};`. */
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

/** An enumeration: `enum ID : TYPE { ITEMS };` or `enumflag ID : TYPE { ITEMS };`. */
export interface EnumStatement {
  readonly kind: "enum" | "enumflag";
  readonly name: Name;
  readonly type: BaseType;
  readonly items: readonly EnumItem[];
}

/** A statement: `import "PATH";`, `option ID = VALUE;`, `typedef DECLARATION`, `service {...};`, ... */
export type Statement =
  | { readonly kind: "import"; readonly path: Name }
  | { readonly kind: "option"; readonly name: Name; readonly value: OptionValue }
  | { readonly kind: "alias"; readonly declaration: Declaration }
  | { readonly kind: "service"; readonly rpcs: readonly Rpc[] }
  | { readonly kind: "paths"; readonly paths: readonly CounterPath[] }
  | { readonly kind: "counters"; readonly set: CounterSet }
  | BlockStatement
  | EnumStatement;
