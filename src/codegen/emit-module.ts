import {
  type ApiModule,
  type ApiSchema,
  Layouts,
  type MessageDefinition,
  mentionedTypes,
  type Shape,
  sortByUse,
  type TypeDefinition,
} from "../schema/index.ts";
import { messageDoc, typedefDoc } from "./definition-doc.ts";
import { docComment, parseComment } from "./documentation.ts";
import { codecText, unionText } from "./emit-codec.ts";
import { emitEnum, emitInterface, shapeType } from "./emit-types.ts";
import { GeneratedFile } from "./generated-file.ts";
import { headerOf, type MessageRole, roleOf } from "./message-role.ts";
import { namesOf } from "./module-names.ts";
import type { Scope } from "./scope.ts";
import { armName, armsToWrite } from "./union.ts";

/** Prints one `.api` module as a TypeScript file: enumerations, typedefs, then messages, each behind what it mentions. */
export function emitModule(module: ApiModule, schema: ApiSchema): GeneratedFile {
  const file = new GeneratedFile(module);
  const emitter = new ModuleEmitter(module, schema, file);
  for (const type of sortByUse(module.types, mentionedTypes)) emitter.type(type);
  for (const message of sortByUse(answersFirst(module.messages), answersOf)) emitter.message(message);
  return file;
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
    if (type.kind === "alias") return;
    const shape = this.#layouts.fields([{ name: type.name, type: type.name }], this.#module)[0]!.shape;
    if (shape.kind === "enum") emitEnum(namesOf(this.#module).type(type.name).type, shape.definition, this.#file);
    if (shape.kind === "struct") this.#typedef(shape);
    if (shape.kind === "union") this.#union(shape);
    this.#file.print("");
  }

  message(message: MessageDefinition): void {
    const { header, fields } = headerOf(message);
    const role = roleOf(message);
    const layouts = this.#layouts.fields(fields, this.#module);
    const names = namesOf(this.#module).message(message.name);
    const documentation = parseComment(message.comment);
    const doc = docComment(messageDoc(message, this.#module, documentation));
    this.#file.print(...doc);
    emitInterface({ name: names.type, layouts, isInput: role.kind !== "message", documentation }, this.#file);
    const args = [
      `"${message.name}"`,
      `"${message.crc}"`,
      `"${header}"`,
      codecText(layouts, this.#scope),
      ...this.#answers(role),
    ];
    const call = `${this.#file.wire(role.kind)}(${args.join(", ")})`;
    const type = this.#descriptorType(role, names.type);
    this.#file.print(...doc, `export const ${names.descriptor}: ${type} = /*#__PURE__*/ ${call};`, "");
  }

  #typedef({ definition, isVariable }: Shape & { kind: "struct" }): void {
    const layouts = this.#layouts.fields(definition.fields, this.#module);
    const names = namesOf(this.#module).type(definition.name);
    const documentation = parseComment(definition.comment);
    this.#file.print(...docComment(typedefDoc(definition, documentation)));
    emitInterface({ name: names.type, layouts, isInput: false, documentation }, this.#file);
    this.#codec(names, isVariable ? "VariableCodec" : "Codec", codecText(layouts, this.#scope));
  }

  #union(shape: Shape & { kind: "union" }): void {
    const names = namesOf(this.#module).type(shape.definition.name);
    const arms = armsToWrite(shape).map((arm) => {
      return `  | { readonly case: "${armName(arm)}"; readonly value: ${shapeType(arm.shape, this.#file)} }`;
    });
    this.#file.print(
      `/** \`${shape.definition.name}\`, a union. */`,
      `export type ${names.type} =`,
      `${arms.join("\n")};`,
    );
    this.#codec(names, "UnionCodec", unionText(shape, this.#scope));
  }

  #codec(names: { readonly type: string; readonly codec: string }, type: string, text: string): void {
    this.#file.print(`export const ${names.codec}: ${this.#file.wireType(type)}<${names.type}> = ${text};`);
  }

  /** The descriptors that follow a request's codec. */
  #answers(role: MessageRole): string[] {
    if (role.kind === "message") return [];
    const descriptor = (name: string): string => namesOf(this.#module).message(name).descriptor;
    const events = role.events.length === 0 ? [] : [`[${role.events.map(descriptor).join(", ")}]`];
    return [...role.answers.map(descriptor), ...events];
  }

  #descriptorType(role: MessageRole, name: string): string {
    const type = this.#file.wireType(role.kind.charAt(0).toUpperCase() + role.kind.slice(1));
    const answers = role.kind === "message" ? [] : role.answers;
    const answerTypes = answers.map((answer) => namesOf(this.#module).message(answer).type);
    return `${type}<${[name, ...answerTypes].join(", ")}>`;
  }
}

function answersFirst(messages: readonly MessageDefinition[]): MessageDefinition[] {
  const isAnswer = (message: MessageDefinition): boolean => roleOf(message).kind === "message";
  return [...messages.filter(isAnswer), ...messages.filter((message) => !isAnswer(message))];
}

function answersOf(message: MessageDefinition): readonly string[] {
  const role = roleOf(message);
  return role.kind === "message" ? [] : [...role.answers, ...role.events];
}
