import { VppError } from "../errors.ts";
import { nearestNames } from "../nearest-names.ts";
import { printable } from "../printable.ts";
import type { ApiModule, ApiSchema } from "../schema/index.ts";
import { docText, emitModule } from "./emit/index.ts";
import { GENERATED_HEAD } from "./generated-file.ts";

/** Options for generating bindings. */
export interface GenerateOptions {
  /** VPP's names of the modules to generate; modules with types that they use are added. Default: all. */
  readonly modules?: readonly string[];
  /**
   * The extension in imports between generated files: `.js` (default), or `.ts` for a Node.js that strips types or a compiler
   * that rewrites imports.
   */
  readonly importExtension?: ".js" | ".ts";
  /** The import path of the runtime in generated files; default `tsvpp/wire/v1`. */
  readonly wireImport?: string;
}

/**
 * Generates the TypeScript bindings of a schema: a map from file name to text, with one file for each module. The same schema
 * generates the same text.
 *
 * @throws {VppError} `VPP_SCHEMA` when a module does not exist, or a definition has no valid layout.
 */
export function generateBindings(schema: ApiSchema, options: GenerateOptions = {}): Map<string, string> {
  const { modules, importExtension = ".js", wireImport = "tsvpp/wire/v1" } = options;
  const texts = new Map<string, string>();
  const add = (module: ApiModule): void => {
    if (texts.has(module.name)) return;
    const file = emitModule(module, schema);
    texts.set(module.name, file.text(headOf(module, schema), { importExtension, wireImport }));
    for (const name of file.imports) add(schema.modules.get(name)!);
  };
  const wanted = modules?.map((name) => findModule(name, schema)) ?? [...schema.modules.values()];
  wanted.forEach(add);
  return new Map([...texts].map(([name, text]) => [`${name}.ts`, text]));
}

function findModule(name: string, schema: ApiSchema): ApiModule {
  const module = schema.modules.get(name);
  if (module !== undefined) return module;
  const near = nearestNames(name, [...schema.modules.keys()]);
  throw new VppError(
    "VPP_SCHEMA",
    `no module ${printable(name)}${near.length === 0 ? "" : `: did you mean ${near.join(", ")}?`}`,
  );
}

function headOf({ name, version }: ApiModule, { release }: ApiSchema): string {
  const origin = release === "" ? "" : ` of VPP ${release}`;
  const state = version === "" ? "" : `, version ${version}`;
  return `${GENERATED_HEAD} ${docText(`the ${name} module${origin}${state}`)}. Do not edit.`;
}
