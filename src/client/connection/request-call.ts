import { rejection, VppError } from "../../errors.ts";
import { readFields, readReplyContext, readRetval, type WireReader } from "../../wire/index.ts";
import { channels } from "../channels.ts";
import type { ServedRequest } from "../versions/index.ts";
import type { PendingCall } from "./pending.ts";
import { retvalError } from "./retval.ts";

/** Receives the end of a request. */
export interface Settle<Reply> {
  resolve(reply: Reply): void;
  reject(reason: VppError): void;
}

/** The part of a connection that a call uses. */
export interface CallHost {
  /** Set to the memory of the message that is being received. */
  readonly reader: WireReader;
  /** Returns the deadline of a call that is sent now, on the clock of `performance`. */
  deadlineIn(timeoutMs: number): number;
  /** Publishes that a call has ended; only while `channels.reply` has subscribers. */
  publishEnd(messageName: string, context: number, error?: VppError): void;
}

/** Ends the promise of a call, with the reply or like another promise. */
export type Resolve<Reply> = (reply: Reply | Promise<Reply>) => void;

/** A request that waits for its reply. */
export class RequestCall<Reply> implements PendingCall, Settle<Reply> {
  readonly timeoutMs: number;
  readonly resolve: Resolve<Reply>;
  readonly #deadline: number;
  readonly #served: ServedRequest;
  readonly #host: CallHost;

  /** @param resolve ends the promise of the call: with the reply, or like a promise that rejects. */
  constructor(served: ServedRequest, host: CallHost, timeoutMs: number, resolve: Resolve<Reply>) {
    this.#served = served;
    this.#host = host;
    this.timeoutMs = timeoutMs;
    this.#deadline = host.deadlineIn(timeoutMs);
    this.resolve = resolve;
  }

  get messageName(): string {
    return this.#served.request.name;
  }

  receive(id: number, view: DataView, offset: number, byteLength: number): boolean {
    return receiveReply(this.#served, this.#host, id, view, offset, byteLength, this);
  }

  isLate(now: number): boolean {
    return this.#deadline <= now;
  }

  reject(reason: VppError): void {
    this.resolve(rejection(reason));
  }

  fail(reason: VppError): void {
    this.reject(reason);
  }
}

/** A request of the client itself, whose ends are two functions. */
export class OwnCall<Reply> extends RequestCall<Reply> {
  readonly #failed: (reason: VppError) => void;

  constructor(
    served: ServedRequest,
    host: CallHost,
    timeoutMs: number,
    answered: Resolve<Reply>,
    failed: (reason: VppError) => void,
  ) {
    super(served, host, timeoutMs, answered);
    this.#failed = failed;
  }

  override reject(reason: VppError): void {
    this.#failed(reason);
  }
}

/** Settles a request by its reply. @returns false when the message is not the reply. */
export function receiveReply<Reply>(
  served: ServedRequest,
  host: CallHost,
  id: number,
  view: DataView,
  offset: number,
  byteLength: number,
  settle: Settle<Reply>,
): boolean {
  if (id !== served.answerId && id !== served.otherAnswerId) return false;
  let reply: Reply;
  try {
    reply = readReply(served, host.reader, view, offset, byteLength) as Reply;
  } catch (reason) {
    const error = answerError(served.request.name, readReplyContext(view, offset), reason);
    publishEnd(served, host, view, offset, error);
    settle.reject(error);
    return true;
  }
  publishEnd(served, host, view, offset);
  settle.resolve(reply);
  return true;
}

/** Returns the error of a request whose answer cannot be read: what reads the answer does not know the request. */
export function answerError(requestName: string, context: number, reason: unknown): VppError {
  const error = VppError.from(reason, { messageName: requestName, context });
  if (error.code !== "VPP_WIRE_RANGE") return error;
  const { code, message, messageName = requestName } = error;
  return new VppError(code, `${requestName}: ${message}`, { messageName, context });
}

function publishEnd(
  { request }: ServedRequest,
  host: CallHost,
  view: DataView,
  offset: number,
  error?: VppError,
): void {
  if (channels.reply.hasSubscribers) host.publishEnd(request.name, readReplyContext(view, offset), error);
}

function checkRetval(retval: number, { request }: ServedRequest, view: DataView, offset: number): void {
  if (retval < 0) throw retvalError(request.name, retval, readReplyContext(view, offset));
}

/** Reads a reply. The fields behind a negative return value are not read: VPP leaves memory in them as it was. */
function readReply(
  served: ServedRequest,
  reader: WireReader,
  view: DataView,
  offset: number,
  byteLength: number,
): unknown {
  checkRetval(served.retval === "first" ? readRetval(view, offset, byteLength) : 0, served, view, offset);
  const reply = readFields(reader, offset, byteLength, served.answer);
  if (served.retval === "inside") checkRetval((reply as { retval: number }).retval, served, view, offset);
  return reply;
}
