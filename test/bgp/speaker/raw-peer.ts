/** A BGP peer for tests that sends prepared bytes over a real socket, and keeps what it receives. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { MessageReader, type MessageType, messageOf } from "../../../src/bgp/message/index.ts";
import { bytes } from "../../helpers.ts";

/** The capability of graceful restart: 120 seconds, for IPv4 unicast without F. */
const GRACEFUL = "4006 0078 0001 01 00";
/** IPv4 and IPv6 unicast, IPv6 next hops for IPv4, AS numbers of 4 bytes. */
const USUAL = "0104 00010001 0104 00020001 0506 0001 0001 0002 4104 0000fc00";

export class RawPeer {
  readonly #socket: Socket;
  readonly #received: string[] = [];
  readonly #waiting: (() => void)[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
    const reader = new MessageReader({
      message: (type, body) => this.#add(`${type} ${body.toString("hex")}`.trim()),
      malformed: () => this.#add("malformed"),
    });
    socket.on("data", (chunk: Buffer) => reader.push(chunk));
    socket.on("error", () => {});
    socket.on("close", () => this.#add("end"));
  }

  /** Connects to a speaker. */
  static async connect(port: number, from: string, to: string): Promise<RawPeer> {
    const socket = connect({ host: to, port, localAddress: from });
    await once(socket, "connect");
    return new RawPeer(socket);
  }

  send(type: MessageType, body = ""): void {
    this.#socket.write(messageOf(type, bytes(body)));
  }

  /** Sends OPEN with AS 64512, hold time 0 and this router ID. */
  open(routerId: string, { isGraceful = false }: { isGraceful?: boolean } = {}): void {
    const capabilities = bytes(USUAL, isGraceful ? GRACEFUL : "");
    const id = Buffer.from(routerId.split(".").map(Number)).toString("hex");
    const length = capabilities.length.toString(16).padStart(2, "0");
    const parameterLength = (capabilities.length + 2).toString(16).padStart(2, "0");
    this.send("open", `04 fc00 0000 ${id} ${parameterLength} 02 ${length} ${capabilities.toString("hex")}`);
  }

  /** Opens, and resolves once the speaker has established the session: it sends the End of RIB of each family. */
  async establish(routerId: string, options?: { isGraceful: boolean }): Promise<void> {
    this.open(routerId, options);
    await this.until((message) => message === "keepalive");
    this.send("keepalive");
    await this.until((message) => message.endsWith("800f03000201"));
  }

  /** Resolves with the first received message that matches; those before are forgotten. "end" is the end of the connection. */
  async until(matches: (message: string) => boolean): Promise<string> {
    for (;;) {
      const message = this.#received.shift();
      if (message !== undefined && matches(message)) return message;
      if (message === undefined) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Ends the connection without a message. */
  drop(): void {
    this.#socket.destroy();
  }

  #add(message: string): void {
    this.#received.push(message);
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** Listens on an address; `accepted` resolves with the next connection. */
export async function listenRaw(
  address: string,
): Promise<{ readonly port: number; accepted(): Promise<RawPeer>; close(): void }> {
  const server = createServer();
  server.listen(0, address);
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  return {
    port,
    accepted: async () => new RawPeer((await once(server, "connection"))[0] as Socket),
    close: () => server.close(),
  };
}
