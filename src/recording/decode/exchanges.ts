import { HEADER_BYTES } from "../../wire/index.ts";
import type { RecordedMessage } from "../recorded-message.ts";
import { type DefinedMessage, type Definitions, splitNameCrc } from "./definitions.ts";
import { headerOf } from "./describe.ts";

/** A request, and what VPP has sent because of it. */
export interface Exchange {
  /** VPP's name of the request. */
  readonly name: string;
  readonly request: RecordedMessage & { readonly bytes: Buffer };
  /** Undefined if there is no definition with this CRC. */
  readonly defined: DefinedMessage | undefined;
  /** Details and reply, in order. */
  readonly answers: RecordedMessage[];
  /** Events that came behind the answers, before the next request of the connection. */
  readonly events: RecordedMessage[];
  /** Whether VPP ended the connection without an answer to it. */
  isUnanswered: boolean;
}

/** Brings the answers in a recording to their requests. */
export class Exchanges {
  readonly #definitions: Definitions;
  readonly #all: Exchange[] = [];
  /** The exchanges that may get an answer, by connection and context. */
  readonly #open = new Map<string, Exchange[]>();
  /** The last exchange of each connection. */
  readonly #last = new Map<number, Exchange>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  /** Returns the exchanges of all messages, in the order of the requests. */
  read(messages: Iterable<RecordedMessage>): readonly Exchange[] {
    for (const message of messages) {
      if (message.bytes === undefined) this.#ended(message);
      else if (message.isToVpp) this.#sent(message, message.bytes);
      else this.#received(message, message.bytes);
    }
    return this.#all;
  }

  #sent(message: RecordedMessage, bytes: Buffer): void {
    const defined = message.nameCrc === undefined ? undefined : this.#definitions.find(message.nameCrc);
    const { name } = splitNameCrc(message.nameCrc ?? "");
    const exchange: Exchange = {
      name,
      request: { ...message, bytes },
      defined,
      answers: [],
      events: [],
      isUnanswered: false,
    };
    this.#all.push(exchange);
    this.#last.set(message.connection, exchange);
    const key = keyOf(message, bytes, defined);
    const open = this.#open.get(key);
    if (open === undefined) this.#open.set(key, [exchange]);
    else open.push(exchange);
  }

  #received(message: RecordedMessage, bytes: Buffer): void {
    const defined = message.nameCrc === undefined ? undefined : this.#definitions.find(message.nameCrc);
    if (defined?.descriptor.header === "event") {
      this.#last.get(message.connection)?.events.push(message);
      return;
    }
    const key = keyOf(message, bytes, defined);
    const open = this.#open.get(key) ?? [];
    const at = open.findIndex(({ defined }) => expects(defined, message));
    // Of several dumps with one context, all but the last are over.
    const exchange = isEnd(open[at]?.defined, message)
      ? open.splice(at, 1)[0]
      : open.findLast(({ defined }) => expects(defined, message));
    exchange?.answers.push(message);
    if (open.length === 0) this.#open.delete(key);
  }

  #ended({ connection, isToVpp }: RecordedMessage): void {
    const last = this.#last.get(connection);
    if (!isToVpp && last !== undefined && last.answers.length === 0 && last.name !== "sockclnt_delete")
      last.isUnanswered = true;
  }
}

/** Returns connection and context of a message; most headers of which no definition is known are those of a reply. */
function keyOf({ connection }: RecordedMessage, bytes: Buffer, defined: DefinedMessage | undefined): string {
  const header = defined?.descriptor.header ?? "reply";
  const { context } = bytes.length < HEADER_BYTES[header] ? { context: 0 } : headerOf(bytes, { header });
  return `${connection} ${context}`;
}

/** Returns whether a message may be an answer to a request. Older releases answer by the first version of a reply. */
function expects(request: DefinedMessage | undefined, { nameCrc = "" }: RecordedMessage): boolean {
  return answerNames(request).includes(splitNameCrc(nameCrc).name.replace(/_v\d+_reply$/, "_reply"));
}

function isEnd(request: DefinedMessage | undefined, message: RecordedMessage): boolean {
  const { descriptor } = request ?? {};
  if (descriptor === undefined || !("reply" in descriptor)) return false;
  return !("details" in descriptor) || splitNameCrc(message.nameCrc ?? "").name === descriptor.reply.name;
}

function answerNames(request: DefinedMessage | undefined): string[] {
  const { descriptor } = request ?? {};
  if (descriptor === undefined) return [];
  const answers = [
    ...("details" in descriptor ? [descriptor.details] : []),
    ...("reply" in descriptor ? [descriptor.reply] : []),
  ];
  return answers.map(({ name }) => name.replace(/_v\d+_reply$/, "_reply"));
}
