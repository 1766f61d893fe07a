/** The model of VPP's API definitions, for all sources. Names are VPP's, in snake_case; type names are without `vl_api_..._t`. */

/** Base types of VPP's interface definition language. */
export const BASE_TYPES = ["u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "f64", "bool", "string"] as const;

/** The name of a base type. */
export type BaseType = (typeof BASE_TYPES)[number];

/** The length of an array; absent for a single value. For `string`, the length of the text in bytes. */
export type ArrayLength =
  /** A fixed number of items. */
  | { readonly kind: "fixed"; readonly length: number }
  /** A variable number of items; an earlier field of the same block has it. */
  | { readonly kind: "counted"; readonly by: string }
  /** A text with a u32 length before it; for `string` only. */
  | { readonly kind: "variable" };

/** A field of a message or typedef, or an arm of a union. */
export interface FieldDefinition {
  readonly name: string;
  /** A base type or the name of a type definition. */
  readonly type: string;
  readonly array?: ArrayLength;
  /** The value that is sent if none is given. */
  readonly default?: number | boolean;
  /** The maximum number of items of a counted array. */
  readonly limit?: number;
  /** For a union: the earlier field that selects the arm. */
  readonly discriminator?: string;
  /** For an arm of a union: the item of the discriminator's enumeration that selects it. */
  readonly case?: string;
}

/** A type with fields, one after the other on the wire. */
export interface TypedefDefinition {
  readonly kind: "typedef";
  readonly name: string;
  readonly fields: readonly FieldDefinition[];
  /** The comment before it, with its comment marks. */
  readonly comment?: string;
}

/** A type that holds one of several fields. */
export interface UnionDefinition {
  readonly kind: "union";
  readonly name: string;
  /** The arms, all at the same offset; the union is as long as the longest. */
  readonly fields: readonly FieldDefinition[];
}

/** A type of named numbers; of an `enumflag`, each is a bit. */
export interface EnumDefinition {
  readonly kind: "enum" | "enumflag";
  readonly name: string;
  /** The type of the integer on the wire. */
  readonly type: BaseType;
  readonly items: readonly (readonly [name: string, value: number])[];
  /** The number of last items that CRCs do not include (`backwards_compatible`). Only `.api` files have it. */
  readonly compatibleItems?: number;
}

/** Another name of a type, or of an array of it. */
export interface AliasDefinition {
  readonly kind: "alias";
  readonly name: string;
  readonly type: string;
  /** The length of an array. */
  readonly length?: number;
}

/** A type that a module defines. */
export type TypeDefinition = TypedefDefinition | UnionDefinition | EnumDefinition | AliasDefinition;

/** The messages that follow a request. */
export interface ServiceDefinition {
  /** The reply, or for a plain dump the details; `null` for a message without a reply. */
  readonly reply: string;
  /** Whether `reply` is sent any number of times, without an end mark. */
  readonly stream?: boolean;
  /** The details that precede the reply. */
  readonly streamMessage?: string;
  /** The events that VPP sends after the request. */
  readonly events?: readonly string[];
}

/** A message: a request, a reply, details or an event. */
export interface MessageDefinition {
  readonly name: string;
  /** Eight hex digits. */
  readonly crc: string;
  /** All fields after the message id, `client_index` and `context` included. */
  readonly fields: readonly FieldDefinition[];
  /** e.g. `deprecated`, `status`, `replaced_by`; the value may be empty. */
  readonly options: Readonly<Record<string, string>>;
  /** The messages that follow it; only requests have it. */
  readonly service?: ServiceDefinition;
  /** The comment before it, with its comment marks. */
  readonly comment?: string;
}

/** The counters of a node of VPP. */
export interface CounterSet {
  readonly name: string;
  readonly elements: readonly CounterDefinition[];
}

/** A counter of a node of VPP. */
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

/** The path of a set of counters in the stats segment. */
export interface CounterPath {
  readonly path: string;
  /** The name of the set. */
  readonly counter: string;
}

/** One `.api` file of VPP. */
export interface ApiModule {
  readonly name: string;
  /** The folder in which VPP has the file: `core` or `plugins`. */
  readonly folder: string;
  /** The semantic version of the module. */
  readonly version: string;
  /** The CRC of the file, in the form of `.api.json`. */
  readonly fileCrc: string;
  /** The modules whose types it uses, directly or through others. VPP lists some more than once. */
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

/** The definition of a message, and the types for its layout. */
export interface FoundMessage {
  readonly message: MessageDefinition;
  readonly module: ApiModule;
  /** A schema with at least the module and its imports. */
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

  /** Returns the module that defines a type used by `from`: `from` itself or one of its imports. */
  ownerOf(type: string, from: ApiModule): ApiModule | undefined {
    const owns = (module: ApiModule | undefined): boolean => module?.types.some(({ name }) => name === type) ?? false;
    if (owns(from)) return from;
    return from.imports.map((name) => this.modules.get(name)).find(owns);
  }
}

/** Returns whether a name is that of a base type. */
export function isBaseType(type: string): type is BaseType {
  return (BASE_TYPES as readonly string[]).includes(type);
}
