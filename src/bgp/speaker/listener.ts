import { createServer, type Server, type Socket } from "node:net";
import { Backoff, Timer } from "../session/index.ts";
import type { SpeakerEvent } from "./events.ts";

/** An IPv4 address in the form in which a socket of IPv6 names it (RFC 4291 section 2.5.5.2). */
const MAPPED = /^::ffff:(?=\d+\.)/;

/** Accepts connections. It tries again for as long as its address is not there yet, or its port is in use. */
export class Listener {
  readonly #server: Server;
  readonly #address: { readonly address: string; readonly port: number };
  readonly #tell: (event: SpeakerEvent) => void;
  readonly #backoff = new Backoff();
  readonly #retryTimer: Timer = new Timer(() => this.#listen());
  readonly #firstTry: Promise<void>;
  #tried!: () => void;

  /**
   * @param accept takes a connection and the address of its other end, e.g. `fd11::1000` or `10.0.0.1`.
   * @param tell is told of each attempt to listen.
   */
  constructor(
    address: { readonly address: string; readonly port: number },
    accept: (socket: Socket, from: string) => void,
    tell: (event: SpeakerEvent) => void,
  ) {
    this.#address = address;
    this.#tell = tell;
    this.#firstTry = new Promise((resolve) => {
      this.#tried = resolve;
    });
    this.#server = createServer((socket) => accept(socket, (socket.remoteAddress ?? "").replace(MAPPED, "")));
    this.#server.on("error", (error) => this.#retry(error.message));
    this.#server.on("listening", () => {
      tell({ kind: "listening", port: this.port! });
      this.#tried();
    });
    this.#listen();
  }

  /** The port, once it is known; undefined while this speaker cannot listen. */
  get port(): number | undefined {
    const bound = this.#server.address();
    return typeof bound === "object" ? bound?.port : undefined;
  }

  /** Resolves when the first attempt has succeeded or failed. */
  async tried(): Promise<void> {
    await this.#firstTry;
  }

  close(): void {
    this.#retryTimer.stop();
    if (this.#server.listening) this.#server.close();
  }

  #listen(): void {
    const { address, port } = this.#address;
    this.#server.listen({ host: address, port, ipv6Only: false });
  }

  #retry(reason: string): void {
    this.#tell({ kind: "not-listening", reason });
    this.#tried();
    this.#retryTimer.start(this.#backoff.next());
  }
}
