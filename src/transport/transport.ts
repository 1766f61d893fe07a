/**
 * Carries whole messages, without looking inside.
 *
 * Sending: `reserve` gives memory, the caller writes the message there and calls `commit`; `flush` passes all committed
 * messages to the kernel in one write. The next `reserve` reuses memory that was not committed.
 */
export interface Transport {
  /** The memory of the last reserved message. */
  readonly bytes: Buffer;
  /** The same memory: byte 0 of the view is byte 0 of `bytes`. */
  readonly view: DataView;
  /**
   * Reserves memory for one outgoing message, whose old content stays. Returns its offset in `bytes`; -1 while the send queue
   * is full, in which case `onDrain` follows.
   */
  reserve(byteLength: number): number;
  /** Adds the reserved message to those that `flush` sends. */
  commit(): void;
  /** Sends the committed messages. */
  flush(): void;
  /** Removes the limit of the send queue. */
  liftLimit(): void;
  /** Called for each incoming message. The bytes are valid only until it returns. */
  onMessage: (bytes: Buffer, view: DataView, offset: number, byteLength: number) => void;
  /**
   * Called after two small reads in a row. Returns whether reading may pause for a millisecond, so that the next read gets more
   * bytes: a wake-up for each small message costs more than the message (performance notes, IO-1).
   */
  mayRest: () => boolean;
  /** Called when a full send queue accepts messages again. */
  onDrain: () => void;
  /** Called once, when the connection has ended; without a reason if the other side ended it in order. */
  onClose: (reason?: Error) => void;
  /** Sends the committed messages, then ends the connection. Resolves when it has ended. */
  close(): Promise<void>;
  /**
   * Sends one last message from a process that exits, without an event loop. Completes a message that the kernel has accepted
   * in part, and drops the waiting ones. Blocks until the message is sent, or until the deadline on the clock of `performance`.
   */
  sendLastSync(message: Uint8Array, deadline: number): void;
  /** Blocks until the other side has ended the connection, or until the deadline. Delivers messages received until then. */
  waitForEndSync(deadline: number): void;
  /** Ends the connection immediately; messages in transit are lost. */
  destroy(reason?: Error): void;
  /** Lets an open connection keep the process alive; `unref` undoes it. */
  ref(): void;
  unref(): void;
}

/** The server's end of a connection, with methods to simulate faults. */
export interface ServerTransport extends Transport {
  /** The number of received bytes that are handled in one turn of the event loop; initially without limit. */
  bytesPerTurn: number;
  /** Stops reading: bytes from the client stay in the kernel. Messages that were read already are still delivered. */
  pause(): void;
  /** Continues to read. */
  resume(): void;
  /** Sends bytes without a frame, after the committed messages. */
  sendBytes(bytes: Buffer): void;
}
