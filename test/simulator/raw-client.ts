import { once } from "node:events";
import { createConnection, type Socket } from "node:net";

const FRAME_HEADER_BYTES = 16;
const LENGTH_AT = 8;

/** `sockclnt_create` with context 0 and the name "raw". */
const CREATE = `000f 00000000 ${Buffer.from("raw").toString("hex")} ${"00".repeat(61)}`;
/** Bytes of `sockclnt_create_reply` before the message table, and of an entry in it. */
const CREATE_REPLY_BYTES = 20;
const ENTRY_BYTES = 66;

/**
 * A client that knows nothing but the frame around messages, so that tests can say and see bytes.
 *
 * Messages are hex digits with white space anywhere. `{name}` stands for a message's id, which registration tells.
 */
export class RawClient implements AsyncDisposable {
  /** All that came, as it came. */
  readonly chunks: Buffer[] = [];
  /** The error that ended the connection, if one did: `ECONNRESET`. */
  errorCode: string | undefined;
  readonly #socket: Socket;
  readonly #ids = new Map<string, string>();
  readonly #received: Buffer[] = [];
  #rest: Buffer = Buffer.alloc(0);
  #arrival: () => void = () => {};
  #isEnded = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      this.errorCode ??= error.code;
    });
    socket.on("close", () => this.#end());
  }

  /** Connects and says nothing. */
  static async connect(path: string): Promise<RawClient> {
    const socket = createConnection(path);
    const client = new RawClient(socket);
    await once(socket, "connect");
    return client;
  }

  /** Connects and registers, so that names of messages are known. */
  static async register(path: string): Promise<RawClient> {
    const client = await RawClient.connect(path);
    client.send(CREATE);
    const reply = await client.receive();
    const table = reply.subarray(CREATE_REPLY_BYTES);
    for (let at = 0; at < table.length; at += ENTRY_BYTES) {
      const entry = table.toString("latin1", at + 2, at + ENTRY_BYTES).replace(/\0.*/s, "");
      client.#ids.set(entry.replace(/_[0-9a-f]{8}$/, ""), table.toString("hex", at, at + 2));
    }
    return client;
  }

  /** Sends messages in frames, all in one write. */
  send(...messages: readonly string[]): void {
    this.sendBytes(Buffer.concat(messages.map((message) => this.#frame(message))));
  }

  /** Sends bytes as they are. */
  sendBytes(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  /** How much of it the kernel has not taken. */
  get unsentBytes(): number {
    return this.#socket.writableLength;
  }

  /** The next message that comes; undefined when the connection has ended. */
  async receiveOrEnd(): Promise<Buffer | undefined> {
    while (this.#received.length === 0 && !this.#isEnded) {
      await new Promise<void>((resolve) => {
        this.#arrival = resolve;
      });
    }
    return this.#received.shift();
  }

  /** The next message that comes. */
  async receive(): Promise<Buffer> {
    const message = await this.receiveOrEnd();
    if (message === undefined) throw new Error("the connection has ended");
    return message;
  }

  /** Sends a message and gives the next one that comes, in hex. */
  async ask(message: string): Promise<string> {
    this.send(message);
    return (await this.receive()).toString("hex");
  }

  /** A message's hex digits, with ids in place of names. */
  hex(message: string): string {
    const digits = message.replaceAll(/\{(\w+)\}/g, (_, name: string) => this.idOf(name)).replaceAll(/\s/g, "");
    if (!/^([0-9a-f]{2})*$/.test(digits)) throw new Error(`not hex: ${message}`);
    return digits;
  }

  /** A message's id, in hex. */
  idOf(name: string): string {
    const id = this.#ids.get(name);
    if (id === undefined) throw new Error(`no message ${name}`);
    return id;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy();
  }

  #frame(message: string): Buffer {
    const bytes = Buffer.from(this.hex(message), "hex");
    const header = Buffer.alloc(FRAME_HEADER_BYTES);
    header.writeUInt32BE(bytes.length, LENGTH_AT);
    return Buffer.concat([header, bytes]);
  }

  #take(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= FRAME_HEADER_BYTES) {
      const end = FRAME_HEADER_BYTES + this.#rest.readUInt32BE(LENGTH_AT);
      if (this.#rest.length < end) break;
      this.#received.push(this.#rest.subarray(FRAME_HEADER_BYTES, end));
      this.#rest = this.#rest.subarray(end);
    }
    this.#arrival();
  }

  #end(): void {
    this.#isEnded = true;
    this.#arrival();
  }
}
