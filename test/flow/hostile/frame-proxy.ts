import { once } from "node:events";
import { createConnection, createServer, type Server, type Socket } from "node:net";

/** The frame around each message: 16 bytes, with the length at 8. @see VPP src/vlibmemory/socket_api.c */
export const FRAME_BYTES = 16;
export const LENGTH_AT = 8;

/** What a proxy does with the messages of one connection, each given without its frame. */
export interface Tamper {
  /** Whether a client's message goes on to the server. */
  passes(message: Buffer): boolean;
  /** The bytes that the client gets in place of a server's message. */
  replace(message: Buffer): Buffer;
}

/** A proxy's end of the connection to a client. */
export interface ClientEnd {
  /** Sends bytes as they are. */
  write(bytes: Buffer): void;
  /** Ends the connection at once. */
  destroy(): void;
}

/** Prepares for a connection. */
export type Tampering = (client: ClientEnd) => Tamper;

/** Stands between clients and a server, and changes what the server says. It shares no code with either. */
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

  /** Ends all connections at once, as a VPP that dies. New ones are taken. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Ends for good, and removes its socket. */
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

  /** Brings what comes from one socket to the other, and its end. */
  #join(from: Socket, to: Socket, replace: (message: Buffer) => Buffer): void {
    const cutter = new FrameCutter();
    this.#sockets.add(from);
    from.on("data", (chunk: Buffer) => {
      const bytes = Buffer.concat(cutter.cut(chunk).map(replace));
      if (bytes.length > 0 && to.writable) to.write(bytes);
    });
    from.on("end", () => to.end());
    // Either side may be killed.
    from.on("error", () => {});
    from.on("close", () => {
      this.#sockets.delete(from);
      to.destroySoon();
    });
  }
}

const NOTHING = Buffer.alloc(0);

/** A message in its frame. */
export function framed(message: Buffer): Buffer {
  const frame = Buffer.alloc(FRAME_BYTES + message.length);
  frame.writeUInt32BE(message.length, LENGTH_AT);
  message.copy(frame, FRAME_BYTES);
  return frame;
}

/** Cuts a stream into messages. */
class FrameCutter {
  #rest: Buffer = NOTHING;

  /** The messages that are complete with this chunk. */
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

/** Beyond the bytes while not even the header is there. */
function endOfFrame(bytes: Buffer, at: number): number {
  if (at + FRAME_BYTES > bytes.length) return Number.POSITIVE_INFINITY;
  return at + FRAME_BYTES + bytes.readUInt32BE(at + LENGTH_AT);
}
