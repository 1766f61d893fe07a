import { renameSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { constants } from "node:os";
import { VppError } from "../errors.ts";
import { SocketTransport } from "./socket.ts";
import { isTooLong, tooLongText } from "./socket-errors.ts";
import { type FrameLimits, FrameReader, MAX_MESSAGE_BYTES, MESSAGE_ID_BYTES } from "./socket-frame.ts";
import type { ServerTransport } from "./transport.ts";

/**
 * VPP takes any length, and skips a frame without a message id. The upper bound is ours: without one, a single frame header
 * makes a server take gigabytes. @see VPP src/vlibmemory/socket_api.c
 */
const SERVER_LIMITS: FrameLimits = {
  sender: "a client",
  minBytes: MESSAGE_ID_BYTES,
  maxFirstBytes: MAX_MESSAGE_BYTES,
  maxBytes: MAX_MESSAGE_BYTES,
  strict: false,
};

/** What the system would say. */
const NAME_TOO_LONG = { code: "ENAMETOOLONG", errno: -constants.errno.ENAMETOOLONG, syscall: "listen" };

/** A server's socket. */
export interface Listener {
  /** Takes no connections any more and removes the socket file; existing connections stay. */
  close(): Promise<void>;
  /** Takes no connections any more and leaves the socket file behind, as a process does that is killed. */
  abandon(): Promise<void>;
}

/**
 * Listens on a UNIX stream socket. Its transports buffer without limit when a client does not read, as VPP does. One that
 * receives a frame of more than 64 MiB sends what was committed and ends, with `VPP_FRAME` as its reason.
 *
 * @throws the system's error when the path cannot be bound.
 */
export async function listenSocket(
  path: string,
  onConnection: (transport: ServerTransport) => void,
): Promise<Listener> {
  // Node 20 would cut it, and listen somewhere else.
  if (isTooLong(path)) throw Object.assign(new Error(tooLongText(path)), NAME_TOO_LONG);
  const server = createServer((socket) => onConnection(new ServerSocketTransport(socket)));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  return { close: async () => closeServer(server), abandon: async () => abandonServer(server, path) };
}

/** Does not wait for the connections, which are not the listener's. */
function closeServer(server: Server): void {
  server.close();
  server.unref();
}

/** What the server would remove is not there while it closes. */
function abandonServer(server: Server, path: string): void {
  const aside = `${path}.aside`;
  renameSync(path, aside);
  closeServer(server);
  renameSync(aside, path);
}

/** What stops and starts reading at once. Node.js does not document it: a paused stream still takes a chunk or two. */
interface ReadingHandle {
  readStop(): void;
  readStart(): void;
}

class ServerSocketTransport extends SocketTransport implements ServerTransport {
  bytesPerTurn: number = Number.POSITIVE_INFINITY;
  readonly #socket: Socket;
  readonly #reader: FrameReader;
  /** What has been read and waits for its turn; the kernel is asked for no more until it is empty. */
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

  /** A frame that is refused ends this connection, behind the answers to what came before it. */
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
