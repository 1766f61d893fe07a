import { isDeepStrictEqual } from "node:util";
import { listTypeNames } from "./catalogue.ts";
import { type ApiModule, ApiSchema, type TypeDefinition } from "./model.ts";
import { ownTypes } from "./own-types.ts";
import { mentionedTypes } from "./sort-by-use.ts";

/**
 * The schema with the modules that others import but that are not there, as in the answer of a VPP, which leaves out those
 * without messages: each module repeats the types of all its imports. Where a type belongs is told by the catalogue; of
 * imports that it does not know, by which modules have the type.
 */
export function restoreTypeModules(schema: ApiSchema): ApiSchema {
  const modules = [...schema.modules.values()];
  const missing = new Set(modules.flatMap(({ imports }) => imports).filter((name) => !schema.modules.has(name)));
  const restored = new Map<string, readonly TypeDefinition[]>();
  const owned = new Set<string>();
  for (const name of missing) {
    const types = typesOf(name, modules).filter((type) => !owned.has(type.name));
    for (const type of types) owned.add(type.name);
    if (types.length > 0) restored.set(name, types);
  }
  const own = ownTypes(modules.map((module) => ({ ...module, types: withoutRestored(module, restored) })));
  return new ApiSchema(schema.release, [
    ...own,
    ...[...restored].map(([name, types]) => makeModule(name, types, restored)),
  ]);
}

/** The types of a module that is not there. All that import it have them, and have the same. */
function typesOf(name: string, modules: readonly ApiModule[]): TypeDefinition[] {
  const importers = modules.filter(({ imports }) => imports.includes(name));
  const others = modules.filter((module) => !importers.includes(module));
  const known = listTypeNames(name);
  const belongs = ({ name: type }: TypeDefinition): boolean =>
    known.size > 0 ? known.has(type) : importers.length > 1 && !others.some((module) => findType(type, module));
  return importers[0]!.types.filter((type) => {
    return belongs(type) && importers.every((module) => isSameType(findType(type.name, module), type));
  });
}

function withoutRestored(
  module: ApiModule,
  restored: ReadonlyMap<string, readonly TypeDefinition[]>,
): TypeDefinition[] {
  const imported = new Set(module.imports.flatMap((name) => restored.get(name) ?? []).map(({ name }) => name));
  return module.types.filter(({ name }) => !imported.has(name));
}

/** Nothing is known of it but its types. */
function makeModule(
  name: string,
  types: readonly TypeDefinition[],
  restored: ReadonlyMap<string, readonly TypeDefinition[]>,
): ApiModule {
  const mentioned = new Set(types.flatMap(mentionedTypes));
  const isUsed = ([other, of]: [string, readonly TypeDefinition[]]): boolean =>
    other !== name && of.some((type) => mentioned.has(type.name));
  const imports = [...restored].filter(isUsed).map(([other]) => other);
  return { name, folder: "core", version: "", fileCrc: "0x0", imports, types, messages: [] };
}

function findType(name: string, { types }: ApiModule): TypeDefinition | undefined {
  return types.find((type) => type.name === name);
}

/** Comments are of no account. */
function isSameType(a: TypeDefinition | undefined, b: TypeDefinition): boolean {
  return isDeepStrictEqual({ ...a, comment: undefined }, { ...b, comment: undefined });
}
