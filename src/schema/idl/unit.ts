import type { VppError } from "../../errors.ts";
import {
  type CounterPath,
  type CounterSet,
  definitionText,
  fieldsText,
  isBaseType,
  type MessageDefinition,
  moduleName,
  parseTypeName,
  type TypeDefinition,
  textCrc,
} from "../model/index.ts";
import { FileCrc } from "./file-crc.ts";
import type { Source } from "./source.ts";
import type { Name, OptionValue, Rpc } from "./syntax.ts";

/** The maximum number of imports, with those of imports. A repeated import counts each time, as in VPP's documents. */
const MAX_IMPORTS = 10_000;

/** A message as defined in its file, without CRC and service. */
export type DefinedMessage = Omit<MessageDefinition, "crc" | "service">;

/** The places of definitions and their fields in their files. */
export type Places = Map<object, { readonly source: Source; readonly at: number }>;

/** The definitions and imports of a file, collected while it is parsed. */
export class Unit {
  readonly source: Source;
  readonly crc: FileCrc = new FileCrc();
  readonly imports: string[] = [];
  /** The types of the file and of all imports. */
  readonly types: Map<string, TypeDefinition> = new Map();
  readonly messages: DefinedMessage[] = [];
  readonly rpcs: Rpc[] = [];
  readonly options: Map<string, OptionValue> = new Map();
  readonly counters: CounterSet[] = [];
  readonly paths: CounterPath[] = [];
  readonly #places: Places;

  constructor(source: Source, places: Places) {
    this.source = source;
    this.#places = places;
  }

  fault(at: number, what: string): VppError {
    return this.source.fault(at, what);
  }

  /** Returns the error about an object that was made from this file or an imported one. */
  faultAt(made: object, what: string): VppError {
    const { source, at } = this.#places.get(made) ?? { source: this.source, at: 0 };
    return source.fault(at, what);
  }

  /** Records the place of an object, for later errors about it. */
  placed<T extends object>(made: T, at: number): T {
    this.#places.set(made, { source: this.source, at });
    return made;
  }

  addImport({ text, at }: Name, file: Unit): void {
    this.imports.push(moduleName(text), ...file.imports);
    if (this.imports.length > MAX_IMPORTS)
      throw this.fault(at, `there are more than ${MAX_IMPORTS} imports, imports of imports included`);
    for (const type of file.types.values()) this.#addType(type, at);
    this.crc.addImport(file.crc);
  }

  addType(type: TypeDefinition, at: number): void {
    this.#addType(this.placed(type, at), at);
    this.crc.addType(textCrc(definitionText(type)));
  }

  /** Adds a type. One that is imported twice is the same object. */
  #addType(type: TypeDefinition, at: number): void {
    const before = this.types.get(type.name) ?? type;
    if (before !== type) throw this.fault(at, `type ${type.name} is defined already, in ${this.#lineOf(before)}`);
    this.types.set(type.name, type);
  }

  addMessage(message: DefinedMessage, at: number): void {
    this.messages.push(this.placed(message, at));
    this.crc.addOwn(textCrc(fieldsText(message.fields)));
  }

  /** Adds the reply of a request with `autoreply`. */
  addAutoreply(message: DefinedMessage, at: number): void {
    this.messages.push(this.placed(message, at));
  }

  addOption({ text }: Name, value: OptionValue): void {
    this.options.set(text, value);
    this.crc.addOwn(textCrc(text));
  }

  /** Returns the bare name of a type that has been defined before. */
  typeName({ text, at }: Name, within?: string): string {
    if (isBaseType(text)) return text;
    const name = parseTypeName(text);
    if (name !== text && this.types.has(name)) return name;
    if (name !== text && name === within) throw this.fault(at, `type ${name} contains itself`);
    const hint = this.types.has(text) ? `: write vl_api_${text}_t` : " above this line";
    throw this.fault(at, `there is no type ${text}${hint}`);
  }

  #lineOf(type: TypeDefinition): string | undefined {
    const place = this.#places.get(type);
    return place?.source.line(place.at);
  }
}
