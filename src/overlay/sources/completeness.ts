import type { SpeakerEvent } from "../../bgp/index.ts";

/**
 * Finds when the peers have announced everything: all of them are there and have ended their RIB in all families, or `syncSeconds` have
 * passed since the first session. Calls back once.
 */
export class Completeness {
  readonly #syncSeconds: number;
  readonly #isOver: () => boolean;
  readonly #onComplete: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isComplete = false;

  constructor(syncSeconds: number, isOver: () => boolean, onComplete: () => void) {
    this.#syncSeconds = syncSeconds;
    this.#isOver = isOver;
    this.#onComplete = onComplete;
  }

  /** Takes the events of the speaker. */
  take({ kind }: SpeakerEvent): void {
    if (this.#isComplete) return;
    if (kind === "up") this.#timer ??= setTimeout(() => this.#complete(), this.#syncSeconds * 1000);
    if (kind === "end-of-rib") this.judge();
  }

  /** Looks whether all is said: after an event, and when there are other peers than before. */
  judge(): void {
    if (!this.#isComplete && this.#isOver()) this.#complete();
  }

  /** Ends the waiting; nothing is called back any more. */
  stop(): void {
    this.#isComplete = true;
    clearTimeout(this.#timer);
  }

  #complete(): void {
    if (this.#isComplete) return;
    this.stop();
    this.#onComplete();
  }
}
