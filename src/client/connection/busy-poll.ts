import type { PendingCalls } from "./pending.ts";

/** A call alone is one; a dump with the ping behind it, two. */
const FEW_CALLS = 2;
/** VPP answers a call within 10 to 30 microseconds, unless it sleeps between polls or has much to do. */
const POLL_MS = 0.05;
/** More says nothing about how an answer is waited for. */
const MOST_MS = 0.25;
/**
 * Both ways are tried in turn for so many calls, and then the other one each time that so many have gone by: not for one of a
 * hundred.
 */
const FIRST_CALLS = 8;
const CALLS = 512;

/** Milliseconds until an answer is there: the mean of the last some sixteen. */
class Delay {
  ms = 0;
  #count = 0;

  add(ms: number): void {
    this.#count = Math.min(this.#count + 1, 16);
    this.ms += (Math.min(ms, MOST_MS) - this.ms) / this.#count;
  }
}

/**
 * Looks for answers without sleeping, for a moment after a call has left alone. A process that sleeps is woken by its answer.
 * Where a processor that idles wakes slowly, as in most virtual machines, that takes several times as long as VPP does to
 * answer; where VPP's own threads want the processor, to poll is worse. So what has been quicker of late is done.
 */
export class BusyPoll {
  readonly #pending: PendingCalls;
  readonly #poll: () => void;
  readonly #polled = new Delay();
  readonly #slept = new Delay();
  #calls = 0;
  #isPolling = false;
  #start = 0;
  /** What measures the calls that are on their way. */
  #delay: Delay | undefined;

  constructor(pending: PendingCalls) {
    this.#pending = pending;
    this.#poll = () => this.#goOn();
  }

  /** Called when calls have left. */
  left(): void {
    this.#delay = undefined;
    if (this.#pending.size > FEW_CALLS) return;
    const polls = this.#shouldPoll();
    this.#delay = polls ? this.#polled : this.#slept;
    this.#start = performance.now();
    if (!polls || this.#isPolling) return;
    this.#isPolling = true;
    // While an immediate waits, the event loop asks the kernel what there is, and does not sleep.
    setImmediate(this.#poll);
  }

  /** Called when no call waits any more. */
  answered(): void {
    this.#delay?.add(performance.now() - this.#start);
  }

  #shouldPoll(): boolean {
    const isTrial = ++this.#calls % (this.#calls <= FIRST_CALLS ? 2 : CALLS) === 0;
    // To poll takes more of a processor that has something else to do.
    const isQuicker = this.#polled.ms < 0.9 * this.#slept.ms;
    return isQuicker !== isTrial;
  }

  #goOn(): void {
    const isWanted = this.#delay === this.#polled && this.#pending.size > 0;
    this.#isPolling = isWanted && performance.now() - this.#start < POLL_MS;
    if (this.#isPolling) setImmediate(this.#poll);
  }
}
