import { createConnection, type Socket } from "node:net";
import { errorText } from "../../errors.ts";
import { HEADER_BYTES, readMessageId } from "../../wire/index.ts";
import { type Direction, FROM_VPP, type RecordingWriter, TO_VPP } from "../format/index.ts";
import { Conversation, SOCKCLNT_CREATE_ID, SOCKCLNT_CREATE_REPLY_ID, TABLE_AT } from "../registrations.ts";
import { Pipe } from "./pipe.ts";
import { TapMessages } from "./tap-messages.ts";

/** How long VPP may take to answer what a client has sent before the client left. */
const LEAVE_MS = 5000;

/** The settings of a tap that its connections need. */
export interface TapSettings {
  /** The path of VPP's socket. */
  readonly vppPath: string;
  readonly writer: RecordingWriter;
  /** Reports what a user should know of a connection. */
  readonly note: (text: string) => void;
}

/**
 * A client and its connection to VPP. VPP sees the connection from the client's first bytes on, and a goodbye at its end,
 * also if the client sends none: VPP 26.06 can keep a client without one for ever.
 */
export class TappedConnection {
  /** Resolves when both sockets are closed. */
  readonly closed: Promise<void>;
  readonly #number: number;
  readonly #settings: TapSettings;
  readonly #client: Socket;
  readonly #conversation = new Conversation();
  #vpp: Socket | undefined;
  #toVpp: Pipe | undefined;
  #toClient: Pipe | undefined;
  #messages: TapMessages | undefined;
  #state: "new" | "asked" | "registered" | "left" = "new";
  #isLeaving = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(client: Socket, number: number, settings: TapSettings) {
    this.#client = client;
    this.#number = number;
    this.#settings = settings;
    client.on("error", () => {});
    client.on("data", (chunk: Buffer) => this.#received(() => this.#openVpp().push(chunk)));
    client.once("end", () => this.leave());
    client.once("close", () => this.leave());
    this.closed = new Promise((resolve) => {
      client.once("close", () => ((this.#vpp?.closed ?? true) ? resolve() : this.#vpp?.once("close", resolve)));
    });
  }

  /** Ends the client's side: VPP gets a goodbye behind all that was received, answers it, and ends the connection. */
  leave(): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    const vpp = this.#vpp;
    if (vpp === undefined) {
      this.#client.destroy();
      return;
    }
    this.#record(TO_VPP, null);
    this.#timer = setTimeout(() => this.#giveUp(vpp), LEAVE_MS);
    // It may wait for a client that reads no more.
    vpp.resume();
    if (this.#state !== "asked") this.#sayGoodbye();
  }

  /** Ends the client's side, and the client's socket at once. */
  end(): void {
    this.leave();
    this.#client.destroy();
  }

  #openVpp(): Pipe {
    if (this.#toVpp !== undefined) return this.#toVpp;
    const vpp = createConnection(this.#settings.vppPath);
    vpp.on("error", (reason) => this.#note(errorText(reason)));
    vpp.on("data", (chunk: Buffer) => this.#received(() => this.#toClient?.push(chunk)));
    vpp.once("close", () => this.#vppClosed());
    this.#vpp = vpp;
    this.#toClient = new Pipe(vpp, this.#client, "VPP", (...message) => this.#fromVpp(...message));
    this.#toVpp = new Pipe(this.#client, vpp, "a client", (...message) => this.#fromClient(...message));
    return this.#toVpp;
  }

  #received(take: () => void): void {
    try {
      take();
    } catch (reason) {
      this.#note(errorText(reason));
      this.end();
    }
  }

  #fromClient(bytes: Buffer, view: DataView, at: number, byteLength: number): boolean {
    if (this.#isLeaving) return false;
    const id = byteLength < 2 ? -1 : readMessageId(view, at);
    const message = bytes.subarray(at, at + byteLength);
    if (id === SOCKCLNT_CREATE_ID && this.#state === "new") {
      this.#state = "asked";
      this.#conversation.note(message, true);
    } else if (this.#isRefused(id, view, at, byteLength)) return false;
    this.#record(TO_VPP, message);
    return true;
  }

  #isRefused(id: number, view: DataView, at: number, byteLength: number): boolean {
    const refused = this.#messages?.refused(id);
    if (refused === undefined || byteLength < HEADER_BYTES.request) return false;
    this.#note(`${refused.name} is refused: VPP would answer with a file descriptor, which does not pass here`);
    this.#toClient?.send(this.#messages!.refusal(refused, view, at));
    return true;
  }

  #fromVpp(bytes: Buffer, view: DataView, at: number, byteLength: number): boolean {
    const message = bytes.subarray(at, at + byteLength);
    const id = byteLength < 2 ? -1 : readMessageId(view, at);
    const isTable = byteLength > TABLE_AT && id === SOCKCLNT_CREATE_REPLY_ID;
    this.#settings.writer.add(this.#number, FROM_VPP, message, isTable ? TABLE_AT : undefined);
    if (isTable && this.#state === "asked") this.#noteRegistered(message);
    if (this.#messages?.confirmsGoodbye(id, view, at, byteLength)) this.#state = "left";
    return !this.#client.destroyed;
  }

  #noteRegistered(message: Buffer): void {
    this.#state = "registered";
    this.#conversation.note(message, false);
    const { registered } = this.#conversation;
    if (registered !== undefined) this.#messages = new TapMessages(registered);
    if (this.#isLeaving) this.#sayGoodbye();
  }

  #sayGoodbye(): void {
    if (this.#state === "left") return;
    const goodbye = this.#state === "registered" ? this.#messages?.goodbye() : undefined;
    if (goodbye === undefined) {
      this.#vpp?.end();
      return;
    }
    this.#state = "left";
    this.#record(TO_VPP, goodbye);
    this.#toVpp?.send(goodbye);
  }

  #vppClosed(): void {
    clearTimeout(this.#timer);
    this.#record(FROM_VPP, null);
    this.#isLeaving = true;
    this.#client.end(() => this.#client.destroy());
  }

  #giveUp(vpp: Socket): void {
    if (this.#state !== "new")
      this.#note(`VPP did not answer the goodbye in ${LEAVE_MS / 1000} s: it may keep the client`);
    vpp.destroy();
  }

  #record(direction: Direction, bytes: Buffer | null): void {
    this.#settings.writer.add(this.#number, direction, bytes);
  }

  #note(text: string): void {
    const { client } = this.#conversation;
    this.#settings.note(`connection ${this.#number}${client === "" ? "" : ` (${client})`}: ${text}`);
  }
}
