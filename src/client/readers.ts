import type { VppError } from "../errors.ts";

interface Reader<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(reason: VppError): void;
}

/** Those who wait for the next item of a stream, and the stream's end. What nobody waits for is the stream's own to keep. */
export class Readers<T> {
  readonly #waiting: Reader<T>[] = [];
  readonly #onTold: () => void;
  #isOpen = true;
  /** Why it has ended, until somebody is told. */
  #reason: VppError | undefined;

  /** @param onTold called when a reader learns that the stream has ended; perhaps more than once. */
  constructor(onTold: () => void = () => {}) {
    this.#onTold = onTold;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether somebody waits for an item. */
  get areWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Gives an item to who has waited longest; only while somebody waits. */
  give(item: T): void {
    this.#waiting.shift()!.resolve({ done: false, value: item });
  }

  /** The next item that is given. After the end: its reason, once, and from then on nothing. */
  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#isOpen) return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    const reason = this.#reason;
    this.#reason = undefined;
    this.#onTold();
    return reason === undefined ? Promise.resolve({ done: true, value: undefined }) : Promise.reject(reason);
  }

  /**
   * No more items come. Those who wait learn it as `next` tells it.
   *
   * @returns whether this is the end; false when it has ended before.
   */
  end(reason?: VppError): boolean {
    if (!this.#isOpen) return false;
    this.#isOpen = false;
    this.#reason = reason;
    for (const { resolve, reject } of this.#waiting.splice(0)) this.next().then(resolve, reject);
    return true;
  }

  /** It has ended, and a reader who does not know it yet is told this reason in place of another one. */
  replaceReason(reason: VppError): void {
    this.#reason = reason;
  }

  /** Nobody is to be told why it ended. */
  forgetReason(): void {
    this.#reason = undefined;
  }
}
