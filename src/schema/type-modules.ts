import { isDeepStrictEqual } from "node:util";
import { listTypeNames } from "./catalogue.ts";
import { type ApiModule, ApiSchema, type TypeDefinition } from "./model.ts";
import { ownTypes } from "./own-types.ts";
import { mentionedTypes } from "./sort-by-use.ts";

/**
 * Returns the schema with the modules that others import but that are not there, as in the answer of a VPP, which leaves out those
 * without messages: each module repeats the types of all its imports. Where a type belongs is told by the catalogue; of
 * imports that it does not know, by which modules have the type.
 */
export function restoreTypeModules(schema: ApiSchema): ApiSchema {
  const modules = [...schema.modules.values()];
  const missing = new Set(modules.flatMap(({ imports }) => imports).filter((name) => !schema.modules.has(name)));
  const restored = new Map<string, ApiModule>();
  const taken = new Set<string>();
  for (const name of missing) {
    const module = restoreModule(name, modules, taken);
    for (const type of module.types) taken.add(type.name);
    if (module.types.length > 0) restored.set(name, module);
  }
  const others = ownTypes(modules.map((module) => withoutRestored(module, restored)));
  const all = [...others, ...restored.values()];
  return new ApiSchema(schema.release, [
    ...others,
    ...[...restored.values()].map((each) => withUsedImports(each, all)),
  ]);
}

/**
 * Returns a module of which nothing is known but its types: all that import it have them, and have the same.
 *
 * @param taken the types that others have got already.
 */
function restoreModule(name: string, modules: readonly ApiModule[], taken: ReadonlySet<string>): ApiModule {
  const importers = modules.filter(({ imports }) => imports.includes(name));
  const others = modules.filter((module) => !importers.includes(module));
  const { types, imports } = importers[0]!;
  const known = listTypeNames(name);
  const belongs = (type: string): boolean =>
    known.size > 0 ? known.has(type) : importers.length > 1 && !others.some((module) => findType(type, module));
  const found = types.filter((type) => {
    const isShared = importers.every((module) => isSameType(findType(type.name, module), type));
    return isShared && !taken.has(type.name) && belongs(type.name);
  });
  return { name, folder: "core", version: "", fileCrc: "0x0", imports, types: found, messages: [] };
}

function withoutRestored(module: ApiModule, restored: ReadonlyMap<string, ApiModule>): ApiModule {
  const imported = new Set(module.imports.flatMap((name) => restored.get(name)?.types ?? []).map(({ name }) => name));
  return { ...module, types: module.types.filter(({ name }) => !imported.has(name)) };
}

/** Of what its importer imports, the module needs those whose types it uses. */
function withUsedImports(module: ApiModule, all: readonly ApiModule[]): ApiModule {
  const mentioned = module.types.flatMap(mentionedTypes);
  const used = all.filter((other) => other.name !== module.name && mentioned.some((type) => findType(type, other)));
  const names = new Set(used.map(({ name }) => name));
  return { ...module, imports: [...new Set(module.imports)].filter((name) => names.has(name)) };
}

function findType(name: string, { types }: ApiModule): TypeDefinition | undefined {
  return types.find((type) => type.name === name);
}

/** Comments are of no account. */
function isSameType(a: TypeDefinition | undefined, b: TypeDefinition): boolean {
  return isDeepStrictEqual({ ...a, comment: undefined }, { ...b, comment: undefined });
}
