import type { VppError, VppErrorCode } from "../../errors.ts";
import type { LaneTransport } from "../../transport/index.ts";
import { Turns } from "../../turns.ts";
import type { BatchLane, Connection, WaitingBatch } from "../connection/index.ts";
import type { LaneConnection } from "./lane-connection.ts";

/** A batch of fewer requests is as fast by the socket or faster: the lane costs two pings, and rests of a millisecond. */
const MIN_REQUESTS = 256;
const GOODBYE_MS = 1000;

/** Carries one batch at a time in VPP's shared memory. */
export class Lane implements BatchLane<Connection> {
  readonly #socket: Connection;
  readonly #connection: LaneConnection;
  readonly #transport: LaneTransport;
  readonly #turns = new Turns();
  #isWaking = false;

  /** @param isListed returns whether VPP still has the client. */
  constructor(
    socket: Connection,
    connection: LaneConnection,
    transport: LaneTransport,
    isListed: () => Promise<boolean>,
  ) {
    this.#socket = socket;
    this.#connection = connection;
    this.#transport = transport;
    transport.wake = () => this.#wake();
    connection.onLost = (reason) => {
      socket.sharedMemory.state = { type: "broken", reason };
      socket.sharedMemory.onChange();
      isListed().then(
        (stillIs) => transport.leave(stillIs),
        () => transport.leave(false),
      );
    };
  }

  carry(batch: WaitingBatch<Connection>, ended: Promise<unknown>, timeoutMs: number): void {
    if (this.#connection.hasEnded || batch.size < MIN_REQUESTS) batch.start(this.#socket);
    else void this.#turns.take(() => this.#carry(batch, ended, timeoutMs));
  }

  async leave(): Promise<void> {
    if (this.#connection.hasEnded) return;
    const settled = this.#connection.settled(GOODBYE_MS);
    this.#connection.refuse("VPP_CLOSED", "the client is closed");
    await settled;
    this.#connection.end("VPP_CLOSED", "the client is closed");
    this.#transport.leave(true);
  }

  end(code: VppErrorCode, text: string, cause: unknown): void {
    this.#connection.end(code, text, cause);
    // Another VPP may have the memory by now.
    this.#transport.leave(false);
  }

  async #carry(batch: WaitingBatch<Connection>, ended: Promise<unknown>, timeoutMs: number): Promise<void> {
    batch.silence.noteSign();
    const isReady = (await this.#connection.settled(timeoutMs)) && (await this.#areEarlierAnswered(timeoutMs));
    batch.start(isReady ? this.#connection : this.#socket);
    await ended;
  }

  #areEarlierAnswered(timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      try {
        this.#socket.ping(
          () => resolve(true),
          () => resolve(false),
          timeoutMs,
        );
      } catch {
        resolve(false);
      }
    });
  }

  /** Sends a message on the socket, which wakes VPP; none while one is on its way. */
  #wake(): void {
    if (this.#isWaking) return;
    const noteEnd = (_reason?: VppError): void => {
      this.#isWaking = false;
    };
    try {
      this.#socket.ping(noteEnd, noteEnd);
      this.#isWaking = true;
    } catch {
      // The connection has ended, or VPP does not even read the socket: the deadlines decide.
    }
  }
}
