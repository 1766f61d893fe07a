import { GeneratedFile } from "../../src/codegen/generated-file.ts";
import type { Scope } from "../../src/codegen/scope.ts";
import { type ApiModule, type FieldDefinition, type FieldLayout, Layouts } from "../../src/schema/index.ts";
import { sampleSchema } from "../helpers.ts";

const schema = sampleSchema();
const sample: ApiModule = schema.modules.get("sample")!;

/** The context in which code for the module `sample` is printed. */
export function sampleScope(): Scope {
  return { schema, file: new GeneratedFile(sample) };
}

/** The layouts of these fields, as if a message of `sample` had them. */
export function layoutsOf(...fields: readonly FieldDefinition[]): FieldLayout[] {
  return new Layouts(schema).fields(fields, sample);
}
