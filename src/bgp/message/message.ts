import { type Notification, notificationOf } from "./notification.ts";

/**
 * The header of each message (RFC 4271 section 4.1): 16 bytes of ones, the length with the header as u16, the type as u8.
 */
export const HEADER_BYTES = 19;
/** RFC 4271 section 4. Longer messages (RFC 8654) are not announced. */
export const MAX_MESSAGE_BYTES = 4096;

const MARKER_BYTES = 16;
const LENGTH_AT = 16;
const TYPE_AT = 18;

export type MessageType = "open" | "update" | "notification" | "keepalive" | "route-refresh";

/** The number of each type, and the lengths that it can have (RFC 4271 section 6.1, RFC 2918, RFC 7313 section 5). */
const TYPES: readonly {
  readonly type: MessageType;
  readonly number: number;
  readonly min: number;
  readonly max: number;
}[] = [
  { type: "open", number: 1, min: 29, max: MAX_MESSAGE_BYTES },
  { type: "update", number: 2, min: 23, max: MAX_MESSAGE_BYTES },
  { type: "notification", number: 3, min: 21, max: MAX_MESSAGE_BYTES },
  { type: "keepalive", number: 4, min: HEADER_BYTES, max: HEADER_BYTES },
  { type: "route-refresh", number: 5, min: 23, max: MAX_MESSAGE_BYTES },
];

const MARKER = Buffer.alloc(MARKER_BYTES, 0xff);

/** Returns a message with its header. The body has at most 4077 bytes. */
export function messageOf(type: MessageType, body: Uint8Array): Buffer {
  const message = Buffer.allocUnsafe(HEADER_BYTES + body.length);
  MARKER.copy(message);
  message.writeUInt16BE(message.length, LENGTH_AT);
  message.writeUInt8(TYPES.find((known) => known.type === type)!.number, TYPE_AT);
  message.set(body, HEADER_BYTES);
  return message;
}

/** Receives the messages of a connection. The bytes of a body are valid until the call returns. */
export interface MessageSink {
  message(type: MessageType, body: Buffer): void;
  /** A header is wrong. Nothing is delivered afterwards. */
  malformed(error: Notification): void;
}

/** Splits the received bytes of a connection into messages. */
export class MessageReader {
  readonly #sink: MessageSink;
  #rest: Buffer = Buffer.alloc(0);
  #isStopped = false;

  constructor(sink: MessageSink) {
    this.#sink = sink;
  }

  /** Delivers the messages that these bytes complete. Keeps at most one incomplete message. */
  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (!this.#isStopped && bytes.length - at >= HEADER_BYTES) {
      const header = readHeader(bytes, at);
      if ("code" in header) {
        this.#refuse(header);
        return;
      }
      if (bytes.length - at < header.length) break;
      this.#sink.message(header.type, bytes.subarray(at + HEADER_BYTES, at + header.length));
      at += header.length;
    }
    this.#rest = Buffer.from(bytes.subarray(at));
  }

  /** Stops delivery, of received messages too. */
  stop(): void {
    this.#isStopped = true;
  }

  #refuse(error: Notification): void {
    this.#isStopped = true;
    this.#sink.malformed(error);
  }
}

function readHeader(bytes: Buffer, at: number): { readonly type: MessageType; readonly length: number } | Notification {
  if (MARKER.compare(bytes, at, at + MARKER_BYTES) !== 0) return notificationOf("notSynchronized");
  const length = bytes.readUInt16BE(at + LENGTH_AT);
  const number = bytes[at + TYPE_AT]!;
  const known = TYPES.find((type) => type.number === number);
  if (known === undefined) return notificationOf("badMessageType", Uint8Array.of(number));
  if (length >= known.min && length <= known.max) return { type: known.type, length };
  return notificationOf("badMessageLength", Buffer.from(bytes.subarray(at + LENGTH_AT, at + TYPE_AT)));
}
