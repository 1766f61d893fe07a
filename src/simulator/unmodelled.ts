import { Layouts } from "../schema/index.ts";
import { HEADER_BYTES, type HeaderKind, type Message, readFields, WireReader } from "../wire/index.ts";
import { catalogue } from "./catalogue.ts";
import type { KnownMessage, MessageIds } from "./message-ids.ts";
import type { Registration } from "./registrations.ts";
import { Retval } from "./retval.ts";

/** The cursor behind the last details of a paged message. */
const END_CURSOR = -1;

/** Where a reply says yes or no. */
interface ReplyLayout {
  readonly header: HeaderKind;
  /** Counted from the header; a few replies have none. */
  readonly retvalAt?: number;
  readonly cursorAt?: number;
}

/**
 * Answers messages that are not modelled as their service says: a dump has no details, a paged message ends at once, and a
 * request is not implemented.
 */
export class UnmodelledAnswers {
  readonly #ids: MessageIds;
  readonly #layouts = new Map<string, ReplyLayout>();

  constructor(ids: MessageIds) {
    this.#ids = ids;
  }

  answer(client: Registration, message: KnownMessage, context: number): void {
    if (message.role === "request") this.refuse(client, message, context, Retval.unimplemented);
    else if (message.role === "paged") this.#sendZeros(client, message, context, "cursorAt", END_CURSOR);
  }

  /** Sends a reply with this return value and otherwise zeros; nothing when the message has no reply. */
  refuse(client: Registration, message: KnownMessage, context: number, retval: number): void {
    if (message.role !== "dump") this.#sendZeros(client, message, context, "retvalAt", retval);
  }

  /** The fields of such a reply. */
  fieldsOf<T>(reply: Message<T>): T {
    const { leastBytes } = this.#ids.get(reply.name);
    const { retvalAt } = this.#layoutOf(reply.name);
    const reader = new WireReader();
    reader.bytes = Buffer.alloc(leastBytes);
    reader.view = new DataView(reader.bytes.buffer, reader.bytes.byteOffset, leastBytes);
    if (retvalAt !== undefined) reader.view.setInt32(retvalAt, Retval.unimplemented);
    return readFields(reader, 0, leastBytes, reply);
  }

  #sendZeros(
    client: Registration,
    { answers }: KnownMessage,
    context: number,
    field: "retvalAt" | "cursorAt",
    value: number,
  ): void {
    const { id, name, leastBytes } = this.#ids.get(answers.at(-1)!);
    const layout = this.#layoutOf(name);
    const at = layout[field];
    client.sendZeros(layout.header, leastBytes, id, context, at === undefined ? undefined : { at, value });
  }

  #layoutOf(name: string): ReplyLayout {
    let layout = this.#layouts.get(name);
    if (layout === undefined) {
      layout = findLayout(name);
      this.#layouts.set(name, layout);
    }
    return layout;
  }
}

function findLayout(name: string): ReplyLayout {
  const schema = catalogue();
  for (const module of schema.modules.values()) {
    const message = module.messages.find((each) => each.name === name);
    if (message === undefined) continue;
    const header = message.fields[0]?.name === "client_index" ? "request" : "reply";
    const fields = new Layouts(schema).fields(message.fields.slice(header === "request" ? 2 : 1), module);
    const find = (field: string): number | undefined => {
      const found = fields.find((each) => each.field.name === field);
      return found && HEADER_BYTES[header] + found.offset;
    };
    const [retvalAt, cursorAt] = [find("retval"), find("cursor")];
    return { header, ...(retvalAt === undefined ? {} : { retvalAt }), ...(cursorAt === undefined ? {} : { cursorAt }) };
  }
  throw new Error(`no message ${name} in the catalogue`);
}
