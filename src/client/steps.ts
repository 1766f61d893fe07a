import { rejection, type VppError } from "../errors.ts";

type Result<T> = IteratorResult<T, undefined>;

/** Ends one call of `next` that waits. */
type Step<T> = (result: Result<T> | Promise<Result<T>>) => void;

/** The steps of an asynchronous iterator that wait for an item, and the end of the iteration. Items that wait are the iterator's. */
export class Steps<T> {
  readonly #waiting: Step<T>[] = [];
  readonly #onEndKnown: () => void;
  #isOpen = true;
  /** Why the iteration has ended, until a step rejects with it. */
  #reason: VppError | undefined;

  /** @param onEndKnown called when a step has learned of the end; perhaps more than once. */
  constructor(onEndKnown: () => void = () => {}) {
    this.#onEndKnown = onEndKnown;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether a step waits for an item. */
  get areWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Gives an item to the step that has waited longest; only while steps wait. */
  give(item: T): void {
    this.#waiting.shift()!({ done: false, value: item });
  }

  /** Waits for the next item. After the end, rejects once with its reason, if it has one; then the iteration is done. */
  next(): Promise<Result<T>> {
    if (this.#isOpen) return new Promise((resolve) => this.#waiting.push(resolve));
    const reason = this.#reason;
    this.#reason = undefined;
    this.#onEndKnown();
    return reason === undefined ? Promise.resolve({ done: true, value: undefined }) : rejection(reason);
  }

  /**
   * Ends the iteration, and the steps that wait as `next` would.
   *
   * @returns whether this is the end; false when the iteration has ended before.
   */
  end(reason?: VppError): boolean {
    if (!this.#isOpen) return false;
    this.#isOpen = false;
    this.#reason = reason;
    for (const resolve of this.#waiting.splice(0)) resolve(this.next());
    return true;
  }

  /** Replaces the reason of an end of which no step has learned yet. */
  replaceReason(reason: VppError): void {
    this.#reason = reason;
  }

  /** Drops the reason: the iteration is done without an error. */
  forgetReason(): void {
    this.#reason = undefined;
  }
}
