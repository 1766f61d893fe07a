import type { ApiModule } from "./model.ts";

/** Returns the modules without the types of their imports, which `.api.json` documents repeat. */
export function ownTypes(modules: readonly ApiModule[]): ApiModule[] {
  const names = new Map(modules.map((module) => [module.name, new Set(module.types.map((type) => type.name))]));
  return modules.map((module) => {
    const imported = new Set(module.imports.flatMap((name) => [...(names.get(name) ?? [])]));
    return { ...module, types: module.types.filter((type) => !imported.has(type.name)) };
  });
}
