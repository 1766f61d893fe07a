import type {
  ApiModule,
  ApiSchema,
  EnumDefinition,
  FieldDefinition,
  FoundMessage,
  MessageDefinition,
  TypeDefinition,
} from "./model/index.ts";
import { formatLength } from "./model/index.ts";

/** One difference between two versions of a message. */
export interface FieldDifference {
  /** VPP's name of the field. A nested one is `route.paths.weight`, an item of an enumeration `behavior.SR_BEHAVIOR_API_UA`. */
  readonly path: string;
  readonly change: "added" | "removed" | "changed" | "moved";
  /** The type of the field, or the number of the item. */
  readonly before?: string;
  readonly after?: string;
}

/** The difference of a message between two releases. */
export interface MessageDifference {
  readonly name: string;
  readonly module: string;
  /**
   * `changed`: the CRC differs. With the same CRC, `extended`: enumerations have more items; `deprecated`: newly deprecated,
   * and possibly extended.
   */
  readonly change: "added" | "removed" | "changed" | "extended" | "deprecated";
  /** Whether VPP's rules forbid the change: released messages keep their layout, and are deprecated before they are removed. */
  readonly isBreaking: boolean;
  readonly crcBefore?: string;
  readonly crcAfter?: string;
  readonly fields: readonly FieldDifference[];
}

/** Returns whether VPP may change the message without notice. */
export function isInProgress(message: MessageDefinition, module: ApiModule): boolean {
  const { options } = message;
  return "in_progress" in options || options.status === "in_progress" || module.version.startsWith("0.");
}

/** Returns whether a message has the option `deprecated`. */
export function isDeprecated(message: MessageDefinition): boolean {
  return "deprecated" in message.options;
}

/** Returns the messages that differ between two releases, sorted by module and name. */
export function diffSchemas(before: ApiSchema, after: ApiSchema): MessageDifference[] {
  const old = messagesOf(before);
  const now = messagesOf(after);
  const differences: MessageDifference[] = [];
  for (const [name, found] of old) {
    const next = now.get(name);
    const difference = next === undefined ? removed(found) : compare(found, next);
    if (difference !== undefined) differences.push(difference);
  }
  for (const [name, found] of now) if (!old.has(name)) differences.push(added(found));
  return differences.sort((a, b) => (`${a.module} ${a.name}` < `${b.module} ${b.name}` ? -1 : 1));
}

/** Returns the differences between two versions of a message, in the order of fields. */
export function diffMessages(before: FoundMessage, after: FoundMessage): FieldDifference[] {
  return diffFields(before.message.fields, before, after.message.fields, after, "");
}

function messagesOf(schema: ApiSchema): Map<string, FoundMessage> {
  const found = new Map<string, FoundMessage>();
  for (const module of schema.modules.values()) {
    for (const message of module.messages) found.set(message.name, { message, module, schema });
  }
  return found;
}

function added({ message, module }: FoundMessage): MessageDifference {
  const { name, crc } = message;
  return { name, module: module.name, change: "added", isBreaking: false, crcAfter: crc, fields: [] };
}

function removed({ message, module }: FoundMessage): MessageDifference {
  const isBreaking = !isDeprecated(message) && !isInProgress(message, module);
  const { name, crc } = message;
  return { name, module: module.name, change: "removed", isBreaking, crcBefore: crc, fields: [] };
}

/** Returns the difference between two versions of a message; undefined if they are equal. */
function compare(before: FoundMessage, after: FoundMessage): MessageDifference | undefined {
  const fields = diffMessages(before, after);
  const change = changeOf(before.message, after.message, fields.length > 0);
  if (change === undefined) return undefined;
  // A new item of an enumeration is compatible, unless the CRC changes.
  const isSafe = change !== "changed" && fields.every((field) => field.change === "added");
  return {
    name: after.message.name,
    module: after.module.name,
    change,
    isBreaking: !isSafe && !isInProgress(before.message, before.module),
    crcBefore: before.message.crc,
    crcAfter: after.message.crc,
    fields,
  };
}

function changeOf(
  before: MessageDefinition,
  after: MessageDefinition,
  isExtended: boolean,
): MessageDifference["change"] | undefined {
  if (before.crc !== after.crc) return "changed";
  if (isDeprecated(after) && !isDeprecated(before)) return "deprecated";
  return isExtended ? "extended" : undefined;
}

/** The module and schema in which types are looked up. */
type Scope = Pick<FoundMessage, "module" | "schema">;

function diffFields(
  before: readonly FieldDefinition[],
  old: Scope,
  after: readonly FieldDefinition[],
  now: Scope,
  path: string,
): FieldDifference[] {
  const differences: FieldDifference[] = [];
  const stayed = new Set(before.map(({ name }) => name));
  const staying = after.filter(({ name }) => stayed.has(name)).map(({ name }) => name);
  const order = before.filter(({ name }) => staying.includes(name)).map(({ name }) => name);
  for (const field of before) {
    const next = after.find(({ name }) => name === field.name);
    const at = `${path}${field.name}`;
    if (next === undefined) differences.push({ path: at, change: "removed", before: typeText(field) });
    else if (typeText(field) !== typeText(next)) {
      differences.push({ path: at, change: "changed", before: typeText(field), after: typeText(next) });
    } else {
      if (order.indexOf(field.name) !== staying.indexOf(field.name)) differences.push({ path: at, change: "moved" });
      differences.push(...diffTypes(field.type, old, now, at));
    }
  }
  for (const field of after) {
    if (!stayed.has(field.name)) {
      differences.push({ path: `${path}${field.name}`, change: "added", after: typeText(field) });
    }
  }
  return differences;
}

/** Compares two definitions with the same name. */
function diffTypes(type: string, old: Scope, now: Scope, path: string): FieldDifference[] {
  const before = lookUp(type, old);
  const after = lookUp(type, now);
  if (before === undefined || after === undefined) return [];
  const [a, b] = [before.definition, after.definition];
  if ("fields" in a && "fields" in b) return diffFields(a.fields, before, b.fields, after, `${path}.`);
  if ("items" in a && "items" in b) return diffItems(a, b, path);
  const [textA, textB] = [aliasText(a), aliasText(b)];
  return textA === textB ? [] : [{ path, change: "changed", before: textA, after: textB }];
}

function diffItems(before: EnumDefinition, after: EnumDefinition, path: string): FieldDifference[] {
  const old = new Map(before.items);
  const now = new Map(after.items);
  const differences: FieldDifference[] = [];
  if (before.type !== after.type) differences.push({ path, change: "changed", before: before.type, after: after.type });
  for (const [item, value] of old) {
    const next = now.get(item);
    const at = `${path}.${item}`;
    if (next === undefined) differences.push({ path: at, change: "removed", before: String(value) });
    else if (next !== value)
      differences.push({ path: at, change: "changed", before: String(value), after: String(next) });
  }
  for (const [item, value] of now) {
    if (!old.has(item)) differences.push({ path: `${path}.${item}`, change: "added", after: String(value) });
  }
  return differences;
}

function lookUp(type: string, { module, schema }: Scope): (Scope & { definition: TypeDefinition }) | undefined {
  const owner = schema.ownerOf(type, module);
  const definition = owner?.types.find(({ name }) => name === type);
  return owner === undefined || definition === undefined ? undefined : { module: owner, schema, definition };
}

function aliasText(definition: TypeDefinition): string {
  if (definition.kind !== "alias") return definition.kind;
  return definition.length === undefined ? definition.type : `${definition.type}[${definition.length}]`;
}

/** Returns a field's type in the notation of VPP's definitions. */
export function typeText({ type, array }: FieldDefinition): string {
  return `${type}${formatLength(array)}`;
}
