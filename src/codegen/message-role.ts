import type { ApiModule, FieldDefinition, MessageDefinition } from "../schema/index.ts";

/** The fields in a message's header, by kind of header. */
const HEADERS = {
  request: ["client_index", "context"],
  reply: ["context"],
  event: ["client_index"],
  bare: [],
} as const;

/** The role of a message for a client, and the names of the messages that answer it: details first, then a reply. */
export type MessageRole =
  | { readonly kind: "message" }
  | { readonly kind: "request" | "dump" | "paged"; readonly answers: readonly string[] }
  /** Sent by VPP. `want` is the request that enables it, if the request has no other purpose. */
  | { readonly kind: "event"; readonly want: string | undefined };

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

/** Returns the role that the schema's services give a message. */
export function roleOf({ name, service }: MessageDefinition, { messages }: ApiModule): MessageRole {
  const cause = messages.find((other) => roleOfEvents(other) === "events" && other.service?.events?.includes(name));
  if (cause !== undefined) return { kind: "event", want: cause.name.startsWith("want_") ? cause.name : undefined };
  if (service === undefined || service.reply === "null") return { kind: "message" };
  const { reply, stream, streamMessage, events = [] } = service;
  if (streamMessage !== undefined) return { kind: "paged", answers: [streamMessage, reply] };
  if (stream) return { kind: "dump", answers: [reply] };
  return roleOfEvents({ name }) === "details" && events[0] !== undefined
    ? { kind: "dump", answers: [events[0]] }
    : { kind: "request", answers: [reply] };
}

/**
 * Returns the meaning of the events in a message's service: those of `gre_tunnel_dump_v2` are details, and VPP never sends its
 * reply. @see VPP src/plugins/gre/gre_api.c
 */
function roleOfEvents({ name }: Pick<MessageDefinition, "name">): "events" | "details" {
  return /_dump(_v\d+)?$/.test(name) ? "details" : "events";
}

/** Returns the messages that answer one of this role: details first, then a reply. */
export function answersOf(role: MessageRole): readonly string[] {
  return "answers" in role ? role.answers : [];
}
