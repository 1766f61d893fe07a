import { renameSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { constants } from "node:os";
import { VppError } from "../errors.ts";
import { SocketTransport } from "./socket.ts";
import { isTooLong, tooLongText } from "./socket-errors.ts";
import { type FrameLimits, FrameReader, MAX_MESSAGE_BYTES, MESSAGE_ID_BYTES } from "./socket-frame.ts";
import type { ServerTransport } from "./transport.ts";

/**
 * The limits of a server. VPP accepts any length, and skips a frame too short for a message id. The upper bound is ours:
 * without it, one frame header makes a server allocate gigabytes. @see VPP src/vlibmemory/socket_api.c
 */
const SERVER_LIMITS: FrameLimits = {
  sender: "a client",
  minBytes: MESSAGE_ID_BYTES,
  maxFirstBytes: MAX_MESSAGE_BYTES,
  maxBytes: MAX_MESSAGE_BYTES,
  strict: false,
};

/** The properties of the system's own error. */
const NAME_TOO_LONG = { code: "ENAMETOOLONG", errno: -constants.errno.ENAMETOOLONG, syscall: "listen" };

/** A socket that accepts connections. */
export interface Listener {
  /** Stops accepting connections and removes the socket file; existing connections stay. */
  close(): Promise<void>;
  /** Stops accepting connections and leaves the socket file, as a killed process does. */
  abandon(): Promise<void>;
}

/**
 * Listens on a UNIX stream socket. Its transports buffer without limit while a client does not read, as VPP does. A transport
 * that receives a frame of more than 64 MiB sends what was committed and ends with the reason `VPP_FRAME`.
 *
 * @throws the system's error when the path cannot be bound.
 */
export async function listenSocket(
  path: string,
  onConnection: (transport: ServerTransport) => void,
): Promise<Listener> {
  // Node.js 20 truncates the path and listens somewhere else.
  if (isTooLong(path)) throw Object.assign(new Error(tooLongText(path)), NAME_TOO_LONG);
  const server = createServer((socket) => onConnection(new ServerSocketTransport(socket)));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  return { close: async () => closeServer(server), abandon: async () => abandonServer(server, path) };
}

/** Closes the server without waiting for its connections. */
function closeServer(server: Server): void {
  server.close();
  server.unref();
}

/** Closes the server, while the socket file has another name: the server then finds nothing to remove. */
function abandonServer(server: Server, path: string): void {
  const aside = `${path}.aside`;
  renameSync(path, aside);
  closeServer(server);
  renameSync(aside, path);
}

/**
 * The part of a socket's handle that stops and starts reading immediately. Node.js does not document it; a paused stream still
 * reads a chunk or two.
 */
interface ReadingHandle {
  readStop(): void;
  readStart(): void;
}

class ServerSocketTransport extends SocketTransport implements ServerTransport {
  bytesPerTurn: number = Number.POSITIVE_INFINITY;
  readonly #socket: Socket;
  readonly #reader: FrameReader;
  /** Bytes that were read and wait for a later turn. Reading from the kernel continues when it is empty. */
  #chunk: Buffer = Buffer.alloc(0);
  #turn: NodeJS.Immediate | undefined;
  #isPaused = false;
  #isReading = true;

  constructor(socket: Socket) {
    const reader = new FrameReader(SERVER_LIMITS, (...message) => this.onMessage(...message));
    super(socket, reader, Number.POSITIVE_INFINITY);
    this.#socket = socket;
    this.#reader = reader;
    socket.on("data", (chunk: Buffer) => {
      this.#chunk = chunk;
      this.#readOn();
    });
    socket.once("close", () => clearImmediate(this.#turn));
  }

  pause(): void {
    this.#isPaused = true;
    this.#setReading(false);
  }

  resume(): void {
    this.#isPaused = false;
    this.#readOn();
  }

  sendBytes(bytes: Buffer): void {
    this.flush();
    this.#socket.write(bytes);
  }

  #readOn(): void {
    if (this.#isPaused || this.#turn !== undefined) return;
    const part = this.#chunk.subarray(0, this.bytesPerTurn);
    this.#chunk = this.#chunk.subarray(part.length);
    this.#take(part);
    const isDone = this.#chunk.length === 0;
    this.#setReading(isDone && !this.#isPaused);
    if (isDone) return;
    this.#turn = setImmediate(() => {
      this.#turn = undefined;
      this.#readOn();
    });
  }

  /** Delivers the messages in these bytes. A refused frame ends the connection, after the answers to earlier messages. */
  #take(part: Buffer): void {
    try {
      this.#reader.push(part);
    } catch (reason) {
      if (!(reason instanceof VppError && reason.code === "VPP_FRAME")) throw reason;
      this.#chunk = Buffer.alloc(0);
      void this.close(reason);
    }
  }

  #setReading(isReading: boolean): void {
    const { _handle: handle } = this.#socket as { _handle?: ReadingHandle | null };
    if (isReading === this.#isReading || !handle) return;
    this.#isReading = isReading;
    if (isReading) handle.readStart();
    else handle.readStop();
  }
}
