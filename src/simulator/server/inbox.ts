import { readMessageId } from "../../wire/index.ts";
import type { MessageIds } from "../api/index.ts";
import type { Arrival, Faults } from "../faults/index.ts";
import type { Incoming } from "./dispatcher.ts";

/** What the inbox works with. */
export interface InboxParts {
  readonly ids: MessageIds;
  readonly faults: Faults;
  readonly execute: (incoming: Incoming) => void;
  readonly refuse: (incoming: Incoming) => void;
  /** Told when it begins and when it ceases to take messages. */
  readonly onPause: (isPaused: boolean) => void;
}

/** Where messages of all connections come in: they are carried out in order, unless VPP is paused or a fault says else. */
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

  /** Takes nothing until the function is called that this gives. */
  pause(): () => void {
    const reason = Symbol();
    const wasPaused = this.isPaused;
    this.#pauses.add(reason);
    if (!wasPaused) this.#parts.onPause(true);
    return () => {
      if (this.#pauses.delete(reason) && !this.isPaused) this.#resume();
    };
  }

  /** Takes nothing any more, for good. */
  stop(): void {
    this.#pauses.add(Symbol());
    this.#queue = [];
  }

  #resume(): void {
    while (!this.isPaused) {
      const incoming = this.#queue[0];
      if (incoming === undefined) {
        this.#parts.onPause(false);
        return;
      }
      this.#admit(incoming);
      this.#queue.shift();
    }
  }

  #admit(incoming: Incoming): void {
    const { ids, faults, execute, refuse } = this.#parts;
    const name = ids.byId[readMessageId(incoming.view, incoming.at)]?.name ?? "";
    if (!faults.isAimedAtRequest(name)) {
      execute(incoming);
      return;
    }
    const kept = copy(incoming);
    const arrival: Arrival = { name, pause: () => this.pause(), refuse: () => refuse(kept) };
    faults.receive(arrival, () => execute(kept));
  }
}

/** A message whose memory stays what it is. */
function copy({ sender, bytes, at, byteLength }: Incoming): Incoming {
  const message = Buffer.from(bytes.subarray(at, at + byteLength));
  const view = new DataView(message.buffer, message.byteOffset, byteLength);
  return { sender, bytes: message, view, at: 0, byteLength };
}
