import {
  type ApiModule,
  type ApiSchema,
  Layouts,
  type MessageDefinition,
  mentionedTypes,
  type Shape,
  sortByUse,
  type TypeDefinition,
} from "../../schema/index.ts";
import { checkFieldNames } from "../check-names.ts";
import { GeneratedFile } from "../generated-file.ts";
import { answersOf, headerOf, type MessageRole, roleOf } from "../message-role.ts";
import { namesOf } from "../module-names.ts";
import type { Scope } from "../scope.ts";
import { messageDoc, typedefDoc } from "./definition-doc.ts";
import { docComment, parseComment } from "./documentation.ts";
import { codecText, unionText } from "./emit-codec.ts";
import { emitEnum, emitInterface, shapeType } from "./emit-types.ts";
import { armName, armsToWrite } from "./union.ts";

/** Prints one `.api` module as a TypeScript file: enumerations, typedefs, then messages, each after those that it uses. */
export function emitModule(module: ApiModule, schema: ApiSchema): GeneratedFile {
  const file = new GeneratedFile(module);
  const emitter = new ModuleEmitter(module, schema, file);
  for (const type of sortByUse(module.types, mentionedTypes)) emitter.type(type);
  const answers = (message: MessageDefinition): readonly string[] => answersOf(roleOf(message, module));
  for (const message of sortByUse(answersFirst(module), answers)) emitter.message(message);
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
    const role = roleOf(message, this.#module);
    const layouts = this.#layouts.fields(fields, this.#module);
    checkFieldNames(message.name, layouts);
    const names = namesOf(this.#module).message(message.name);
    const documentation = parseComment(message.comment);
    const doc = docComment(messageDoc(message, this.#module, documentation));
    this.#file.print(...doc);
    emitInterface(
      { name: names.type, definition: message.name, layouts, isInput: isSent(role), documentation },
      this.#file,
    );
    const args = [
      `"${message.name}"`,
      `"${message.crc}"`,
      `"${header}"`,
      codecText(layouts, this.#scope, { parts: isDetails(message, this.#module), offsets: role.kind === "request" }),
      ...this.#answers(role),
    ];
    const call = `${this.#file.wire(role.kind)}(${args.join(", ")})`;
    const type = this.#descriptorType(role, names.type);
    this.#file.print(...doc, `export const ${names.descriptor}: ${type} = /*#__PURE__*/ ${call};`, "");
  }

  #typedef({ definition, isVariable }: Shape & { kind: "struct" }): void {
    const layouts = this.#layouts.fields(definition.fields, this.#module);
    checkFieldNames(definition.name, layouts);
    const names = namesOf(this.#module).type(definition.name);
    const documentation = parseComment(definition.comment);
    this.#file.print(...docComment(typedefDoc(definition, documentation)));
    emitInterface(
      { name: names.type, definition: definition.name, layouts, isInput: false, documentation },
      this.#file,
    );
    this.#codec(definition.name, names, isVariable ? "VariableCodec" : "Codec", codecText(layouts, this.#scope));
  }

  #union(shape: Shape & { kind: "union" }): void {
    checkFieldNames(shape.definition.name, shape.arms);
    const names = namesOf(this.#module).type(shape.definition.name);
    const arms = armsToWrite(shape).map((arm) => {
      return `  | { readonly case: "${armName(arm)}"; readonly value: ${shapeType(arm.shape, this.#file)} }`;
    });
    this.#file.print(
      `/** \`${shape.definition.name}\`, a union. */`,
      `export type ${names.type} =`,
      `${arms.join("\n")};`,
    );
    this.#codec(shape.definition.name, names, "UnionCodec", unionText(shape, this.#scope));
  }

  #codec(name: string, names: { readonly type: string; readonly codec: string }, type: string, text: string): void {
    this.#file.print(`/** The codec of \`${name}\`. */`);
    this.#file.print(`export const ${names.codec}: ${this.#file.wireType(type)}<${names.type}> = ${text};`);
  }

  /** Returns the descriptors that follow a message's codec. */
  #answers(role: MessageRole): string[] {
    if (role.kind === "event") return role.want === undefined ? [] : [`() => ${this.#names(role.want).descriptor}`];
    return answersOf(role).map((answer) => this.#names(answer).descriptor);
  }

  #descriptorType(role: MessageRole, name: string): string {
    const type = this.#file.wireType(role.kind.charAt(0).toUpperCase() + role.kind.slice(1));
    const others = answersOf(role).map((answer) => this.#names(answer).type);
    if (role.kind === "event")
      others.push(role.want === undefined ? "Record<never, never>" : this.#names(role.want).type);
    return `${type}<${[name, ...others].join(", ")}>`;
  }

  #names(messageName: string): { readonly type: string; readonly descriptor: string } {
    return namesOf(this.#module).message(messageName);
  }
}

/** Returns whether a message is the details of a dump. */
function isDetails({ name }: MessageDefinition, module: ApiModule): boolean {
  return module.messages.some((other) => {
    const role = roleOf(other, module);
    return (role.kind === "dump" || role.kind === "paged") && role.answers[0] === name;
  });
}

/** Returns whether a client sends messages of this role. */
function isSent({ kind }: MessageRole): boolean {
  return kind !== "message" && kind !== "event";
}

function answersFirst(module: ApiModule): readonly MessageDefinition[] {
  const isRequest = (message: MessageDefinition): boolean => isSent(roleOf(message, module));
  return [...module.messages.filter((message) => !isRequest(message)), ...module.messages.filter(isRequest)];
}
