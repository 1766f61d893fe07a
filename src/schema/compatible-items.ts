import {
  type ApiModule,
  ApiSchema,
  type EnumDefinition,
  MessageCrcs,
  type MessageDefinition,
  mentionedTypes,
  type TypeDefinition,
} from "./model/index.ts";

/**
 * Returns the schema with `compatibleItems`, the number of `backwards_compatible` items of an enumeration, which `.api.json`
 * documents and catalogues do not have. It is found by trial: CRCs do not include those items.
 */
export function withCompatibleItems(schema: ApiSchema): ApiSchema {
  const search = new Search(schema);
  // An enumeration found by one message helps with messages that use two enumerations.
  while ([...schema.modules.values()].some((module) => search.lookThrough(module)));
  const modules = [...schema.modules.values()].map((module) => {
    return { ...module, types: module.types.map((type) => search.found.get(type) ?? type) };
  });
  return new ApiSchema(schema.release, modules);
}

/** An enumeration, and the same with some compatible items. */
type Guess = readonly [definition: EnumDefinition, guess: EnumDefinition];

class Search {
  /** The enumerations found, and their new definitions. */
  readonly found = new Map<TypeDefinition, EnumDefinition>();
  readonly #schema: ApiSchema;

  constructor(schema: ApiSchema) {
    this.#schema = schema;
  }

  /** Searches a module; returns whether an enumeration was found. */
  lookThrough(module: ApiModule): boolean {
    const { size } = this.found;
    const crcs = new MessageCrcs((name) => this.#typeOf(name, module));
    for (const message of module.messages) {
      if (crcs.crcOf(message.fields) !== message.crc) this.#explain(message, module);
    }
    return this.found.size > size;
  }

  /** Looks for one or two enumerations that explain the CRC of a message, if their last items are compatible. */
  #explain(message: MessageDefinition, module: ApiModule): void {
    for (const guesses of combinations([...this.#enumsOf(message, module)])) {
      const guessed = new Map<string, TypeDefinition>(guesses.map(([, guess]) => [guess.name, guess]));
      const crcs = new MessageCrcs((name) => guessed.get(name) ?? this.#typeOf(name, module));
      if (crcs.crcOf(message.fields) !== message.crc) continue;
      for (const [definition, guess] of guesses) this.found.set(definition, guess);
      return;
    }
  }

  /** Returns the enumerations that a message uses at any depth, without those already found. */
  #enumsOf(message: MessageDefinition, module: ApiModule): Set<EnumDefinition> {
    const enums = new Set<EnumDefinition>();
    const seen = new Set<string>();
    const visit = (name: string): void => {
      if (seen.has(name)) return;
      seen.add(name);
      const type = this.#typeOf(name, module);
      if (type === undefined) return;
      if ("items" in type && type.compatibleItems === undefined) enums.add(type);
      // The CRC does not include the type behind an alias.
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

/** Yields single guesses, then pairs. No message uses more enumerations with compatible items. */
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
