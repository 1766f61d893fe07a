import { VppError } from "../errors.ts";
import {
  type ApiModule,
  type ApiSchema,
  type EnumDefinition,
  type FieldLayout,
  Layouts,
  type MessageDefinition,
  type Shape,
} from "../schema/index.ts";
import { checkFieldNames } from "./check-names.ts";
import { codecText, unionText } from "./emit/index.ts";
import { headerOf, roleOf } from "./message-role.ts";
import { namesOf } from "./module-names.ts";
import { property } from "./names.ts";
import { codecOf, itemsOf, type Names, type Scope } from "./scope.ts";

/**
 * Compiles the codec of a message at run time, from the same text that a generated file contains.
 *
 * @param wire the wire runtime, which the text uses (`import * as wire from "tsvpp/wire/v1"`).
 * @returns the codec; its type is that of the message.
 * @throws {VppError} `VPP_NO_EVAL` where code from strings is forbidden; `VPP_SCHEMA`.
 */
export function compileCodec(message: MessageDefinition, module: ApiModule, schema: ApiSchema, wire: object): unknown {
  // Refuses what the generator refuses, in parts of the module that are not compiled too.
  namesOf(module);
  const scope = { schema, file: new RuntimeNames() };
  const layouts = new Layouts(schema);
  const fields = layouts.fields(headerOf(message).fields, module);
  checkFieldNames(message.name, fields);
  const statements = new Map<string, string>();
  for (const { shape } of fields) declare(shape, layouts, scope, statements);
  const text = [
    ...statements.values(),
    `return ${codecText(fields, scope, { offsets: roleOf(message, module).kind === "request" })};`,
  ].join("\n");
  return compileFunction(message.name, text)(wire);
}

/** The names in compiled text: the runtime is an argument, all others are constants named after their module. */
class RuntimeNames implements Names {
  wire(name: string): string {
    return `wire.${name}`;
  }

  value(module: ApiModule, name: string): string {
    return `$${module.name.replaceAll("-", "$")}$${name}`;
  }
}

/** Declares the codecs of a shape, each after those that it uses. */
function declare(shape: Shape, layouts: Layouts, scope: Scope, statements: Map<string, string>): void {
  if (shape.kind === "array" || shape.kind === "counted") declare(shape.item, layouts, scope, statements);
  if (shape.kind !== "struct" && shape.kind !== "union" && shape.kind !== "enum") return;
  const name = shape.kind === "enum" ? itemsOf(shape, scope) : codecOf(shape, scope);
  if (statements.has(name)) return;
  const parts = partsOf(shape, layouts);
  checkFieldNames(shape.definition.name, parts);
  for (const part of parts) declare(part.shape, layouts, scope, statements);
  const text =
    shape.kind === "enum"
      ? itemsText(shape.definition)
      : shape.kind === "union"
        ? unionText(shape, scope)
        : codecText(parts, scope);
  statements.set(name, `const ${name} = ${text};`);
}

function partsOf(shape: Shape & { kind: "struct" | "union" | "enum" }, layouts: Layouts): readonly FieldLayout[] {
  if (shape.kind === "enum") return [];
  return shape.kind === "union" ? shape.arms : layouts.fields(shape.definition.fields, shape.owner);
}

function itemsText(definition: EnumDefinition): string {
  return `{ ${definition.items.map(([name, value]) => `${property(name)}: ${value}`).join(", ")} }`;
}

function compileFunction(messageName: string, text: string): (wire: object) => unknown {
  try {
    return new Function("wire", `"use strict";\n${text}`) as (wire: object) => unknown;
  } catch (cause) {
    const reason = `${messageName}: its codec must be compiled, but this process forbids code generation from strings`;
    throw new VppError("VPP_NO_EVAL", `${reason}; generate bindings instead: tsvpp generate --input SOCKET`, {
      messageName,
      cause,
    });
  }
}
