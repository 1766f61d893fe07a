/**
 * Carries whole messages; knows nothing about what is in them.
 *
 * Sending: `reserve` gives memory, the caller writes the message there and calls `commit`; `flush` hands everything that
 * was committed to the kernel at once. Memory that was reserved but not committed is given out again.
 */
export interface Transport {
  /** The memory of the message that was reserved last. */
  readonly bytes: Buffer;
  /** The same memory: byte 0 of the view is byte 0 of `bytes`. */
  readonly view: DataView;
  /**
   * Memory for one outgoing message of this length: its offset in `bytes`. -1 while the way is full; `onDrain` then says
   * when it is not. The memory holds whatever was there before.
   */
  reserve(byteLength: number): number;
  /** The reserved message is complete. */
  commit(): void;
  /** Sends what was committed. */
  flush(): void;
  /** The way is never full from now on. */
  liftLimit(): void;
  /** Called for each incoming message. The bytes are valid only until it returns. */
  onMessage: (bytes: Buffer, view: DataView, offset: number, byteLength: number) => void;
  /**
   * Asked when only a few bytes have come, and twice so: whether what comes next may wait for a millisecond or two, so that
   * more is taken at once. To be woken for each of many small messages costs more than the messages.
   */
  mayRest: () => boolean;
  /** Called when a full way is free again. */
  onDrain: () => void;
  /** Called once, when nothing comes in any more; without a reason after an orderly end by the other side. */
  onClose: (reason?: Error) => void;
  /** Sends what was committed, then ends the connection. Resolves when it has ended. */
  close(): Promise<void>;
  /**
   * For the end of a process, when no event loop runs any more. Completes the message that the kernel has taken half of, drops
   * those it has not begun with, and sends this one. Blocks until then, or until the deadline, on the clock of `performance`.
   */
  sendLastSync(message: Uint8Array, deadline: number): void;
  /** Blocks until the other side has ended the connection, or until the deadline. What comes in until then is delivered. */
  waitForEndSync(deadline: number): void;
  /** Ends the connection at once, whatever is on its way. */
  destroy(reason?: Error): void;
  /** Whether an open connection keeps the process alive. */
  ref(): void;
  unref(): void;
}

/** A server's end, which can also misbehave. */
export interface ServerTransport extends Transport {
  /** How much is taken of what a client sends, in one turn of the event loop; no limit to begin with. */
  bytesPerTurn: number;
  /** Takes nothing any more: what a client sends stays in the kernel. Messages that came in one piece are still delivered. */
  pause(): void;
  /** Takes again what comes. */
  resume(): void;
  /** Sends bytes as they are, behind what was committed. */
  sendBytes(bytes: Buffer): void;
}
