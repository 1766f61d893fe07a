import { type FoundMessage, Layouts } from "../../schema/index.ts";
import { HEADER_BYTES, type HeaderKind, type Message, readFields, WireReader, WireWriter } from "../../wire/index.ts";
import type { KnownMessage, MessageIds, ServedApi } from "../api/index.ts";
import type { Client } from "../clients/index.ts";
import { NO_CURSOR, Retval } from "../model/index.ts";

/** The offsets of the fields that are set in a reply to an unmodelled message. */
interface ReplyLayout {
  readonly header: HeaderKind;
  /** Counted from the header; a few replies have none. */
  readonly retvalAt: number | undefined;
  readonly cursorAt: number | undefined;
}

/**
 * Answers messages that are not modelled as their service says: a dump has no details, a paged message ends at once, and a
 * request is not implemented.
 */
export class UnmodelledAnswers {
  readonly #ids: MessageIds;
  readonly #api: ServedApi;
  readonly #layouts = new Map<number, ReplyLayout>();

  constructor(ids: MessageIds, api: ServedApi) {
    this.#ids = ids;
    this.#api = api;
  }

  answer(client: Client, message: KnownMessage, context: number): void {
    if (message.role === "request") this.refuse(client, message, context, Retval.unimplemented);
    else if (message.role === "paged") this.#sendZeros(client, message, context, "cursorAt", NO_CURSOR | 0);
  }

  /** Sends a reply with this return value and otherwise zeros; nothing when the message has no reply. */
  refuse(client: Client, message: KnownMessage, context: number, retval: number): void {
    if (message.role !== "dump") this.#sendZeros(client, message, context, "retvalAt", retval);
  }

  /** The fields of such a reply. */
  fieldsOf<T>(reply: Message<T>): T {
    const bytes = this.#zeros(this.#ids.get(reply.name), "retvalAt", Retval.unimplemented);
    return readFields(new WireReader().over(bytes), 0, bytes.length, this.#ids.served(reply));
  }

  #sendZeros(
    client: Client,
    { answers }: KnownMessage,
    context: number,
    field: "retvalAt" | "cursorAt",
    value: number,
  ): void {
    const reply = this.#ids.get(answers.at(-1)!);
    const { header } = this.#layoutOf(reply);
    client.sendCopy(this.#zeros(reply, field, value), { name: reply.name, header, id: reply.id, context });
  }

  /** Zeros but for this field, if the reply has it. */
  #zeros(reply: KnownMessage, field: "retvalAt" | "cursorAt", value: number): Buffer {
    const bytes = Buffer.alloc(reply.leastBytes);
    const at = this.#layoutOf(reply)[field];
    if (at === undefined) return bytes;
    new WireWriter().over(bytes).i32(at, value, field);
    return bytes;
  }

  #layoutOf(reply: KnownMessage): ReplyLayout {
    let layout = this.#layouts.get(reply.id);
    if (layout === undefined) {
      layout = readLayout(this.#api.definition(reply.name, reply.crc));
      this.#layouts.set(reply.id, layout);
    }
    return layout;
  }
}

/** Reads the definition, which takes a while: a simulator that is asked only for what it models never does it. */
function readLayout({ message, module, schema }: FoundMessage): ReplyLayout {
  const header = message.fields[0]?.name === "client_index" ? "request" : "reply";
  const fields = new Layouts(schema).fields(message.fields.slice(header === "request" ? 2 : 1), module);
  const find = (wanted: string): number | undefined => {
    const found = fields.find(({ field }) => field.name === wanted);
    return found && HEADER_BYTES[header] + found.offset;
  };
  return { header, retvalAt: find("retval"), cursorAt: find("cursor") };
}
