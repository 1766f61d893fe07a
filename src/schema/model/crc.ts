import { VppError } from "../../errors.ts";
import { type ApiSchema, type FieldDefinition, isBaseType, type TypeDefinition } from "./model.ts";
import { joinTexts, NO_TEXT, type TextCrc, textCrc } from "./text-crc.ts";
import { formatTypeName } from "./type-name.ts";

/**
 * Computes CRCs of messages as VPP does (src/tools/vppapigen/vppapigen.py, `foldup_crcs`): over Python's text of the fields,
 * then for each field of a defined type over the text of its definition and of all types in it, once for each use.
 */
export class MessageCrcs {
  readonly #typeOf: (name: string) => TypeDefinition | undefined;
  readonly #folded = new Map<TypeDefinition, TextCrc>();

  constructor(typeOf: (name: string) => TypeDefinition | undefined) {
    this.#typeOf = typeOf;
  }

  /**
   * Returns the CRC of a message as eight hex digits. `fields` are all fields but the message id.
   *
   * @throws {VppError} `VPP_SCHEMA` when a type is unknown.
   */
  crcOf(fields: readonly FieldDefinition[]): string {
    return formatCrc(joinTexts(textCrc(fieldsText(fields)), this.#foldAll(fields)).crc);
  }

  #foldAll(fields: readonly FieldDefinition[]): TextCrc {
    const types = fields.filter(({ type }) => !isBaseType(type)).map(({ type }) => this.#fold(type));
    return types.reduce(joinTexts, NO_TEXT);
  }

  #fold(name: string): TextCrc {
    const type = this.#typeOf(name);
    if (type === undefined) throw new VppError("VPP_SCHEMA", `no type ${name}`);
    let folded = this.#folded.get(type);
    if (folded === undefined) {
      const own = textCrc(definitionText(type));
      folded = "fields" in type ? joinTexts(own, this.#foldAll(type.fields)) : own;
      this.#folded.set(type, folded);
    }
    return folded;
  }
}

/** The CRC of a message: stated by VPP, and computed. */
export interface MessageCrc {
  readonly module: string;
  readonly message: string;
  /** The CRC in VPP's definition. */
  readonly stated: string;
  readonly computed: string;
}

/**
 * Returns the CRCs of all messages. A message read from `.api.json` gets a wrong CRC if it uses an enumeration with
 * `backwards_compatible` items, which these documents do not mark: see `withCompatibleItems`.
 */
export function computeCrcs(schema: ApiSchema): MessageCrc[] {
  return [...schema.modules.values()].flatMap((module) => {
    const crcs = new MessageCrcs((type) => schema.ownerOf(type, module)?.types.find(({ name }) => name === type));
    return module.messages.map(({ name, crc, fields }) => {
      return { module: module.name, message: name, stated: crc, computed: crcs.crcOf(fields) };
    });
  });
}

/** Returns the messages whose stated CRC differs from the computed one. */
export function checkCrcs(schema: ApiSchema): MessageCrc[] {
  return computeCrcs(schema).filter(({ stated, computed }) => stated !== computed);
}

/** Returns Python's text of a definition. VPP omits the type behind an alias, and compatible items. */
export function definitionText(type: TypeDefinition): string {
  if (type.kind === "alias") return "[]";
  if ("fields" in type) return fieldsText(type.fields);
  const { items, compatibleItems = 0 } = type;
  const old = items.slice(0, items.length - compatibleItems);
  return `[${old.map(([name, value]) => `['${name}', ${value}]`).join(", ")}]`;
}

/** Returns Python's text of a list of fields. */
export function fieldsText(fields: readonly FieldDefinition[]): string {
  return `[${fields.map(fieldText).join(", ")}]`;
}

function fieldText({ type, name, array }: FieldDefinition): string {
  const start = `'${formatTypeName(type)}', '${name}'`;
  if (array === undefined) return `[${start}]`;
  if (array.kind === "counted") return `[${start}, 0, '${array.by}']`;
  return `[${start}, ${array.kind === "fixed" ? array.length : 0}, None]`;
}

function formatCrc(crc: number): string {
  return crc.toString(16).padStart(8, "0");
}
