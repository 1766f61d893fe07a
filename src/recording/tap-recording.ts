import { FROM_VPP, type RecordedFrame, type RecordingHeader, type RecordingReader, TO_VPP } from "./format/index.ts";
import type { RecordedMessage, Recording } from "./recorded-message.ts";
import { Conversation } from "./registrations.ts";

/** A recording of tsvpp: names its messages by the handshake of each connection. */
export class TapRecording implements Recording {
  readonly kind = "recording";
  readonly #reader: RecordingReader;
  readonly #close: () => void;
  readonly #conversations = new Map<number, Conversation>();

  /** @param close closes the file. */
  constructor(reader: RecordingReader, close: () => void) {
    this.#reader = reader;
    this.#close = close;
  }

  get header(): RecordingHeader {
    return this.#reader.header;
  }

  get isEnded(): boolean {
    return this.#reader.isEnded;
  }

  get ending(): string | undefined {
    const { isEnded, isCut, position, count } = this.#reader;
    if (isEnded) return undefined;
    if (isCut) return `it is cut: the last whole record, number ${count}, ends at byte ${position}`;
    return `it has no end mark behind record ${count}, at byte ${position}: it is not finished, or tsvpp record was killed`;
  }

  *messages(): Generator<RecordedMessage, undefined> {
    for (const frame of this.#reader.frames()) yield this.#nameMessage(frame);
  }

  [Symbol.dispose](): void {
    this.#close();
  }

  #nameMessage({ atUs, connection, direction, bytes }: RecordedFrame): RecordedMessage {
    const isToVpp = direction === TO_VPP;
    const conversation = this.#conversations.get(connection) ?? new Conversation();
    this.#conversations.set(connection, conversation);
    if (bytes !== undefined) conversation.note(bytes, isToVpp);
    const nameCrc = bytes && conversation.nameCrcOf(bytes);
    const { client } = conversation;
    if (bytes === undefined && direction === FROM_VPP) this.#conversations.delete(connection);
    return { number: this.#reader.count, atUs, connection, client, isToVpp, bytes, nameCrc };
  }
}
