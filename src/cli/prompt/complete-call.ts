import { fieldName } from "../../field-name.ts";
import { type AnyRequest, describeType, type EnumItems, type Field, type FieldType } from "../../wire/index.ts";
import { beginning, type Candidate, type Completion } from "./candidate.ts";
import { fieldPlace } from "./field-place.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Names } from "./read-names.ts";

const OPTIONS: readonly Candidate[] = [
  { text: "--json", help: "JSON, one value on each line" },
  { text: "--fields", help: "only these fields of each answer: A,B" },
  { text: "--dry-run", help: "show fields and bytes, send nothing" },
  { text: "--timeout", help: "seconds to wait for the answer" },
];

/** The values that fields of these names have. */
const VALUES: readonly (readonly [field: RegExp, of: keyof Names])[] = [
  [/sw_if_index/, "interfaces"],
  [/(^|_)(table_id|vrf_id|fib_table)$/, "tables"],
  [/bsid/, "bsids"],
  [/(^|_)(localsid|sids?)$/, "sids"],
];

/** Completes the fields of a message: their names, and their values as far as the definition or VPP's state knows them. */
export function completeFields(message: AnyRequest, text: string, knowledge: Knowledge): Completion {
  const option = /(?:^|\s)(-\S*)$/.exec(text)?.[1];
  if (option !== undefined) return beginning(option, OPTIONS);
  const place = fieldPlace(message.codec.fields, text);
  if (place === undefined) return { word: "", candidates: [] };
  if (place.kind === "value") {
    return beginning(place.word, valuesOf(place.name, place.type, knowledge), describeType(place.type));
  }
  const left = place.fields.filter(([name]) => !place.given.has(name));
  const names = left.map((field) => nameCandidate(field, message.kind === "request"));
  return beginning(place.word, names, names.map(({ text }) => `${text}...`).join(" "));
}

function nameCandidate([name, type, preset]: Field, isRequest: boolean): Candidate {
  const state = preset === undefined ? (isRequest ? "" : ", default 0") : `, default ${preset}`;
  const isWhole = typeof type === "object" && "fields" in type;
  return { text: `${fieldName(name)}=`, end: isWhole ? "{ " : "", help: describeType(type) + state };
}

function valuesOf(name: string, type: FieldType, knowledge: Knowledge): Candidate[] {
  if (typeof type === "object") {
    const items = (type as { enum?: EnumItems }).enum ?? (type as { flags?: EnumItems }).flags ?? {};
    return Object.entries(items).map(([text, value]) => ({ text, help: String(value) }));
  }
  if (type === "bool") return [{ text: "true" }, { text: "false" }];
  const known = VALUES.find(([field]) => field.test(name));
  return known === undefined ? [] : [...knowledge[known[1]]];
}
