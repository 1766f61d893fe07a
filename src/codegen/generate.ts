import type { ApiSchema } from "../schema/index.ts";
import { emitDirectory } from "./emit-directory.ts";
import { emitModule } from "./emit-module.ts";

/** How bindings are generated. */
export interface GenerateOptions {
  /** What generated files import the runtime from; default `tsvpp/wire/v1`. */
  readonly wireImport?: string;
}

/**
 * The TypeScript bindings of a release, as file name and text: one file per module, and `directory.ts`. The same schema
 * gives the same text.
 *
 * @throws {VppError} `VPP_SCHEMA` when a definition cannot be laid out.
 */
export function generateBindings(schema: ApiSchema, options: GenerateOptions = {}): Map<string, string> {
  const { wireImport = "tsvpp/wire/v1" } = options;
  const files = new Map<string, string>();
  for (const module of schema.modules.values()) {
    files.set(`${module.name}.ts`, emitModule(module, schema, wireImport));
  }
  return files.set("directory.ts", emitDirectory(schema, wireImport));
}
