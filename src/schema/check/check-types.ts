import { type ArrayLength, type FieldDefinition, isBaseType, type TypeDefinition } from "../model/index.ts";
import { counterFault } from "./check-counter.ts";
import { checkDiscriminator } from "./check-discriminator.ts";
import { checkEnum } from "./check-enum.ts";
import type { FaultAt } from "./fault-at.ts";

/** The deepest nesting of types: more than any definition needs, and safe for recursive functions. */
const MAX_NESTING = 64;

/** A definition with fields: a typedef, a union or a message. */
interface Block {
  readonly name: string;
  readonly fields: readonly FieldDefinition[];
}

/** The properties of a type that its users depend on. */
interface TypeFacts {
  readonly isVariable: boolean;
  /** The depth of types within types. */
  readonly nesting: number;
}

const PLAIN: TypeFacts = { isVariable: false, nesting: 0 };
const VARIABLE: TypeFacts = { isVariable: true, nesting: 0 };

/** Checks types and blocks of fields. Each type is checked once. */
export class TypeChecks {
  readonly #types: ReadonlyMap<string, TypeDefinition>;
  readonly #faultAt: FaultAt;
  readonly #known = new Map<TypeDefinition, TypeFacts>();
  /** The types that are being checked, each used by the one before it. */
  readonly #open = new Set<TypeDefinition>();

  constructor(types: readonly TypeDefinition[], faultAt: FaultAt) {
    this.#types = new Map(types.map((type) => [type.name, type]));
    this.#faultAt = faultAt;
  }

  /** Checks a type and all that it uses. */
  type(type: TypeDefinition): TypeFacts {
    const known = this.#known.get(type);
    if (known !== undefined) return known;
    if (isBaseType(type.name)) throw this.#faultAt(type, `a type cannot be named ${type.name}: it is a base type`);
    this.#open.add(type);
    if (this.#open.size > MAX_NESTING) throw this.#tooDeep(type);
    const inner = this.#definition(type);
    this.#open.delete(type);
    const facts = { ...inner, nesting: inner.nesting + 1 };
    if (facts.nesting > MAX_NESTING) throw this.#tooDeep(type);
    this.#known.set(type, facts);
    return facts;
  }

  /** Checks fields, and the types that they use. */
  block({ name, fields }: Block): TypeFacts {
    const before = new Map<string, FieldDefinition>();
    let variable: FieldDefinition | undefined;
    let nesting = 0;
    for (const field of fields) {
      if (before.has(field.name)) throw this.#faultAt(field, `${name} has two fields ${field.name}`);
      if (variable !== undefined) {
        throw this.#faultAt(variable, `${variable.name} is of variable length and not the last field of ${name}`);
      }
      const facts = this.#field(field, before);
      if (facts.isVariable) variable = field;
      nesting = Math.max(nesting, facts.nesting);
      before.set(field.name, field);
    }
    return { isVariable: variable !== undefined, nesting };
  }

  #definition(type: TypeDefinition): TypeFacts {
    switch (type.kind) {
      case "enum":
      case "enumflag":
        checkEnum(type, this.#faultAt);
        return PLAIN;
      case "alias":
        return this.#content(type, type.type, aliasArray(type.type, type.length));
      case "union":
      case "typedef":
        return this.#fields(type);
    }
  }

  #fields(type: Block & { readonly kind: "typedef" | "union" }): TypeFacts {
    if (type.fields.length === 0) throw this.#faultAt(type, `${type.name} has no fields`);
    const facts = this.block(type);
    if (type.kind === "typedef" || !facts.isVariable) return facts;
    const arm = type.fields.at(-1)!;
    throw this.#faultAt(arm, `${arm.name} of union ${type.name} cannot be of variable length`);
  }

  #field(field: FieldDefinition, before: ReadonlyMap<string, FieldDefinition>): TypeFacts {
    this.#options(field);
    const fault = counterFault(field, before.values());
    if (fault !== undefined) throw this.#faultAt(field, fault);
    if (field.discriminator !== undefined) checkDiscriminator(field, before, this.#types, this.#faultAt);
    return this.#content(field, field.type, field.array);
  }

  /** Checks the values of options, which the parsers do not. */
  #options(field: FieldDefinition): void {
    const { name, default: value = 0, limit = 0, discriminator = "", case: item = "" } = field;
    const isDefault = typeof value === "boolean" || Number.isFinite(value);
    if (!isDefault) throw this.#faultAt(field, `the default of ${name} is neither a number nor a boolean`);
    if (!Number.isFinite(limit)) throw this.#faultAt(field, `the limit of ${name} is not a number`);
    for (const word of [discriminator, item]) {
      if (typeof word !== "string") throw this.#faultAt(field, `an option of ${name} is not a name`);
    }
  }

  /** Checks a type, of a single value or an array. */
  #content(definition: { readonly name: string }, type: string, array: ArrayLength | undefined): TypeFacts {
    if (type === "string") return this.#text(definition, array);
    const facts = isBaseType(type) ? PLAIN : this.type(this.#find(type, definition));
    if (array?.kind === "fixed" && facts.isVariable) {
      const text = `${definition.name}: items of a fixed-length array cannot be of variable length`;
      throw this.#faultAt(definition, text);
    }
    return array?.kind === "counted" ? { ...facts, isVariable: true } : facts;
  }

  #text(definition: { readonly name: string }, array: ArrayLength | undefined): TypeFacts {
    if (array?.kind === "variable") return VARIABLE;
    if (array?.kind === "fixed") return PLAIN;
    throw this.#faultAt(definition, `${definition.name} is a string without a length: write [] or a number of bytes`);
  }

  #find(name: string, user: object): TypeDefinition {
    const type = this.#types.get(name);
    if (type === undefined) throw this.#faultAt(user, `there is no type ${name}`);
    if (this.#open.has(type)) throw this.#faultAt(user, `type ${name} contains itself`);
    return type;
  }

  #tooDeep(type: TypeDefinition): Error {
    return this.#faultAt(type, `types are nested more than ${MAX_NESTING} deep at ${type.name}`);
  }
}

function aliasArray(type: string, length: number | undefined): ArrayLength | undefined {
  if (length === undefined) return undefined;
  return type === "string" && length === 0 ? { kind: "variable" } : { kind: "fixed", length };
}
