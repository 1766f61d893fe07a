import { VppError, type VppErrorCode } from "../../errors.ts";
import type { Transport } from "../../transport/index.ts";
import { HEADER_BYTES, type Input, readMessageId, readReplyContext, WireReader } from "../../wire/index.ts";
import { channels } from "../channels.ts";
import type { Counters } from "../counters.ts";
import type { ServedMessages, ServedRequest } from "../versions/index.ts";
import { noAnswer } from "../within.ts";
import { SharedMemory } from "./batch-lane.ts";
import { BusyPoll } from "./busy-poll.ts";
import { CallExpiry } from "./call-expiry.ts";
import { forgetAtExit, leaveAtExit } from "./exit.ts";
import { type PendingCall, PendingCalls } from "./pending.ts";
import { type Registration, sayGoodbyeSync } from "./registration.ts";
import { OwnCall } from "./request-call.ts";
import { Sender } from "./sender.ts";

/** The deadline of the ping that asks for a sign of life. */
const PING_MS = 5000;

/** Why a connection takes no calls any more. */
interface End {
  readonly code: VppErrorCode;
  readonly text: string;
  readonly cause: unknown;
}

/** Reads an event out of the memory that it arrived in. */
export type EventListener = (offset: number, byteLength: number) => void;

/** So many calls keep VPP busy for longer than the transport rests, however few answers come at once. */
const MANY_CALLS = 192;

const USUAL_WINDOW = 512;

/** The number of connections that this process has had. */
let connections = 0;

/** One registered connection to one VPP process: sends requests, and hands each message to the call that waits for it. */
export class Connection {
  /** The number of the connection in this process. */
  readonly number: number = ++connections;
  readonly registration: Registration;
  readonly transport: Transport;
  readonly served: ServedMessages;
  /** Set to the memory of the message that is being received. */
  readonly reader: WireReader = new WireReader();
  /** Hands what was sent in this turn to the transport, before the turn ends. */
  readonly flush: () => void;
  /** Called once, when VPP has ended the connection, or the connection broke; every call has failed by then. */
  onLost: (reason: VppError) => void = () => {};
  /** One field for all about it: the connection is the object that all calls use. */
  readonly sharedMemory: SharedMemory<Connection> = new SharedMemory();
  readonly #counters: Counters;
  /** By message id. */
  readonly #listeners = new Map<number, EventListener>();
  readonly #pending = new PendingCalls();
  readonly #busyPoll = new BusyPoll(this.#pending);
  readonly #expiry: CallExpiry;
  readonly #sender: Sender;
  readonly #drainers: (() => void)[] = [];
  #end: End | undefined;
  #now = 0;

  constructor(transport: Transport, registration: Registration, served: ServedMessages, counters: Counters) {
    this.transport = transport;
    this.#counters = counters;
    this.registration = registration;
    this.served = served;
    this.#sender = new Sender(transport, registration.clientIndex, this.#pending, this.#busyPoll);
    this.flush = this.#sender.flush;
    this.#expiry = new CallExpiry(this.#pending, {
      ping: (answered, failed) => this.ping(answered, failed),
      timedOut: (call, context) => this.#timedOut(call, context),
      dropped: (call, context) =>
        this.#failure(call, context, "VPP_NO_REPLY", "VPP answered later requests, but not this one"),
    });
    transport.onMessage = (bytes, view, offset, byteLength) => this.#receive(bytes, view, offset, byteLength);
    transport.mayRest = () => this.#pending.size >= MANY_CALLS;
    transport.onDrain = () => this.#drained();
    leaveAtExit(transport, (deadline) => sayGoodbyeSync(transport, registration, deadline));
    transport.onClose = (cause) => {
      forgetAtExit(transport);
      this.lose(cause);
    };
  }

  /** How many requests of a batch may be outstanding. */
  get maxWindow(): number {
    return Number.POSITIVE_INFINITY;
  }

  /** How many requests of a batch are outstanding unless its caller says so. */
  get usualWindow(): number {
    return USUAL_WINDOW;
  }

  /** Whether the connection takes no calls any more. */
  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /**
   * Sends a request and registers its call.
   *
   * @returns the call's context.
   * @throws {VppError} when the connection has ended, or the request cannot be sent: `VPP_OVERLOADED`, `VPP_HAZARD`,
   * `VPP_FIELD_RANGE`.
   */
  send<T>(served: ServedRequest, fields: Input<T>, call: PendingCall): number {
    if (this.#end !== undefined) this.requireOpen(served.request.name);
    // A dump or a batch asks for no deadline: a request behind it in the same turn would share one of long ago.
    if (!this.#sender.isFlushing) this.#now = performance.now();
    const context = this.#sender.send(served, fields, call);
    this.#expiry.start();
    this.#counters.sent++;
    if (channels.request.hasSubscribers) {
      channels.request.publish({ connection: this.number, context, messageName: served.request.name, fields });
    }
    return context;
  }

  /** Throws the reason why the connection has ended, if it has, as one of a call for which nothing was sent. */
  requireOpen(messageName: string): void {
    if (this.#end === undefined) return;
    const { code, text, cause } = this.#end;
    throw new VppError(code, `${messageName}: not sent: ${text}`, { effect: "none", messageName, cause });
  }

  /** Sets the listener to the events with this id, of which there is one; undefined for none. */
  listen(id: number, listener: EventListener | undefined): void {
    if (listener === undefined) this.#listeners.delete(id);
    else this.#listeners.set(id, listener);
  }

  /** Returns the deadline of a call that is sent now, in whole milliseconds, which need no memory. Calls of one turn share a clock. */
  deadlineIn(timeoutMs: number): number {
    if (!this.#sender.isFlushing) this.#now = performance.now();
    return Math.floor(this.#now) + timeoutMs;
  }

  /**
   * Forgets a call that still waits: what VPP sends for it from now on is late.
   *
   * @param reason why the call has failed, if it has.
   */
  forget(context: number, reason?: VppError): void {
    const call = this.#pending.find(context);
    if (call === undefined) return;
    this.#pending.remove(context);
    if (channels.reply.hasSubscribers) this.publishEnd(call.messageName, context, reason);
  }

  /** Publishes that a call has ended; only while `channels.reply` has subscribers. */
  publishEnd(messageName: string, context: number, error?: VppError): void {
    const notice = { connection: this.number, context, messageName };
    channels.reply.publish(
      error === undefined ? { ...notice, outcome: "answered" } : { ...notice, outcome: "failed", error },
    );
  }

  /** Calls back when a full send queue has room again, or the connection has ended. */
  whenDrained(drained: () => void): void {
    if (this.#end === undefined) this.#drainers.push(drained);
    else queueMicrotask(drained);
  }

  /**
   * Sends a ping.
   *
   * @param failed called when VPP does not answer within `timeoutMs`, or the connection ends.
   * @returns the ping's context.
   * @throws {VppError} as `send`.
   */
  ping(answered: () => void, failed: (reason: VppError) => void, timeoutMs: number = PING_MS): number {
    const served = this.registration.own.ping;
    return this.send(served, {}, new OwnCall(served, this, timeoutMs, answered, failed));
  }

  /** Ends those calls before the one with this context that VPP answers in order: it has dropped them. */
  protected failDropped(context: number): void {
    this.#expiry.failDropped(context);
  }

  /** Refuses new calls from now on, for this reason, which replaces an earlier one. */
  refuse(code: VppErrorCode, text: string): void {
    this.#end = { code, text, cause: undefined };
  }

  /** Ends every call for this reason: VPP may have carried out what was sent. */
  end(code: VppErrorCode, text: string, cause?: unknown): void {
    this.#end ??= { code, text, cause };
    this.#expiry.stop();
    this.#pending.failAll((call, context) => this.#failure(call, context, code, text, cause));
    this.sharedMemory.lane?.end(code, text, cause);
    this.#drained();
  }

  /**
   * Hands a message to a listener or a call. The id comes first: an event has a client index, or anything else, in the place of
   * the context. Any other message goes to the call whose context it carries, which checks the id.
   */
  #receive(bytes: Buffer, view: DataView, offset: number, byteLength: number): void {
    this.#expiry.noteMessage();
    this.#counters.received++;
    this.reader.over(bytes, view);
    const id = readMessageId(view, offset);
    const listener = this.#listeners.size === 0 ? undefined : this.#listeners.get(id);
    if (listener !== undefined) {
      this.#counters.events++;
      listener(offset, byteLength);
      return;
    }
    const context = byteLength < HEADER_BYTES.reply ? 0 : readReplyContext(view, offset);
    const call = this.#pending.find(context);
    if (call === undefined) this.#countStray(context);
    else if (call.receive(id, view, offset, byteLength)) this.#ended(context);
  }

  #ended(context: number): void {
    this.#pending.remove(context);
    if (this.#pending.size === 0) this.#busyPoll.answered();
  }

  #countStray(context: number): void {
    const outcome = context !== 0 && this.#pending.wasGiven(context) ? "late" : "unknown";
    this.#counters[outcome]++;
    if (channels.reply.hasSubscribers) {
      channels.reply.publish({ connection: this.number, context, messageName: undefined, outcome });
    }
  }

  /** Ends the connection, since the transport has ended. */
  protected lose(cause: Error | undefined): void {
    const isNew = !this.hasEnded;
    const why = cause === undefined ? "" : `: ${cause.message}`;
    const text = `the connection to VPP ended${why}`;
    this.end("VPP_CONNECTION_LOST", text, cause);
    if (!isNew) return;
    this.#counters.losses++;
    this.onLost(new VppError("VPP_CONNECTION_LOST", text, { cause }));
  }

  #drained(): void {
    for (const drained of this.#drainers.splice(0)) drained();
  }

  #timedOut(call: PendingCall, context: number): VppError {
    this.#counters.timeouts++;
    return this.#failure(call, context, "VPP_TIMEOUT", noAnswer(call.timeoutMs));
  }

  #failure({ messageName }: PendingCall, context: number, code: VppErrorCode, why: string, cause?: unknown): VppError {
    const error = new VppError(code, `${messageName}: ${why}`, { effect: "unknown", messageName, context, cause });
    if (channels.reply.hasSubscribers) this.publishEnd(messageName, context, error);
    return error;
  }
}
