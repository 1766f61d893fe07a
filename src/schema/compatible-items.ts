import { MessageCrcs } from "./crc.ts";
import {
  type ApiModule,
  ApiSchema,
  type EnumDefinition,
  type MessageDefinition,
  type TypeDefinition,
} from "./model.ts";
import { mentionedTypes } from "./sort-by-use.ts";

/**
 * Returns the schema with what `.api.json` documents and catalogues do not tell: how many items of an enumeration VPP has added
 * since, as `backwards_compatible`. It shows in the CRCs, which do not count them.
 */
export function withCompatibleItems(schema: ApiSchema): ApiSchema {
  const search = new Search(schema);
  // An enumeration that one message gives away helps with those that use two of them.
  while ([...schema.modules.values()].some((module) => search.lookThrough(module)));
  const modules = [...schema.modules.values()].map((module) => {
    return { ...module, types: module.types.map((type) => search.found.get(type) ?? type) };
  });
  return new ApiSchema(schema.release, modules);
}

/** An enumeration as it was read, and with fewer items that count. */
type Guess = readonly [definition: EnumDefinition, guess: EnumDefinition];

class Search {
  /** Enumerations, and the same ones as VPP counts their items. */
  readonly found = new Map<TypeDefinition, EnumDefinition>();
  readonly #schema: ApiSchema;

  constructor(schema: ApiSchema) {
    this.#schema = schema;
  }

  /** Returns whether anything was found. */
  lookThrough(module: ApiModule): boolean {
    const { size } = this.found;
    const crcs = new MessageCrcs((name) => this.#typeOf(name, module));
    for (const message of module.messages) {
      if (crcs.crcOf(message.fields) !== message.crc) this.#explain(message, module);
    }
    return this.found.size > size;
  }

  /** Looks for the one enumeration, or the two, without whose last items the CRC is right. */
  #explain(message: MessageDefinition, module: ApiModule): void {
    for (const guesses of combinations([...this.#enumsOf(message, module)])) {
      const guessed = new Map<string, TypeDefinition>(guesses.map(([, guess]) => [guess.name, guess]));
      const crcs = new MessageCrcs((name) => guessed.get(name) ?? this.#typeOf(name, module));
      if (crcs.crcOf(message.fields) !== message.crc) continue;
      for (const [definition, guess] of guesses) this.found.set(definition, guess);
      return;
    }
  }

  /** Those of which nothing is known yet, at any depth. */
  #enumsOf(message: MessageDefinition, module: ApiModule): Set<EnumDefinition> {
    const enums = new Set<EnumDefinition>();
    const seen = new Set<string>();
    const visit = (name: string): void => {
      if (seen.has(name)) return;
      seen.add(name);
      const type = this.#typeOf(name, module);
      if (type === undefined) return;
      if ("items" in type && type.compatibleItems === undefined) enums.add(type);
      // An alias is all that counts: what it stands for does not.
      if ("fields" in type) mentionedTypes(type).forEach(visit);
    };
    for (const { type } of message.fields) visit(type);
    return enums;
  }

  #typeOf(name: string, module: ApiModule): TypeDefinition | undefined {
    const type = this.#schema.ownerOf(name, module)?.types.find((each) => each.name === name);
    return type && (this.found.get(type) ?? type);
  }
}

/** Single guesses, then pairs: no message uses more enumerations that have grown. */
function* combinations(enums: readonly EnumDefinition[]): Generator<readonly Guess[]> {
  const guesses = enums.map(guessesAt);
  for (const guess of guesses.flat()) yield [guess];
  for (const [at, ones] of guesses.entries()) {
    for (const one of ones) for (const other of guesses.slice(at + 1).flat()) yield [one, other];
  }
}

function guessesAt(definition: EnumDefinition): Guess[] {
  const counts = definition.items.slice(1).map((_, at) => at + 1);
  return counts.map((compatibleItems) => [definition, { ...definition, compatibleItems }]);
}
