import { createConnection, createServer, type Server, type Socket } from "node:net";
import { errorText, VppError } from "../errors.ts";
import { SendQueue } from "./send-queue.ts";
import { describeConnectError } from "./socket-errors.ts";
import { FRAME_HEADER_BYTES, type FrameLimits, FrameReader, writeFrameHeader } from "./socket-frame.ts";
import { handleOf, readToEndSync, writeSync } from "./socket-sync.ts";
import type { Transport } from "./transport.ts";

/** Where VPP listens unless it is configured otherwise. */
export const DEFAULT_SOCKET_PATH = "/run/vpp/api.sock";

/** The longest message that a client takes; VPP's longest are its API definitions, 2 MB. */
const MOST_BYTES = 64 * 1024 * 1024;
/** VPP's first message is the message table: 66 bytes for each of some 2000 messages. */
const FIRST_BYTES = 1024 * 1024;
const MESSAGE_ID_BYTES = 2;

const CLIENT_LIMITS: FrameLimits = {
  leastBytes: MESSAGE_ID_BYTES,
  firstBytes: FIRST_BYTES,
  mostBytes: MOST_BYTES,
  strict: true,
};
/** VPP takes any length, and skips a frame without a message id. @see VPP src/vlibmemory/socket_api.c */
const SERVER_LIMITS: FrameLimits = {
  leastBytes: MESSAGE_ID_BYTES,
  firstBytes: Number.POSITIVE_INFINITY,
  mostBytes: Number.POSITIVE_INFINITY,
  strict: false,
};

/** How much may wait for a VPP that does not read. */
export interface SocketOptions {
  /** Bytes; a reservation beyond fails. */
  readonly maxQueuedBytes: number;
}

/** A server's socket. */
export interface Listener {
  /** Takes no connections any more and removes the socket file; existing connections stay. */
  close(): Promise<void>;
}

/**
 * Connects to a UNIX stream socket.
 *
 * @throws {VppError} `VPP_CONNECT`, with the system's error as `cause`: the text names the path and the reason.
 */
export function connectSocket(path: string, options: SocketOptions): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const reader = new FrameReader(CLIENT_LIMITS, (...message) => transport.onMessage(...message));
    const socket: Socket = createConnection({
      path,
      onread: { buffer: () => reader.space(), callback: (count: number): boolean => transport.received(count) },
    });
    const transport: SocketTransport = new SocketTransport(socket, reader, options.maxQueuedBytes);
    const refuse = (cause: NodeJS.ErrnoException): void =>
      reject(new VppError("VPP_CONNECT", describeConnectError(path, cause), { cause }));
    socket.once("error", refuse);
    // The end of the stream shows only to a stream that flows, although with `onread` no data comes this way.
    socket.resume();
    socket.once("connect", () => {
      socket.off("error", refuse);
      resolve(transport);
    });
  });
}

/**
 * Listens on a UNIX stream socket. Its transports buffer without limit when a client does not read, as VPP does.
 *
 * @throws the system's error when the path cannot be bound.
 */
export function listenSocket(path: string, onConnection: (transport: Transport) => void): Promise<Listener> {
  const server = createServer((socket) => {
    const reader = new FrameReader(SERVER_LIMITS, (...message) => transport.onMessage(...message));
    const transport = new SocketTransport(socket, reader, Number.POSITIVE_INFINITY);
    socket.on("data", (chunk: Buffer) => reader.push(chunk));
    onConnection(transport);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => resolve({ close: () => closeServer(server) }));
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // Its callback waits for the connections, which are not the listener's.
    server.close();
    server.unref();
    resolve();
  });
}

class SocketTransport implements Transport {
  onMessage: Transport["onMessage"] = () => {};
  onDrain: Transport["onDrain"] = () => {};
  onClose: Transport["onClose"] = () => {};
  readonly #socket: Socket;
  readonly #reader: FrameReader;
  readonly #queue: SendQueue;
  readonly #closed: Promise<void>;
  #reason: Error | undefined;

  constructor(socket: Socket, reader: FrameReader, maxQueuedBytes: number) {
    this.#socket = socket;
    this.#reader = reader;
    const write = (bytes: Buffer, done: () => void): void => void socket.write(bytes, done);
    this.#queue = new SendQueue(write, maxQueuedBytes, () => this.onDrain());
    socket.on("error", (error) => {
      this.#reason ??= error;
    });
    this.#closed = new Promise((resolve) => {
      socket.once("close", () => {
        reader.stop();
        this.onClose(this.#reason);
        resolve();
      });
    });
  }

  get bytes(): Buffer {
    return this.#queue.bytes;
  }

  get view(): DataView {
    return this.#queue.view;
  }

  reserve(byteLength: number): number {
    return this.#queue.reserve(byteLength);
  }

  commit(): void {
    this.#queue.commit();
  }

  flush(): void {
    this.#queue.flush();
  }

  /** Takes note of bytes that the kernel put into the reader's memory. */
  received(count: number): boolean {
    try {
      this.#reader.received(count);
    } catch (reason) {
      this.destroy(reason instanceof Error ? reason : new Error(errorText(reason)));
    }
    return true;
  }

  async close(): Promise<void> {
    this.flush();
    // Not waiting for the other side's end: it may not read any more.
    this.#socket.end(() => this.#socket.destroy());
    await this.#closed;
  }

  sendLastSync(message: Uint8Array, deadline: number): void {
    const handle = handleOf(this.#socket);
    if (handle === undefined) return;
    const rest = this.#queue.restOfFrame(handle.bytesWritten - handle.writeQueueSize);
    const frame = Buffer.alloc(FRAME_HEADER_BYTES + message.length);
    writeFrameHeader(new DataView(frame.buffer, frame.byteOffset), 0, message.length);
    frame.set(message, FRAME_HEADER_BYTES);
    writeSync(handle.fd, Buffer.concat([rest, frame]), deadline);
  }

  waitForEndSync(deadline: number): void {
    const handle = handleOf(this.#socket);
    if (handle !== undefined) readToEndSync(handle.fd, deadline);
  }

  destroy(reason?: Error): void {
    this.#reason ??= reason;
    this.#reader.stop();
    this.#socket.destroy();
  }

  ref(): void {
    this.#socket.ref();
  }

  unref(): void {
    this.#socket.unref();
  }
}
