/**
 * The one model of VPP's API definitions, whatever they were read from. Names are VPP's, in snake_case and without the
 * `vl_api_..._t` around type names.
 */

/** Base types of VPP's interface definition language. */
export const BASE_TYPES = ["u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "f64", "bool", "string"] as const;

export type BaseType = (typeof BASE_TYPES)[number];

/** How often a field's type is repeated; absent: once. For `string`, the length of the text in bytes. */
export type ArrayLength =
  /** Always this many. */
  | { readonly kind: "fixed"; readonly length: number }
  /** As many as an earlier field of the same block says. */
  | { readonly kind: "counted"; readonly by: string }
  /** A text behind its u32 length; for `string` only. */
  | { readonly kind: "variable" };

export interface FieldDefinition {
  readonly name: string;
  /** A base type or the name of a type definition. */
  readonly type: string;
  readonly array?: ArrayLength;
  /** What a sender who does not care sends. */
  readonly default?: number | boolean;
  /** The most items a counted array may have. */
  readonly limit?: number;
  /** Of a union: the earlier field that says which arm is valid. */
  readonly discriminator?: string;
  /** Of a union's arm: the item of the discriminator's enumeration that selects it. */
  readonly case?: string;
}

export interface TypedefDefinition {
  readonly kind: "typedef";
  readonly name: string;
  readonly fields: readonly FieldDefinition[];
  /** The comment before it, with its comment marks. */
  readonly comment?: string;
}

export interface UnionDefinition {
  readonly kind: "union";
  readonly name: string;
  /** The arms, all at the same place; the union is as long as the longest. */
  readonly fields: readonly FieldDefinition[];
}

export interface EnumDefinition {
  readonly kind: "enum" | "enumflag";
  readonly name: string;
  /** The integer on the wire. */
  readonly type: BaseType;
  readonly items: readonly (readonly [name: string, value: number])[];
  /** So many of the last items do not count for CRCs (`backwards_compatible`). Only `.api` files tell. */
  readonly compatibleItems?: number;
}

export interface AliasDefinition {
  readonly kind: "alias";
  readonly name: string;
  readonly type: string;
  /** Of an array. */
  readonly length?: number;
}

export type TypeDefinition = TypedefDefinition | UnionDefinition | EnumDefinition | AliasDefinition;

/** What follows a request. */
export interface ServiceDefinition {
  /** The reply, or for a plain dump the details; `null`: nothing ever. */
  readonly reply: string;
  /** The reply stands for any number of details without an end mark. */
  readonly stream?: boolean;
  /** The details that come before the reply. */
  readonly streamMessage?: string;
  /** What VPP sends unasked from then on. */
  readonly events?: readonly string[];
}

export interface MessageDefinition {
  readonly name: string;
  /** Eight hex digits. */
  readonly crc: string;
  /** All fields after the message id, `client_index` and `context` included. */
  readonly fields: readonly FieldDefinition[];
  /** e.g. `deprecated`, `status`, `replaced_by`; the value may be empty. */
  readonly options: Readonly<Record<string, string>>;
  /** Of a request. */
  readonly service?: ServiceDefinition;
  /** The comment before it, with its comment marks. */
  readonly comment?: string;
}

/** Counters that VPP keeps for a node. */
export interface CounterSet {
  readonly name: string;
  readonly elements: readonly CounterDefinition[];
}

export interface CounterDefinition {
  readonly name: string;
  /** `error`, `warn` or `info`. */
  readonly severity: string;
  /** e.g. `counter64`. */
  readonly type: string;
  /** e.g. `packets`. */
  readonly units: string;
  readonly description: string;
}

/** Where the stats segment has a set of counters. */
export interface CounterPath {
  readonly path: string;
  /** The name of the set. */
  readonly counter: string;
}

/** One `.api` file of VPP. */
export interface ApiModule {
  readonly name: string;
  /** Where VPP keeps it: `core` or `plugins`. */
  readonly folder: string;
  /** Its own semantic version. */
  readonly version: string;
  /** CRC of the file, as `.api.json` has it. */
  readonly fileCrc: string;
  /** Modules whose types it uses, directly or through others; some more than once, as VPP has them. */
  readonly imports: readonly string[];
  /** The types that it defines itself, in the order of definition. */
  readonly types: readonly TypeDefinition[];
  /** In the order of definition, which is the order of message ids. */
  readonly messages: readonly MessageDefinition[];
  /** Not in a catalogue. */
  readonly counters?: readonly CounterSet[];
  /** Not in a catalogue. */
  readonly paths?: readonly CounterPath[];
}

/** A message's definition and what is needed to lay it out. */
export interface FoundMessage {
  readonly message: MessageDefinition;
  readonly module: ApiModule;
  /** At least the module and its imports. */
  readonly schema: ApiSchema;
}

/** All modules of one release. */
export class ApiSchema {
  readonly release: string;
  readonly modules: ReadonlyMap<string, ApiModule>;

  constructor(release: string, modules: readonly ApiModule[]) {
    this.release = release;
    this.modules = new Map(modules.map((module) => [module.name, module]));
  }

  /** Returns the definition of a message with this CRC. */
  findMessage(name: string, crc: string): FoundMessage | undefined {
    for (const module of this.modules.values()) {
      const message = module.messages.find((each) => each.name === name && each.crc === crc);
      if (message !== undefined) return { message, module, schema: this };
    }
    return undefined;
  }

  /** Returns the module that defines a type which `from` uses: itself or one of those that it imports. */
  ownerOf(type: string, from: ApiModule): ApiModule | undefined {
    const owns = (module: ApiModule | undefined): boolean => module?.types.some(({ name }) => name === type) ?? false;
    if (owns(from)) return from;
    return from.imports.map((name) => this.modules.get(name)).find(owns);
  }
}

/** Tells a base type from the name of a definition. */
export function isBaseType(type: string): type is BaseType {
  return (BASE_TYPES as readonly string[]).includes(type);
}
