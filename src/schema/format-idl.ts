import { printable } from "../printable.ts";
import { typeText } from "./diff.ts";
import type {
  ApiModule,
  CounterPath,
  CounterSet,
  EnumDefinition,
  FieldDefinition,
  MessageDefinition,
  TypeDefinition,
} from "./model/index.ts";
import { formatLength, formatTypeName, mentionedTypes, sortByUse } from "./model/index.ts";

/** The smallest number that is printed in hex: masks, and 0xffffffff for "none". */
const MIN_HEX = 0x10000;

/** Returns a module in VPP's interface definition language. Of its imports only the names of the files are known. */
export function formatIdl(module: ApiModule): string {
  const replies = new Set(module.messages.filter(hasAutoreply(module)).map(({ name }) => `${name}_reply`));
  const parts = [
    `option version = ${quote(module.version)};`,
    [...new Set(module.imports)].map((name) => `import "${printable(name)}.api";`).join("\n"),
    ...sortByUse(module.types, mentionedTypes).map(formatType),
    ...module.messages
      .filter(({ name }) => !replies.has(name))
      .map((message) => formatMessage(message, replies.has(`${message.name}_reply`))),
    formatServices(module.messages),
    ...(module.counters ?? []).map(formatCounters),
    formatPaths(module.paths ?? []),
  ];
  return parts
    .filter((part) => part !== "")
    .map((part) => `${part}\n`)
    .join("\n");
}

/**
 * Returns a message in VPP's interface definition language.
 *
 * @param isAutoreply whether to declare the reply by `autoreply`.
 */
export function formatMessage(message: MessageDefinition, isAutoreply = false): string {
  const { name, comment, options, fields } = message;
  const lines = [...Object.entries(options).map(formatOption), ...fields.map(formatField)];
  return `${commentText(comment)}${isAutoreply ? "autoreply " : ""}define ${name}\n${braces(lines)}`;
}

/** Returns a type in VPP's interface definition language. */
export function formatType(type: TypeDefinition): string {
  switch (type.kind) {
    case "alias":
      return `typedef ${formatTypeName(type.type)} ${type.name}${type.length === undefined ? "" : `[${type.length}]`};`;
    case "enum":
    case "enumflag":
      return `${type.kind} ${type.name}${type.type === "u32" ? "" : ` : ${type.type}`}\n${braces(formatItems(type))}`;
    case "union":
      return `union ${type.name}\n${braces(type.fields.map(formatField))}`;
    case "typedef":
      return `${commentText(type.comment)}typedef ${type.name}\n${braces(type.fields.map(formatField))}`;
  }
}

/** Returns the line of a service for a message; undefined for a message that is not a request. */
export function formatService({ name, service }: MessageDefinition): string | undefined {
  if (service === undefined) return undefined;
  const { reply, stream, streamMessage, events = [] } = service;
  const details = streamMessage === undefined ? "" : ` stream ${streamMessage}`;
  const unasked = events.length === 0 ? "" : ` events ${events.join(", ")}`;
  return `rpc ${name} returns ${stream && details === "" ? "stream " : ""}${reply}${details}${unasked};`;
}

function formatServices(messages: readonly MessageDefinition[]): string {
  const explicit = messages
    .filter((message) => !isImplicit(message))
    .flatMap((message) => formatService(message) ?? []);
  return explicit.length === 0 ? "" : `service ${braces(explicit)}`;
}

/** Returns whether VPP derives the service from the names of messages. */
function isImplicit({ name, service }: MessageDefinition): boolean {
  if (service?.streamMessage !== undefined || service?.events !== undefined) return false;
  if (name.endsWith("_dump")) return service?.reply === name.replace(/dump$/, "details");
  return service?.reply === `${name}_reply` && service.stream !== true;
}

function hasAutoreply({ messages }: ApiModule): (message: MessageDefinition) => boolean {
  return (message) => {
    const reply = messages[messages.indexOf(message) + 1];
    if (reply?.name !== `${message.name}_reply` || reply.comment !== undefined) return false;
    const fields = reply.fields.map((field) => `${typeText(field)} ${field.name}`).join();
    return fields === "u32 context,i32 retval" && optionsText(reply) === optionsText(message);
  };
}

function optionsText({ options }: MessageDefinition): string {
  return JSON.stringify(options);
}

/** Formats a field. Only fields that are not arrays can have options. */
function formatField({ name, type, array, limit, discriminator, ...options }: FieldDefinition): string {
  const { default: preset, case: item } = options;
  const given = [
    preset === undefined ? "" : `default=${typeof preset === "number" ? formatNumber(preset) : preset}`,
    limit === undefined ? "" : `limit=${formatNumber(limit)}`,
    discriminator === undefined ? "" : `discriminator=${discriminator}`,
    item === undefined ? "" : `case=${item}`,
  ].filter((option) => option !== "");
  const brackets = given.length === 0 ? formatLength(array) : ` [${given.join(", ")}]`;
  return `${formatTypeName(type)} ${name}${brackets};`;
}

function formatItems({ kind, items, compatibleItems = 0 }: EnumDefinition): string[] {
  return items.map(([name, value], at) => {
    const isCompatible = at >= items.length - compatibleItems;
    return `${name} = ${formatNumber(value, kind === "enumflag" ? 0 : MIN_HEX)}${isCompatible ? " [backwards_compatible]" : ""},`;
  });
}

function formatOption([name, value]: [string, string]): string {
  return value === "" ? `option ${name};` : `option ${name} = ${quote(value)};`;
}

function formatCounters({ name, elements }: CounterSet): string {
  const lines = elements.flatMap((counter) => [
    `${counter.name} {`,
    `  severity ${counter.severity};`,
    `  type ${counter.type};`,
    `  units ${quote(counter.units)};`,
    `  description ${quote(counter.description)};`,
    "};",
  ]);
  return `counters ${printable(name)} ${braces(lines)}`;
}

function formatPaths(paths: readonly CounterPath[]): string {
  if (paths.length === 0) return "";
  return `paths ${braces(paths.map(({ path, counter }) => `${quote(path)} ${quote(counter)};`))}`;
}

function formatNumber(value: number, minHex = MIN_HEX): string {
  return Number.isInteger(value) && value >= minHex ? `0x${value.toString(16)}` : String(value);
}

/** Quotes a text. VPP removes quotes from a text; a backslash before a quote keeps the quote from ending it. */
function quote(text: string): string {
  return `"${text.replaceAll(/["\n]/g, " ").replaceAll("\\", '\\"')}"`;
}

function commentText(comment: string | undefined): string {
  return comment === undefined ? "" : `${comment}\n`;
}

function braces(lines: readonly string[]): string {
  return ["{", ...lines.map((line) => `  ${printable(line)}`), "};"].join("\n");
}
