import { VppError } from "../errors.ts";
import { nearestNames } from "../nearest-names.ts";
import { printable } from "../printable.ts";
import type { ApiModule, ApiSchema } from "../schema/index.ts";
import { docText } from "./documentation.ts";
import { emitModule } from "./emit-module.ts";
import { GENERATED_HEAD } from "./generated-file.ts";

/** How bindings are generated. */
export interface GenerateOptions {
  /** VPP's names of the modules that are wanted; those whose types they use come along. Default: all. */
  readonly modules?: readonly string[];
  /**
   * How generated files import each other: by the name that they have once they are compiled, `.js` (default), or by their
   * own, `.ts`, for a Node that strips types or a compiler that rewrites such imports.
   */
  readonly importExtension?: ".js" | ".ts";
  /** What generated files import the runtime from; default `tsvpp/wire/v1`. */
  readonly wireImport?: string;
}

/**
 * Returns the TypeScript bindings of a schema, as file name and text: one file per module. The same schema gives the same text.
 *
 * @throws {VppError} `VPP_SCHEMA` when a wanted module does not exist, or a definition cannot be laid out.
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
