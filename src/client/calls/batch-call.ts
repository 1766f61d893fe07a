import type { VppError } from "../../errors.ts";
import type { Input } from "../../wire/index.ts";
import { type Connection, type PendingCall, receiveReply, type Settle } from "../connection/index.ts";
import type { ServedRequest } from "../versions/index.ts";
import type { Silence } from "./silence.ts";

/** The parts of a batch that its calls use. */
export interface BatchOfCalls {
  readonly silence: Silence;
  /** Takes the reply to the request of a call, which is idle from then on. */
  succeeded(call: BatchCall, reply: unknown): void;
  /** Takes the failure of the request of a call, which is idle from then on. */
  failed(call: BatchCall, error: VppError): void;
}

/** Waits for the reply of one request of a batch at a time. */
export class BatchCall implements PendingCall, Settle<unknown> {
  /** The place of the request in its batch. */
  place = 0;
  isOnTheWay = false;
  readonly #run: BatchOfCalls;
  readonly #connection: Connection;
  #served: ServedRequest | undefined;
  context = 0;

  constructor(run: BatchOfCalls, connection: Connection) {
    this.#run = run;
    this.#connection = connection;
  }

  get messageName(): string {
    return this.#served!.request.name;
  }

  get timeoutMs(): number {
    return this.#run.silence.maxMs;
  }

  /** @throws {VppError} as `Connection.send`; the call then stays idle. */
  send(place: number, served: ServedRequest, fields: Input<unknown>): void {
    this.place = place;
    this.#served = served;
    this.context = this.#connection.send(served, fields, this);
    this.isOnTheWay = true;
  }

  /** Ends the call before its answer. */
  forget(reason: VppError): void {
    this.#connection.forget(this.context, reason);
    this.reject(reason);
  }

  receive(id: number, view: DataView, offset: number, byteLength: number): boolean {
    return receiveReply(this.#served!, this.#connection, id, view, offset, byteLength, this);
  }

  resolve(reply: unknown): void {
    this.isOnTheWay = false;
    this.#run.succeeded(this, reply);
  }

  reject(error: VppError): void {
    this.isOnTheWay = false;
    this.#run.failed(this, error);
  }

  isLate(now: number): boolean {
    return this.#run.silence.isTooLong(now);
  }

  fail(reason: VppError): void {
    this.reject(reason);
  }
}
