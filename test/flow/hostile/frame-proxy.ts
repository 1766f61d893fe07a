import { once } from "node:events";
import { createConnection, createServer, type Server, type Socket } from "node:net";

/** The header of a frame has 16 bytes, with the length of the message at 8. @see VPP src/vlibmemory/socket_api.c */
export const FRAME_BYTES = 16;
export const LENGTH_AT = 8;

/** The changes that a proxy makes to the messages of one connection. Messages are given without the frame header. */
export interface Tamper {
  /** Returns whether the proxy forwards a message of the client to the server. */
  passes(message: Buffer): boolean;
  /** Returns the bytes that the proxy sends to the client in place of a message of the server. */
  replace(message: Buffer): Buffer;
}

/** The connection of a proxy to a client. */
export interface ClientEnd {
  /** Sends bytes unchanged. */
  write(bytes: Buffer): void;
  /** Ends the connection at once. */
  destroy(): void;
}

/** Creates the changes for a new connection. */
export type Tampering = (client: ClientEnd) => Tamper;

/** A proxy between clients and a server that changes the messages of the server. It shares no code with either. */
export class FrameProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(serverPath: string, tampering: Tampering) {
    this.#server = createServer((client) => this.#connect(client, createConnection(serverPath), tampering));
  }

  static async listen(path: string, serverPath: string, tampering: Tampering): Promise<FrameProxy> {
    const proxy = new FrameProxy(serverPath, tampering);
    proxy.#server.listen(path);
    await once(proxy.#server, "listening");
    return proxy;
  }

  /** Ends all connections at once, as the end of a VPP does. Accepts new connections. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Ends all connections, stops listening and removes the socket. */
  close(): void {
    this.#server.close();
    this.drop();
  }

  #connect(client: Socket, server: Socket, tampering: Tampering): void {
    const tamper = tampering({
      write: (bytes) => void (client.writable && client.write(bytes)),
      destroy: () => void client.destroy(),
    });
    this.#join(client, server, (message) => (tamper.passes(message) ? framed(message) : NOTHING));
    this.#join(server, client, (message) => tamper.replace(message));
  }

  /** Forwards the messages of one socket to the other, and its end. */
  #join(from: Socket, to: Socket, replace: (message: Buffer) => Buffer): void {
    const cutter = new FrameCutter();
    this.#sockets.add(from);
    from.on("data", (chunk: Buffer) => {
      const bytes = Buffer.concat(cutter.cut(chunk).map(replace));
      if (bytes.length > 0 && to.writable) to.write(bytes);
    });
    from.on("end", () => to.end());
    // Both sides may end at any time.
    from.on("error", () => {});
    from.on("close", () => {
      this.#sockets.delete(from);
      to.destroySoon();
    });
  }
}

const NOTHING = Buffer.alloc(0);

/** Returns a message with its frame header. */
export function framed(message: Buffer): Buffer {
  const frame = Buffer.alloc(FRAME_BYTES + message.length);
  frame.writeUInt32BE(message.length, LENGTH_AT);
  message.copy(frame, FRAME_BYTES);
  return frame;
}

/** Splits a stream into messages. */
class FrameCutter {
  #rest: Buffer = NOTHING;

  /** Adds a chunk and returns the messages that are now complete. */
  cut(chunk: Buffer): Buffer[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const messages: Buffer[] = [];
    let at = 0;
    for (let end = endOfFrame(bytes, at); end <= bytes.length; end = endOfFrame(bytes, at)) {
      messages.push(bytes.subarray(at + FRAME_BYTES, end));
      at = end;
    }
    this.#rest = bytes.subarray(at);
    return messages;
  }
}

/** Returns the end of the frame at offset `at`; infinity if its header is not complete. */
function endOfFrame(bytes: Buffer, at: number): number {
  if (at + FRAME_BYTES > bytes.length) return Number.POSITIVE_INFINITY;
  return at + FRAME_BYTES + bytes.readUInt32BE(at + LENGTH_AT);
}
