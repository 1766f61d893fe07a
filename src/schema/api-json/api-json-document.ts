import { VppError } from "../../errors.ts";
import { printable } from "../../printable.ts";
import type { CounterPath, CounterSet } from "../model/index.ts";
import { entry, listOf, listOr, mapOf, type Rule, record, rule, textLike, tuple } from "./json-rules.ts";

/** A field as `.api.json` has it: type, name, then a length, a length and its counter, or options. */
export type JsonField = readonly [type: string, name: string, third?: number | JsonOptions, counter?: string];

/** Options by name; null for an option without a value. */
export type JsonOptions = Readonly<Record<string, string | number | boolean | null>>;

/** A definition: its name, then fields or items, then an object with the other properties. */
export type JsonEntry = readonly [name: string, ...rest: unknown[]];

/** One `.api.json` document, as VPP's `vppapigen` prints it. */
export interface ApiJson {
  /** Absent before VPP 26.06. */
  readonly module?: string;
  readonly types: readonly JsonEntry[];
  readonly messages: readonly JsonEntry[];
  readonly unions: readonly JsonEntry[];
  readonly enums: readonly JsonEntry[];
  readonly enumflags: readonly JsonEntry[];
  readonly services: Readonly<Record<string, JsonService>>;
  readonly options: JsonOptions;
  readonly aliases: Readonly<Record<string, { readonly type: string; readonly length?: number }>>;
  readonly vl_api_version: string;
  readonly imports: readonly string[];
  readonly counters: readonly CounterSet[];
  /** The paths; a block with one path is not a list. */
  readonly paths: readonly (CounterPath | readonly CounterPath[])[];
}

export interface JsonService {
  readonly reply: string;
  readonly stream?: boolean;
  readonly stream_msg?: string;
  readonly events?: readonly string[];
}

const text = rule("text", (value) => typeof value === "string");
const boolean = rule("a boolean", (value) => typeof value === "boolean");
const integer = rule("an integer", Number.isSafeInteger);
const length = rule("a length", (value) => Number.isSafeInteger(value) && (value as number) >= 0);
/** A name becomes an identifier of generated code, so only identifiers are allowed. */
const name = textLike("a name", /^[A-Za-z_]\w*$/);
const option = rule("an option", (value) => value === null || typeof value !== "object");
const options = mapOf(text, option);
const lengthOrOptions: Rule = (value) => (typeof value === "object" ? options(value) : length(value));

const field = tuple([name, name], [lengthOrOptions, name]);
const fields = entry(name, field, listOr(field, record({}, { comment: text })));
const messageFacts = record({ crc: textLike("a CRC", /^0x[0-9a-f]{8}$/) }, { options, comment: text });
const enumeration = entry(name, tuple([name, integer]), record({ enumtype: text }));
const service = record({ reply: text }, { stream: boolean, stream_msg: text, events: listOf(text) });
const counter = record({ name: text, severity: text, type: text, units: text, description: text });
const path = record({ path: text, counter: text });

const DOCUMENT: Rule = record(
  {
    types: listOf(fields),
    messages: listOf(entry(name, field, messageFacts)),
    unions: listOf(fields),
    enums: listOf(enumeration),
    enumflags: listOf(enumeration),
    services: mapOf(name, service),
    options,
    aliases: mapOf(name, record({ type: name }, { length })),
  },
  {
    module: textLike("the name of a module", /^\w[\w-]*$/),
    vl_api_version: textLike("a CRC", /^0x[0-9a-f]{1,8}$/),
    imports: listOf(text),
    counters: listOf(record({ name: text, elements: listOf(counter) })),
    paths: listOf(listOr(listOf(path), path)),
  },
);

const ABSENT: Pick<ApiJson, "vl_api_version" | "imports" | "counters" | "paths"> = {
  vl_api_version: "0x0",
  imports: [],
  counters: [],
  paths: [],
};

/**
 * Checks that a value has the form of a document, and returns it with defaults for absent parts.
 *
 * @throws {VppError} `VPP_SCHEMA`, with the place of the first wrong part.
 */
export function checkDocument(value: unknown): ApiJson {
  const wrong = DOCUMENT(value);
  if (wrong !== undefined) throw new VppError("VPP_SCHEMA", `not an .api.json document: ${printable(wrong.slice(1))}`);
  const known = value as Omit<ApiJson, keyof typeof ABSENT>;
  return { ...ABSENT, ...known };
}
