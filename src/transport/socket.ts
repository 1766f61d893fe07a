import { createConnection, type Socket } from "node:net";
import { errorText, VppError } from "../errors.ts";
import { printable } from "../printable.ts";
import { SendQueue } from "./send-queue.ts";
import { briefly, describeConnectError } from "./socket-errors.ts";
import { type FrameLimits, FrameReader, frameOf, MAX_MESSAGE_BYTES, MESSAGE_ID_BYTES } from "./socket-frame.ts";
import { handleOf, readToEndSync, writeSync } from "./socket-sync.ts";
import type { Transport } from "./transport.ts";

/** The path of VPP's socket in its default configuration. */
export const DEFAULT_SOCKET_PATH = "/run/vpp/api.sock";

/** The bound for VPP's first message, the message table: 66 bytes for each of some 2000 messages. */
const MAX_FIRST_BYTES = 1024 * 1024;

/** A read of fewer bytes counts as small: most replies have 20 bytes. @see Transport.mayRest */
const SMALL_READ_BYTES = 256;
const REST_MS = 1;

const CLIENT_LIMITS: FrameLimits = {
  sender: "VPP",
  minBytes: MESSAGE_ID_BYTES,
  maxFirstBytes: MAX_FIRST_BYTES,
  maxBytes: MAX_MESSAGE_BYTES,
  strict: true,
};

export interface SocketOptions {
  /** The number of bytes that may wait while VPP does not read. A reservation beyond it fails. */
  readonly maxQueuedBytes: number;
  /** Called before the connection is established: VPP may see the connection from then on. */
  readonly onOpening?: (transport: Transport) => void;
}

/**
 * Connects to a UNIX stream socket.
 *
 * @throws {VppError} `VPP_CONNECT`, with the system's error as `cause`: the text names the path and the reason.
 */
export function connectSocket(path: string, options: SocketOptions): Promise<Transport> {
  return new Promise((resolve, reject) => {
    // No rest parameter: it would allocate an array for each message (performance notes, V8-6).
    const reader = new FrameReader(CLIENT_LIMITS, (bytes, view, offset, byteLength) =>
      transport.onMessage(bytes, view, offset, byteLength),
    );
    const socket: Socket = createConnection({
      path,
      onread: { buffer: () => reader.space(), callback: (count: number): boolean => transport.received(count) },
    });
    const transport: SocketTransport = new SocketTransport(socket, reader, options.maxQueuedBytes);
    options.onOpening?.(transport);
    const refuse = (cause: NodeJS.ErrnoException): void =>
      reject(new VppError("VPP_CONNECT", printable(describeConnectError(path, cause)), { cause: briefly(cause) }));
    socket.once("error", refuse);
    // A stream emits "end" only while it flows, although `onread` takes all data.
    socket.resume();
    socket.once("connect", () => {
      socket.off("error", refuse);
      resolve(transport);
    });
  });
}

/** One end of a connection, on a Node.js socket. */
export class SocketTransport implements Transport {
  onMessage: Transport["onMessage"] = () => {};
  mayRest: Transport["mayRest"] = () => false;
  onDrain: Transport["onDrain"] = () => {};
  onClose: Transport["onClose"] = () => {};
  readonly #socket: Socket;
  readonly #reader: FrameReader;
  readonly #queue: SendQueue;
  readonly #closed: Promise<void>;
  readonly #readOn: () => void;
  #reason: Error | undefined;
  /** Whether the last read was small. */
  #areFew = false;

  constructor(socket: Socket, reader: FrameReader, maxQueuedBytes: number) {
    this.#socket = socket;
    this.#reader = reader;
    this.#readOn = () => void socket.resume();
    const write = (bytes: Buffer, done: () => void): void => void socket.write(bytes, done);
    this.#queue = new SendQueue(write, maxQueuedBytes, () => this.onDrain());
    socket.on("error", (error) => {
      this.#reason ??= briefly(error);
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

  liftLimit(): void {
    this.#queue.liftLimit();
  }

  /** Accepts bytes that the kernel wrote to the reader's memory. Returns whether to go on reading without a pause. */
  received(count: number): boolean {
    try {
      this.#reader.received(count);
    } catch (reason) {
      this.destroy(reason instanceof Error ? reason : new Error(errorText(reason)));
    }
    // A single small read ends a burst: only a second one pauses (performance notes, IO-1).
    const wereFew = this.#areFew;
    this.#areFew = count < SMALL_READ_BYTES;
    if (!this.#areFew || !wereFew || !this.mayRest()) return true;
    setTimeout(this.#readOn, REST_MS);
    return false;
  }

  async close(reason?: Error): Promise<void> {
    this.#reason ??= reason;
    this.flush();
    // Does not wait for the end of the other side, which may have stopped reading.
    this.#socket.end(() => this.#socket.destroy());
    await this.#closed;
  }

  sendLastSync(message: Uint8Array, deadline: number): void {
    const handle = handleOf(this.#socket);
    if (handle === undefined) return;
    const rest = this.#queue.restOfFrame(handle.bytesWritten - handle.writeQueueSize);
    writeSync(handle.fd, Buffer.concat([rest, frameOf(message)]), deadline);
  }

  waitForEndSync(deadline: number): void {
    const handle = handleOf(this.#socket);
    if (handle === undefined) return;
    const space = (): Buffer => this.#reader.space();
    // A refused frame closes the descriptor.
    const received = (count: number): boolean => {
      this.received(count);
      return !this.#socket.destroyed;
    };
    readToEndSync(handle.fd, space, received, deadline);
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
