import type { Dump, Input, Message, Request } from "../../src/wire/index.ts";
import { decode, encode } from "../helpers.ts";
import { RawClient } from "./raw-client.ts";

const CLIENT_INDEX = 0x80000001;
const CONTEXT = 7;
const PING = "0017 80000001 00000008";
const PING_REPLY = "0018";

/** The first client of a simulator, with messages as values. It waits for each answer before it goes on. */
export class TypedClient implements AsyncDisposable {
  readonly raw: RawClient;

  private constructor(raw: RawClient) {
    this.raw = raw;
  }

  static async register(path: string): Promise<TypedClient> {
    return new TypedClient(await RawClient.register(path));
  }

  /** Sends a request and gives the reply. */
  async request<T, Reply>(message: Request<T, Reply>, fields: Input<T>): Promise<Reply> {
    this.send(message, fields);
    return decode(message.reply, await this.raw.receive());
  }

  /** The return value of a request. */
  async retval<T>(message: Request<T, { readonly retval: number }>, fields: Input<T>): Promise<number> {
    return (await this.request(message, fields)).retval;
  }

  /** Everything that a dump gives. */
  async dump<T, Details>(message: Dump<T, Details>, fields: Input<T>): Promise<Details[]> {
    this.send(message, fields);
    this.raw.send(PING);
    const found: Details[] = [];
    for (;;) {
      const received = await this.raw.receive();
      if (received.toString("hex", 0, 2) === PING_REPLY) return found;
      found.push(decode(message.details, received));
    }
  }

  /** Sends a message and waits for nothing. */
  send<T>(message: Message<T>, fields: Input<T>): void {
    const messageId = Number.parseInt(this.raw.idOf(message.name), 16);
    this.raw.send(encode(message, fields, { messageId, clientIndex: CLIENT_INDEX, context: CONTEXT }).toString("hex"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.raw[Symbol.asyncDispose]();
  }
}
