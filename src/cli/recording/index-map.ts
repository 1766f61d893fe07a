import { fieldName } from "../../field-name.ts";
import type { FieldDefinition, FoundMessage } from "../../schema/index.ts";
import type { JsonValue } from "../../wire/index.ts";

type JsonObject = { readonly [name: string]: JsonValue };

/** No interface, policy or entry. */
const NONE = 0xffffffff;
/** The name under which all indexes of interfaces are kept. */
const INTERFACE = "swIfIndex";

/**
 * The numbers that this VPP has given to what had others in a recording. An index that a reply names maps later fields of the same
 * name; those of interfaces, all fields of the type `interface_index`.
 */
export class IndexMap {
  /** Indexes in requests that no reply of the recording has given, by field and number. */
  readonly unmapped: Set<string> = new Set();
  readonly #byName = new Map<string, Map<number, number>>();
  /** The names of fields that hold the index of an interface, by message. */
  readonly #interfaceFields = new Map<string, ReadonlySet<string>>();

  /** Notes the indexes of a reply and those at the same places in the recorded reply. */
  learn(found: FoundMessage, recorded: JsonValue, actual: JsonValue): void {
    if (!isObject(recorded) || !isObject(actual)) return;
    for (const [name, value] of Object.entries(recorded)) {
      const key = this.#keyOf(name, found);
      const other = actual[name];
      if (key !== undefined && typeof value === "number" && typeof other === "number") this.#set(key, value, other);
    }
  }

  /** Notes the indexes of interfaces by their names in two dumps. */
  learnInterfaces(recorded: readonly JsonValue[], actual: readonly JsonValue[]): void {
    const byName = new Map(actual.map((each) => [interfaceOf(each).interfaceName, interfaceOf(each).swIfIndex]));
    for (const { interfaceName, swIfIndex } of recorded.map(interfaceOf)) {
      const other = byName.get(interfaceName);
      if (typeof swIfIndex === "number" && typeof other === "number") this.#set(INTERFACE, swIfIndex, other);
    }
  }

  /** Returns the fields of a request with the indexes of this VPP, and notes those that are not known. */
  map(found: FoundMessage, fields: JsonValue): JsonValue {
    return this.#map(found, fields, (name, index) => this.unmapped.add(`${name} ${index}`));
  }

  /** Returns the fields of a recorded answer with the indexes of this VPP. */
  mapAnswer(found: FoundMessage, fields: JsonValue): JsonValue {
    return this.#map(found, fields, () => {});
  }

  #map(found: FoundMessage, fields: JsonValue, onUnknown: (name: string, index: number) => void): JsonValue {
    if (Array.isArray(fields)) return fields.map((item) => this.#map(found, item, onUnknown));
    if (!isObject(fields)) return fields;
    const entries = Object.entries(fields).map(([name, value]): [string, JsonValue] => {
      const key = this.#keyOf(name, found);
      if (key === undefined || typeof value !== "number") return [name, this.#map(found, value, onUnknown)];
      const other = this.#byName.get(key)?.get(value);
      const isSame = value === NONE || (key === INTERFACE && value === 0);
      if (other === undefined && !isSame) onUnknown(name, value);
      return [name, other ?? value];
    });
    return Object.fromEntries(entries);
  }

  #set(key: string, recorded: number, actual: number): void {
    if (recorded === NONE) return;
    const map = this.#byName.get(key) ?? new Map<number, number>();
    this.#byName.set(key, map.set(recorded, actual));
  }

  /** Returns under which name the indexes in a field are kept; undefined for other fields. */
  #keyOf(name: string, found: FoundMessage): string | undefined {
    if (/swIfIndex$/i.test(name) || this.#interfaceFieldsOf(found).has(name)) return INTERFACE;
    return /Index$/.test(name) ? name : undefined;
  }

  #interfaceFieldsOf({ message, module, schema }: FoundMessage): ReadonlySet<string> {
    const known = this.#interfaceFields.get(message.name);
    if (known !== undefined) return known;
    const modules = [module, ...module.imports.flatMap((name) => schema.modules.get(name) ?? [])];
    const types = modules.flatMap((each) => each.types).flatMap((type) => ("fields" in type ? type.fields : []));
    const names = new Set([...message.fields, ...types].filter(isInterfaceIndex).map((field) => fieldName(field.name)));
    this.#interfaceFields.set(message.name, names);
    return names;
  }
}

function isInterfaceIndex({ type }: FieldDefinition): boolean {
  return type === "interface_index";
}

function isObject(value: JsonValue | undefined): value is { [name: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function interfaceOf(details: JsonValue): JsonObject {
  return isObject(details) ? details : {};
}
