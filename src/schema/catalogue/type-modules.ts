import { isDeepStrictEqual } from "node:util";
import { type ApiModule, ApiSchema, mentionedTypes, ownTypes, type TypeDefinition } from "../model/index.ts";
import { listTypeNames } from "./catalogue.ts";

/**
 * Returns the schema with its missing imports restored. The definitions of a running VPP omit modules without messages, but
 * each module repeats the types of its imports. The catalogue gives the module of a type; for an import that it does not have,
 * the type belongs there if exactly the importers have it.
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
 * Restores a module from the types that all its importers share.
 *
 * @param taken the types of other restored modules.
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

/** Returns the module with only those imports whose types it uses. */
function withUsedImports(module: ApiModule, all: readonly ApiModule[]): ApiModule {
  const mentioned = module.types.flatMap(mentionedTypes);
  const used = all.filter((other) => other.name !== module.name && mentioned.some((type) => findType(type, other)));
  const names = new Set(used.map(({ name }) => name));
  return { ...module, imports: [...new Set(module.imports)].filter((name) => names.has(name)) };
}

function findType(name: string, { types }: ApiModule): TypeDefinition | undefined {
  return types.find((type) => type.name === name);
}

/** Compares two types without their comments. */
function isSameType(a: TypeDefinition | undefined, b: TypeDefinition): boolean {
  return isDeepStrictEqual({ ...a, comment: undefined }, { ...b, comment: undefined });
}
