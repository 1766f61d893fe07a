import type { VppError } from "../../errors.ts";
import { isAnsweredInOrder } from "./answered-in-order.ts";
import type { PendingCall, PendingCalls } from "./pending.ts";

/** How often deadlines are compared with the clock. A call may time out that much later; one of many answers twice as much. */
const TICK_MS = 30;
/** After so many ticks without a message, while calls wait, VPP is asked whether it has dropped some. */
const SILENT_TICKS = 3;

/** What the expiry of calls needs of the connection. */
export interface ExpiryHost {
  /**
   * Sends a ping.
   *
   * @returns the ping's context.
   * @throws {VppError} as `Connection.send`.
   */
  ping(answered: () => void, failed: () => void): number;
  /** Makes the error of a call whose deadline is over. */
  timedOut(call: PendingCall, context: number): VppError;
  /** Makes the error of a call that VPP has passed over. */
  dropped(call: PendingCall, context: number): VppError;
}

/** Ends the calls of a connection that VPP does not answer: at their deadlines, or when VPP has answered a later ping. */
export class CallExpiry {
  readonly #pending: PendingCalls;
  readonly #host: ExpiryHost;
  #timer: NodeJS.Timeout | undefined;
  #silentTicks = 0;
  #isPinging = false;

  constructor(pending: PendingCalls, host: ExpiryHost) {
    this.#pending = pending;
    this.#host = host;
  }

  /** Starts the clock unless it runs: a call waits. */
  start(): void {
    if (this.#timer === undefined) this.#startTicking();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Notes that VPP has sent a message. */
  noteMessage(): void {
    this.#silentTicks = 0;
  }

  #startTicking(): void {
    this.#silentTicks = 0;
    // What has arrived while the process was busy is read first, between timers and immediates.
    this.#timer = setInterval(() => setImmediate(() => this.#tick()), TICK_MS).unref();
  }

  #tick(): void {
    this.#pending.expire(performance.now(), this.#host.timedOut);
    if (this.#pending.size === 0) this.stop();
    else if (++this.#silentTicks >= SILENT_TICKS && !this.#isPinging) this.#ping();
  }

  /** Asks VPP for a sign of life: a message that VPP answers in order and has not answered by then, it has dropped. */
  #ping(): void {
    let context = 0;
    const failed = (): void => {
      this.#isPinging = false;
    };
    const answered = (): void => {
      this.#isPinging = false;
      this.failDropped(context);
    };
    try {
      context = this.#host.ping(answered, failed);
      this.#isPinging = true;
    } catch {
      // The send queue is full, since VPP does not even read: the deadlines decide.
    }
  }

  /** Ends the calls that VPP has dropped: it has answered a later ping. */
  failDropped(pingContext: number): void {
    const isDropped = ({ messageName }: PendingCall): boolean => isAnsweredInOrder(messageName);
    this.#pending.failOlder(pingContext, isDropped, this.#host.dropped);
  }
}
