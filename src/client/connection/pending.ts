import { type VppError, withoutStack } from "../../errors.ts";

/** A call that waits for messages of VPP. */
export interface PendingCall {
  /** VPP's name of the request. */
  readonly messageName: string;
  /** How long the call waits for an answer. */
  readonly timeoutMs: number;
  /**
   * Takes a message that carries the call's context.
   *
   * @returns whether the call has ended.
   */
  receive(id: number, view: DataView, offset: number, byteLength: number): boolean;
  /** Returns whether the call has waited too long; `now` is on the clock of `performance`. Called every tick. */
  isLate(now: number): boolean;
  /** Ends the call without an answer. */
  fail(reason: VppError): void;
}

/** Makes the error of a call that ends without an answer. */
export type ReasonFor = (call: PendingCall, context: number) => VppError;

const FIRST_SLOTS = 64;
/** Contexts have 31 bits: V8 allocates an object for a larger integer (CLIENT-6). */
const CONTEXTS = 0x8000_0000;
const LAST_CONTEXT = CONTEXTS - 1;

/**
 * The outstanding calls, by context.
 *
 *   context   | generation | slot |      slot = the lowest bits: a place in an array of 2^n calls
 *
 * Contexts count upward from a random start, so a slot is reused under another generation, and a number comes back only
 * after 2^31 calls: a reply that comes late meets no other call. A slot that is still taken is stepped over; the array
 * doubles before more than half of it is taken. Zero is no context, since clients and VPP read it as "event".
 */
export class PendingCalls {
  #slots: (PendingCall | undefined)[] = new Array(FIRST_SLOTS).fill(undefined);
  #contexts = new Int32Array(FIRST_SLOTS);
  #last = Math.floor(Math.random() * CONTEXTS);
  /** The number of contexts that were given to calls. */
  #given = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Registers a call and returns its context. */
  add(call: PendingCall): number {
    if (this.#size * 2 >= this.#slots.length) this.#grow();
    const mask = this.#slots.length - 1;
    let context = this.#last;
    do context = (context + 1) & LAST_CONTEXT;
    while (context === 0 || this.#slots[context & mask] !== undefined);
    this.#last = context;
    this.#slots[context & mask] = call;
    this.#contexts[context & mask] = context;
    this.#size++;
    this.#given++;
    return context;
  }

  /** Returns the call with this context, if it still waits. */
  find(context: number): PendingCall | undefined {
    const slot = context & (this.#slots.length - 1);
    return this.#contexts[slot] === context ? this.#slots[slot] : undefined;
  }

  /** Returns whether a call without a place here had this context: its answer is late. */
  wasGiven(context: number): boolean {
    return context <= LAST_CONTEXT && ((this.#last - context) & LAST_CONTEXT) < this.#given;
  }

  /** Removes a call: later messages with its context are late. */
  remove(context: number): void {
    if (this.find(context) === undefined) return;
    this.#slots[context & (this.#slots.length - 1)] = undefined;
    this.#size--;
  }

  /** Ends every call, each with an error of its own. */
  failAll(reasonFor: ReasonFor): void {
    this.#failWhere(() => true, reasonFor);
  }

  /** Ends the calls that have waited too long. */
  expire(now: number, reasonFor: ReasonFor): void {
    this.#failWhere((call) => call.isLate(now), reasonFor);
  }

  /** Ends those calls older than the one with this context for which `isMeant` holds. */
  failOlder(than: number, isMeant: (call: PendingCall) => boolean, reasonFor: ReasonFor): void {
    // Contexts count upward and wrap around: what is less than half the circle behind is older.
    const isOlder = (context: number): boolean => context !== than && ((than - context) & LAST_CONTEXT) < CONTEXTS / 2;
    this.#failWhere((call, context) => isOlder(context) && isMeant(call), reasonFor);
  }

  #failWhere(isMeant: (call: PendingCall, context: number) => boolean, reasonFor: ReasonFor): void {
    const found: [PendingCall, number][] = [];
    for (let slot = 0; slot < this.#slots.length; slot++) {
      const call = this.#slots[slot];
      const context = this.#contexts[slot]!;
      if (call === undefined || !isMeant(call, context)) continue;
      this.remove(context);
      found.push([call, context]);
    }
    // Only now, since a call that ends may start others.
    withoutStack(() => {
      for (const [call, context] of found) call.fail(reasonFor(call, context));
    });
  }

  #grow(): void {
    const slots = this.#slots;
    const contexts = this.#contexts;
    this.#slots = new Array(slots.length * 2).fill(undefined);
    this.#contexts = new Int32Array(this.#slots.length);
    for (let slot = 0; slot < slots.length; slot++) {
      if (slots[slot] === undefined) continue;
      const context = contexts[slot]!;
      // Two calls of one old slot cannot exist, so no two of the new can meet.
      this.#slots[context & (this.#slots.length - 1)] = slots[slot];
      this.#contexts[context & (this.#slots.length - 1)] = context;
    }
  }
}
