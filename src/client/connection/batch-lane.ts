import type { VppErrorCode } from "../../errors.ts";
import type { SharedMemoryState } from "../state.ts";

/** A batch that waits for a connection. The connection is a parameter of these types, since it has a lane itself. */
export interface WaitingBatch<Connection> {
  /** The number of its requests. */
  readonly size: number;
  /** Measures the time without any answer. */
  readonly silence: { noteSign(): void };
  /** Sends the requests on a connection; by the socket from the first on for which a lane throws `LaneExit`. */
  start(connection: Connection): void;
}

/** Carries large batches beside the socket of a connection. */
export interface BatchLane<Connection> {
  /**
   * Sends a batch, one at a time, once VPP has answered what was sent before. A batch that is too small goes by the socket, and
   * any batch once the lane has ended.
   *
   * @param ended resolves when each request has its outcome.
   * @param timeoutMs how long VPP may be silent before the first request.
   */
  carry(batch: WaitingBatch<Connection>, ended: Promise<unknown>, timeoutMs: number): void;
  /** Leaves VPP, when it has answered what was sent, or after a second. */
  leave(): Promise<void>;
  /** Ends the calls of the lane for this reason, as the connection that it belongs to has ended. */
  end(code: VppErrorCode, text: string, cause: unknown): void;
}

/** What a lane throws instead of sending a request that may not go by it, or for which it has ended. */
export class LaneExit<Connection> {
  /** The connection that takes the request. */
  readonly socket: Connection;
  /** Resolves when VPP has answered or dropped what was sent by the lane, or does not answer. */
  readonly settled: () => Promise<unknown>;

  constructor(socket: Connection, settled: () => Promise<unknown>) {
    this.socket = socket;
    this.settled = settled;
  }
}

/** What became of VPP's shared memory with a connection. */
export class SharedMemory<Connection> {
  state: SharedMemoryState = { type: "off" };
  /** Carries large batches beside the socket, if the memory is used. */
  lane: BatchLane<Connection> | undefined;
  /** Called when the state has changed. */
  onChange: () => void = () => {};
}
