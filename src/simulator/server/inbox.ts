import { readMessageId } from "../../wire/index.ts";
import type { MessageIds } from "../api/index.ts";
import type { Clients } from "../clients/index.ts";
import type { Arrival, Faults } from "../faults/index.ts";
import type { Dispatcher, Incoming } from "./dispatcher.ts";

/** The parts of a VPP process that the inbox uses. */
export interface InboxParts {
  readonly ids: MessageIds;
  readonly faults: Faults;
  readonly dispatcher: Dispatcher;
  readonly clients: Clients;
}

/**
 * Takes the messages of all connections and executes them in order, unless VPP is paused or a fault is aimed at them.
 */
export class Inbox {
  readonly #parts: InboxParts;
  /** One for each reason to pause. */
  readonly #pauses = new Set<symbol>();
  #queue: Incoming[] = [];

  constructor(parts: InboxParts) {
    this.#parts = parts;
  }

  get isPaused(): boolean {
    return this.#pauses.size > 0;
  }

  receive(incoming: Incoming): void {
    if (this.isPaused || this.#queue.length > 0) this.#queue.push(copy(incoming));
    else this.#admit(incoming);
  }

  /** Takes no messages, and reads nothing from connections, until `resume` is called with the same reason. */
  pause(reason: symbol): void {
    if (!this.isPaused) this.#parts.clients.setReading(true);
    this.#pauses.add(reason);
  }

  /** Ends a pause. Messages are taken again when no other reason to pause is left. */
  resume(reason: symbol): void {
    if (this.#pauses.delete(reason) && !this.isPaused) this.#takeQueued();
  }

  /** Takes no more messages, and drops those that wait. */
  stop(): void {
    this.#pauses.add(Symbol());
    this.#queue = [];
  }

  #takeQueued(): void {
    while (!this.isPaused) {
      const incoming = this.#queue[0];
      if (incoming === undefined) {
        this.#parts.clients.setReading(false);
        return;
      }
      this.#admit(incoming);
      this.#queue.shift();
    }
  }

  #admit(incoming: Incoming): void {
    const { ids, faults, dispatcher } = this.#parts;
    const name = ids.byId[readMessageId(incoming.view, incoming.at)]?.name ?? "";
    if (!faults.isAimedAtRequest(name)) {
      dispatcher.receive(incoming);
      return;
    }
    const kept = copy(incoming);
    faults.receive(this.#arrivalOf(name, kept), () => dispatcher.receive(kept));
  }

  #arrivalOf(name: string, incoming: Incoming): Arrival {
    return {
      name,
      pause: () => {
        const reason = Symbol(name);
        this.pause(reason);
        return () => this.resume(reason);
      },
      refuse: () => this.#parts.dispatcher.refuse(incoming),
      answer: (retval) => this.#parts.dispatcher.answer(incoming, retval),
    };
  }
}

/** Copies a message out of the memory of its connection, which is reused. */
function copy({ sender, bytes, at, byteLength }: Incoming): Incoming {
  const message = Buffer.from(bytes.subarray(at, at + byteLength));
  const view = new DataView(message.buffer, message.byteOffset, byteLength);
  return { sender, bytes: message, view, at: 0, byteLength };
}
