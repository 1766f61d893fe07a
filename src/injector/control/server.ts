import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { errorText, VppError } from "../../errors.ts";
import { reasonOf } from "../../files/index.ts";
import { printableJson } from "../../printable.ts";
import type { InjectorEvent } from "../events.ts";
import type { Injector } from "../injector.ts";
import { LineReader } from "./lines.ts";
import {
  eventToJson,
  type Fields,
  listedToJson,
  MAX_REQUEST_BYTES,
  type Request,
  requestFromJson,
} from "./messages.ts";

/** More commands at once are not answered. */
const MAX_CONNECTIONS = 64;
/** A command that does not read has this many bytes waiting at most. */
const MAX_WAITING_BYTES = 2 ** 24;
/** A connection without a request or watch ends after this time. */
const IDLE_MS = 60_000;
/** Access for the owner and the group of the process alone: mode 0660. */
const UMASK = 0o117;

/** Answers commands on a UNIX socket. */
export class ControlServer {
  readonly #injector: Injector;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #watching = new WeakSet<Socket>();

  /** @internal Use `listenForCommands`. */
  constructor(injector: Injector) {
    this.#injector = injector;
    this.#server = createServer((socket) => this.#accept(socket));
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** @internal */
  async listen(path: string): Promise<void> {
    // Set while the socket is made, so that it never has other rights.
    const before = process.umask(UMASK);
    try {
      this.#server.listen(path);
    } finally {
      process.umask(before);
    }
    await once(this.#server, "listening");
  }

  /** Ends all connections and removes the socket. */
  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(socket: Socket): void {
    const lines = new LineReader(MAX_REQUEST_BYTES);
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket)).on("error", () => {});
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      try {
        for (const line of lines.push(chunk)) this.#answer(socket, line);
      } catch (reason) {
        send(socket, { error: errorText(reason) });
        socket.destroySoon();
      }
    });
  }

  #answer(socket: Socket, line: string): void {
    try {
      const request = requestFromJson(parse(line));
      send(socket, this.#answerTo(request));
      if (request.kind === "watch") this.#watch(socket);
    } catch (reason) {
      send(socket, { error: VppError.from(reason).message });
    }
  }

  #answerTo(request: Request): Fields {
    if (request.kind === "watch") return {};
    if (request.kind === "list") return { policies: this.#injector.list().map(listedToJson) };
    return { outcomes: this.#injector.change(request.change, request.isDryRun).map(eventToJson) };
  }

  #watch(socket: Socket): void {
    if (this.#watching.has(socket)) return;
    this.#watching.add(socket);
    socket.setTimeout(0);
    const stop = this.#injector.listen((event: InjectorEvent) => send(socket, eventToJson(event)));
    socket.once("close", stop);
  }
}

/**
 * Answers commands on a UNIX socket at a free path, which only the owner and the group of this process can use.
 *
 * @throws {VppError} `VPP_FILE` if the socket cannot be made.
 */
export async function listenForCommands(path: string, injector: Injector): Promise<ControlServer> {
  const server = new ControlServer(injector);
  try {
    await server.listen(path);
    return server;
  } catch (cause) {
    throw new VppError("VPP_FILE", `${path}: ${reasonOf(cause)}`, { cause });
  }
}

function send(socket: Socket, value: Fields): void {
  if (socket.destroyed) return;
  if (socket.writableLength > MAX_WAITING_BYTES) socket.destroy();
  else socket.write(`${printableJson(value)}\n`);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new VppError("VPP_JSON", "the request is not JSON");
  }
}
