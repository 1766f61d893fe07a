import type { FieldDefinition, MessageDefinition } from "../schema/index.ts";

/** The fields in a message's header, by kind of header. */
const HEADERS = {
  request: ["client_index", "context"],
  reply: ["context"],
  event: ["client_index"],
  bare: [],
} as const;

/** What a client does with a message, and the names of the messages that answer it: details first, then a reply. */
export type MessageRole =
  | { readonly kind: "message" }
  | {
      readonly kind: "request" | "dump" | "paged";
      readonly answers: readonly string[];
      readonly events: readonly string[];
    };

/** Splits a message's fields into the header and the rest. */
export function headerOf(message: MessageDefinition): {
  header: keyof typeof HEADERS;
  fields: readonly FieldDefinition[];
} {
  const names = message.fields.map((field) => field.name);
  for (const [header, leading] of Object.entries(HEADERS)) {
    if (leading.every((name, at) => names[at] === name)) {
      return { header: header as keyof typeof HEADERS, fields: message.fields.slice(leading.length) };
    }
  }
  throw new Error("unreachable: a bare header fits every message");
}

/** The role that the schema's services give a message. */
export function roleOf({ name, service }: MessageDefinition): MessageRole {
  if (service === undefined || service.reply === "null") return { kind: "message" };
  const { reply, stream, streamMessage, events = [] } = service;
  if (streamMessage !== undefined) return { kind: "paged", answers: [streamMessage, reply], events: [] };
  if (stream) return { kind: "dump", answers: [reply], events: [] };
  // Declared with a reply, which VPP never sends, and its details as events (`gre_tunnel_dump_v2`).
  // @see VPP src/plugins/gre/gre_api.c
  if (/_dump(_v\d+)?$/.test(name) && events[0] !== undefined) {
    return { kind: "dump", answers: [events[0]], events: [] };
  }
  return { kind: "request", answers: [reply], events };
}
