import type { Names } from "./scope.ts";

/** Where a generated name comes from: the runtime, or another generated module. */
const WIRE = "wire";

/** A TypeScript file in the making: collects lines and imports what they mention. */
export class GeneratedFile implements Names {
  readonly #module: string;
  readonly #lines: string[] = [];
  readonly #imports = new Map<string, Map<string, "type" | "value">>();

  /** @param module the generated module that this file is. */
  constructor(module: string) {
    this.#module = module;
  }

  print(...lines: string[]): void {
    this.#lines.push(...lines);
  }

  /** A type of the wire runtime. */
  wireType(name: string): string {
    return this.#import(WIRE, name, "type");
  }

  /** A value of the wire runtime. */
  wire(name: string): string {
    return this.#import(WIRE, name, "value");
  }

  /** A type of a generated module. */
  type(module: string, name: string): string {
    return this.#import(module, name, "type");
  }

  /** A value of a generated module. */
  value(module: string, name: string): string {
    return this.#import(module, name, "value");
  }

  /** The whole text: head, imports, lines. */
  text(head: readonly string[], wireImport: string): string {
    const imports = [...this.#imports]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([module, names]) => {
        const from = module === WIRE ? wireImport : `./${module}.ts`;
        const listed = [...names].sort(([a], [b]) => (a < b ? -1 : 1));
        const allTypes = listed.every(([, kind]) => kind === "type");
        const inside = listed.map(([name, kind]) => (kind === "type" && !allTypes ? `type ${name}` : name)).join(", ");
        return `import ${allTypes ? "type " : ""}{ ${inside} } from "${from}";`;
      });
    return `${[...head, ...imports, "", ...this.#lines].join("\n")}\n`;
  }

  #import(module: string, name: string, kind: "type" | "value"): string {
    if (module === this.#module) return name;
    const names = this.#imports.get(module) ?? new Map<string, "type" | "value">();
    this.#imports.set(module, names);
    if (names.get(name) !== "value") names.set(name, kind);
    return name;
  }
}
