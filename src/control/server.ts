import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { dirname } from "node:path";
import { errorText, VppError } from "../errors.ts";
import { makeFolder, reasonOf } from "../files/index.ts";
import { printable, printableJson } from "../printable.ts";
import { type Fields, fieldsOf } from "./fields.ts";
import { freeSocketPath } from "./free-socket-path.ts";
import { jsonInTurns } from "./json-in-turns.ts";
import { LineReader } from "./line-reader.ts";

/** More clients at once are not answered. */
const MAX_CONNECTIONS = 64;
/** A client that does not read has this many bytes waiting at most, when more is to be sent. */
const MAX_WAITING_BYTES = 2 ** 24;
/** A connection without a request ends after this time, unless it is kept. */
const IDLE_MS = 60_000;
/** How long a client may take to read what waits when the server closes. */
const CLOSE_MS = 1000;
/** Access for the owner and the group of the process alone: mode 0660. */
const UMASK = 0o117;

/** The connection of one client. */
export interface ControlConnection {
  /** Sends a line more than the answer. Ends the connection if too much waits for its reader. */
  send(value: object): void;
  /** Lets the connection stay without requests; calls back once when it has ended. */
  keep(ended: () => void): void;
}

/**
 * Returns the answer to a request. What it throws is sent as `{ "error": TEXT }`. A promise is for a long answer: it is written in
 * several turns of the event loop, and lines that are sent meanwhile come before it.
 */
export type ControlHandler = (request: Fields, connection: ControlConnection) => object | Promise<object>;

/** Answers requests on a UNIX socket. */
export class ControlServer {
  readonly #handler: ControlHandler;
  readonly #maxRequestBytes: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  /** @internal Use `listenForRequests`. */
  constructor(handler: ControlHandler, maxRequestBytes: number) {
    this.#handler = handler;
    this.#maxRequestBytes = maxRequestBytes;
    // Half open: a client may end its side with its last request.
    this.#server = createServer({ allowHalfOpen: true }, (socket) => void this.#serve(socket));
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
    // A connection that cannot be accepted is its client's trouble.
    this.#server.on("error", () => {});
  }

  /** Ends all connections, once what waits is sent, and removes the socket. */
  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) {
      socket.setTimeout(CLOSE_MS, () => socket.destroy());
      socket.destroySoon();
    }
  }

  /** Closes the server as `close` does, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Answers one request after the other: a client that does not read its answers is not read either. */
  async #serve(socket: Socket): Promise<void> {
    const lines = new LineReader(this.#maxRequestBytes);
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket)).on("error", () => {});
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    const connection = connectionOf(socket);
    try {
      for await (const chunk of socket) await this.#answerAll(socket, lines, chunk, connection);
    } catch {
      // The connection has ended.
    }
    // Also if it is kept: a client that has ended cannot be told from one that sends no more.
    socket.destroySoon();
  }

  async #answerAll(socket: Socket, lines: LineReader, chunk: Buffer, connection: ControlConnection): Promise<void> {
    try {
      for (const line of lines.push(chunk)) {
        const answer = this.#answer(line, connection);
        const isSent = answer instanceof Promise ? write(socket, await answer) : send(socket, answer);
        if (!isSent) await drained(socket);
      }
    } catch (reason) {
      // Where the next request begins is not known.
      send(socket, { error: errorText(reason) });
      await new Promise<void>((resolve) => socket.end(resolve));
      throw reason;
    }
  }

  /** Returns an answer; of a long one its text. */
  #answer(line: string, connection: ControlConnection): object | Promise<string> {
    try {
      const answer = this.#handler(fieldsOf(parse(line)), connection);
      if (!(answer instanceof Promise)) return answer;
      return answer.then(jsonInTurns).catch((reason) => printableJson(errorAnswer(reason)));
    } catch (reason) {
      return errorAnswer(reason);
    }
  }
}

/**
 * Answers requests on a UNIX socket, which only the owner and the group of this process can use. Makes its folder if it is missing, and
 * takes the place of the socket of a process that has ended, and of nothing else.
 *
 * @param maxRequestBytes the limit of one request.
 * @throws {VppError} `VPP_FILE` if the path is taken or the socket cannot be made.
 */
export async function listenForRequests(
  path: string,
  handler: ControlHandler,
  maxRequestBytes: number,
): Promise<ControlServer> {
  makeFolder(dirname(path));
  await freeSocketPath(path);
  const server = new ControlServer(handler, maxRequestBytes);
  try {
    await server.listen(path);
    return server;
  } catch (cause) {
    throw new VppError("VPP_FILE", `cannot listen on ${printable(path)}: ${reasonOf(cause)}`, { cause });
  }
}

function errorAnswer(reason: unknown): object {
  return { error: VppError.from(reason).message };
}

function connectionOf(socket: Socket): ControlConnection {
  return {
    send: (value) => void send(socket, value),
    keep: (ended) => {
      socket.setTimeout(0);
      socket.once("close", ended);
    },
  };
}

/** @returns whether more can be sent at once. */
function send(socket: Socket, value: object): boolean {
  return write(socket, printableJson(value));
}

/** @returns whether more can be written at once. */
function write(socket: Socket, line: string): boolean {
  if (socket.destroyed || !socket.writable) return true;
  if (socket.writableLength <= MAX_WAITING_BYTES) return socket.write(`${line}\n`);
  socket.destroy();
  return true;
}

async function drained(socket: Socket): Promise<void> {
  const either = new AbortController();
  const { signal } = either;
  try {
    await Promise.race([once(socket, "drain", { signal }), once(socket, "close", { signal })]);
  } finally {
    either.abort();
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new VppError("VPP_JSON", "the request is not JSON");
  }
}
