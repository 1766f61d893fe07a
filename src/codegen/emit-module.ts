import type { ApiModule, ApiSchema, MessageDefinition, Shape, TypeDefinition } from "../schema/index.ts";
import { Layouts } from "../schema/index.ts";
import { codecText, unionText } from "./emit-codec.ts";
import { emitEnum, emitInterface, shapeType } from "./emit-types.ts";
import { GeneratedFile } from "./generated-file.ts";
import { headerOf, type MessageRole, roleOf } from "./message-role.ts";
import { codecName, typeName, valueName } from "./names.ts";
import type { Scope } from "./scope.ts";

/** Prints one `.api` module as a TypeScript file: enumerations, typedefs, then messages, each behind what it mentions. */
export function emitModule(module: ApiModule, schema: ApiSchema, wireImport: string): string {
  const file = new GeneratedFile(module.name);
  const emitter = new ModuleEmitter(module, schema, file);
  for (const type of sortByUse(module.types)) emitter.type(type);
  for (const message of answersFirst(module.messages)) emitter.message(message);
  const head = [
    `// Generated from the ${module.name} module of VPP ${schema.release}, version ${module.version}. Do not edit.`,
  ];
  return file.text(head, wireImport);
}

class ModuleEmitter {
  readonly #module: ApiModule;
  readonly #file: GeneratedFile;
  readonly #layouts: Layouts;
  readonly #scope: Scope;

  constructor(module: ApiModule, schema: ApiSchema, file: GeneratedFile) {
    this.#module = module;
    this.#file = file;
    this.#layouts = new Layouts(schema);
    this.#scope = { schema, file };
  }

  type(type: TypeDefinition): void {
    if (type.kind === "enum" || type.kind === "enumflag") emitEnum(type, this.#file);
    if (type.kind === "alias") return;
    const shape = this.#layouts.fields([{ name: type.name, type: type.name }], this.#module)[0]!.shape;
    if (shape.kind === "struct") this.#typedef(type.name, shape);
    if (shape.kind === "union") this.#union(type.name, shape);
    this.#file.print("");
  }

  message(message: MessageDefinition): void {
    const { header, fields } = headerOf(message);
    const role = roleOf(message);
    const layouts = this.#layouts.fields(fields, this.#module);
    const name = typeName(message.name);
    this.#file.print(`/** \`${message.name}\`${noteOf(message)} */`);
    emitInterface(name, layouts, role.kind !== "message", this.#file);
    const create = this.#file.wire(role.kind);
    const args = [
      `"${message.name}"`,
      `"${message.crc}"`,
      `"${header}"`,
      codecText(layouts, this.#scope),
      ...answers(role),
    ];
    this.#file.print(
      `/** \`${message.name}\`${noteOf(message)} */`,
      `export const ${valueName(message.name)}: ${this.#descriptorType(role, name)} = /*#__PURE__*/ ${create}(${args.join(", ")});`,
      "",
    );
  }

  #typedef(name: string, shape: Shape & { kind: "struct" }): void {
    const layouts = this.#layouts.fields(shape.definition.fields, this.#module);
    this.#file.print(`/** \`${name}\` */`);
    emitInterface(typeName(name), layouts, false, this.#file);
    const type = this.#file.wireType(shape.isVariable ? "VariableCodec" : "Codec");
    this.#codec(name, type, codecText(layouts, this.#scope));
  }

  #union(name: string, shape: Shape & { kind: "union" }): void {
    const arms = shape.arms.map((arm) => this.#arm(valueName(arm.field.name), shapeType(arm.shape, this.#file)));
    this.#file.print(`/** \`${name}\`, a union. */`);
    this.#file.print(`export type ${typeName(name)} =`, ...arms, `${this.#arm("bytes", "Uint8Array")};`);
    this.#codec(name, this.#file.wireType("UnionCodec"), unionText(shape, this.#scope));
  }

  #arm(name: string, type: string): string {
    return `  | { readonly case: "${name}"; readonly value: ${type} }`;
  }

  #codec(name: string, type: string, text: string): void {
    this.#file.print(`export const ${codecName(name)}: ${type}<${typeName(name)}> = ${text};`);
  }

  #descriptorType(role: MessageRole, name: string): string {
    const type = this.#file.wireType(role.kind.charAt(0).toUpperCase() + role.kind.slice(1));
    const answerTypes = role.kind === "message" ? [] : role.answers.map(typeName);
    return `${type}<${[name, ...answerTypes].join(", ")}>`;
  }
}

/** The descriptors that follow a request's codec. */
function answers(role: MessageRole): string[] {
  if (role.kind === "message") return [];
  const events = role.events.length === 0 ? [] : [`[${role.events.map(valueName).join(", ")}]`];
  return [...role.answers.map(valueName), ...events];
}

function noteOf({ options }: MessageDefinition): string {
  const notes: string[] = [];
  if ("in_progress" in options || options.status === "in_progress") notes.push("In progress: VPP may change it.");
  if ("deprecated" in options) {
    const since = options.deprecated ? ` since ${options.deprecated}` : "";
    const instead = options.replaced_by ? `: use ${options.replaced_by}` : "";
    notes.push(`@deprecated by VPP${since}${instead}`);
  }
  return notes.length === 0 ? "" : `. ${notes.join(" ")}`;
}

/** Types in an order in which each stands behind those that it mentions. */
function sortByUse(types: readonly TypeDefinition[]): TypeDefinition[] {
  const byName = new Map(types.map((type) => [type.name, type]));
  const sorted = new Set<TypeDefinition>();
  const visit = (type: TypeDefinition | undefined): void => {
    if (type === undefined || sorted.has(type)) return;
    if ("fields" in type) for (const field of type.fields) visit(byName.get(field.type));
    if (type.kind === "alias") visit(byName.get(type.type));
    sorted.add(type);
  };
  for (const type of types) visit(type);
  return [...sorted];
}

function answersFirst(messages: readonly MessageDefinition[]): MessageDefinition[] {
  const isAnswer = (message: MessageDefinition): boolean => roleOf(message).kind === "message";
  return [...messages.filter(isAnswer), ...messages.filter((message) => !isAnswer(message))];
}
