import type { PendingCalls } from "./pending.ts";

/** Outstanding calls up to which polling pays: one request, or a dump and its ping. */
const FEW_CALLS = 2;
/** VPP answers a call within 10 to 30 microseconds, unless it sleeps between polls or has much to do. */
const POLL_MS = 0.05;
/** The longest delay that counts: a longer one does not depend on how the process waits. */
const MAX_DELAY_MS = 0.25;
/**
 * Polling and sleeping alternate for the first calls; later, one call of `CALLS` uses the slower method, to measure it again.
 */
const FIRST_CALLS = 8;
const CALLS = 512;

/** The mean delay of the last answers, some sixteen, in milliseconds. */
class Delay {
  ms = 0;
  #count = 0;

  add(ms: number): void {
    this.#count = Math.min(this.#count + 1, 16);
    this.ms += (Math.min(ms, MAX_DELAY_MS) - this.ms) / this.#count;
  }
}

/**
 * Polls for the answer of a call that is alone, for a short time, before the process sleeps (CLIENT-7). An idle processor wakes
 * slowly in most virtual machines, which takes several times as long as VPP takes to answer; polling takes the processor from
 * VPP's own threads if they share it. The method that was faster for the last calls is used.
 */
export class BusyPoll {
  readonly #pending: PendingCalls;
  readonly #poll: () => void;
  readonly #polled = new Delay();
  readonly #slept = new Delay();
  #calls = 0;
  #isPolling = false;
  #start = 0;
  /** Measures the calls that are outstanding. */
  #delay: Delay | undefined;

  constructor(pending: PendingCalls) {
    this.#pending = pending;
    this.#poll = () => this.#goOn();
  }

  /** Notes that calls were sent. */
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

  /** Notes that the last outstanding call was answered. */
  answered(): void {
    this.#delay?.add(performance.now() - this.#start);
  }

  #shouldPoll(): boolean {
    const isTrial = ++this.#calls % (this.#calls <= FIRST_CALLS ? 2 : CALLS) === 0;
    // Polling must be clearly faster: it takes processor time from other work.
    const isQuicker = this.#polled.ms < 0.9 * this.#slept.ms;
    return isQuicker !== isTrial;
  }

  #goOn(): void {
    const isWanted = this.#delay === this.#polled && this.#pending.size > 0;
    this.#isPolling = isWanted && performance.now() - this.#start < POLL_MS;
    if (this.#isPolling) setImmediate(this.#poll);
  }
}
