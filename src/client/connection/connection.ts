import { VppError, type VppErrorCode } from "../../errors.ts";
import type { Transport } from "../../transport/index.ts";
import { HEADER_BYTES, type Input, readMessageId, readReplyContext, WireReader } from "../../wire/index.ts";
import { channels } from "../channels.ts";
import type { Counters } from "../counters.ts";
import { type DefinitionSources, type Route, Routes } from "../versions/index.ts";
import { isAnsweredInOrder } from "./answered-in-order.ts";
import { BusyPoll } from "./busy-poll.ts";
import { forgetAtExit, leaveAtExit } from "./exit.ts";
import { type PendingCall, PendingCalls } from "./pending.ts";
import { type Registration, sayGoodbyeSync } from "./registration.ts";
import { RequestCall } from "./request-call.ts";
import { Sender } from "./sender.ts";

/** How often deadlines are looked at; a call may take that much longer to time out, one of many answers twice as much. */
const TICK_MS = 30;
/** After so many ticks without a message, with calls pending, VPP is asked whether it has dropped some. */
const SILENT_TICKS = 3;
const FENCE_MS = 5000;

/** Why a connection takes no calls any more. */
interface End {
  readonly code: VppErrorCode;
  readonly text: string;
  readonly cause: unknown;
}

/** Takes an event out of the memory that it arrived in. */
export type EventListener = (offset: number, byteLength: number) => void;

const MANY_CALLS = 192;

/** How many connections this process has had. */
let connections = 0;

/** One registered connection to one VPP process: sends requests, brings messages to the calls that wait for them. */
export class Connection {
  /** Tells the connections of this process apart. */
  readonly number: number = ++connections;
  readonly registration: Registration;
  readonly transport: Transport;
  readonly routes: Routes;
  /** Set to the memory of the message that is being received. */
  readonly reader: WireReader = new WireReader();
  /** Called once, when VPP has ended the connection or it broke; every call has failed by then. */
  onLost: (reason: VppError) => void = () => {};
  readonly #counters: Counters;
  /** Who takes events, by message id. */
  readonly #listeners = new Map<number, EventListener>();
  readonly #pending = new PendingCalls();
  readonly #busyPoll = new BusyPoll(this.#pending);
  readonly #sender: Sender;
  readonly #drainers: (() => void)[] = [];
  #end: End | undefined;
  #now = 0;
  #timer: NodeJS.Timeout | undefined;
  #silentTicks = 0;
  #isFencing = false;

  /** @param sources where definitions are found that the bindings do not have. */
  constructor(
    transport: Transport,
    registration: Registration,
    isGuarded: boolean,
    sources: DefinitionSources,
    counters: Counters,
  ) {
    this.transport = transport;
    this.#counters = counters;
    this.registration = registration;
    this.routes = new Routes(registration.table, isGuarded, sources);
    this.#sender = new Sender(transport, registration.clientIndex, this.#pending, this.#busyPoll);
    transport.onMessage = (bytes, view, offset, byteLength) => this.#receive(bytes, view, offset, byteLength);
    // So many keep VPP busy for longer than that, if it answers so slowly that only a few come at once.
    transport.mayRest = () => this.#pending.size >= MANY_CALLS;
    transport.onDrain = () => this.#drained();
    leaveAtExit(transport, (deadline) => sayGoodbyeSync(transport, registration, deadline));
    transport.onClose = (cause) => {
      forgetAtExit(transport);
      const why = cause === undefined ? "" : `: ${cause.message}`;
      this.#lose(`the connection to VPP ended${why}`, cause);
    };
  }

  /** Whether it takes no calls any more. */
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
  send<T>(route: Route, fields: Input<T>, call: PendingCall): number {
    if (this.#end !== undefined) this.requireOpen(route.request.name);
    // A dump or a batch asks for no deadline: a request behind it in the same turn would share one of long ago.
    if (!this.#sender.isFlushing) this.#now = performance.now();
    const context = this.#sender.send(route, fields, call);
    if (this.#timer === undefined) this.#startTicking();
    this.#counters.sent++;
    if (channels.request.hasSubscribers) {
      channels.request.publish({ connection: this.number, context, messageName: route.request.name, fields });
    }
    return context;
  }

  /** Hands over what was sent in this turn, before it ends. */
  flush(): void {
    this.#sender.flush();
  }

  /** @throws {VppError} why the connection has ended, if it has; for this message nothing has been sent. */
  requireOpen(messageName: string): void {
    if (this.#end === undefined) return;
    const { code, text, cause } = this.#end;
    throw new VppError(code, `${messageName}: not sent: ${text}`, { effect: "none", messageName, cause });
  }

  /** Brings every event with this id to a listener, and to no other; undefined: to none. */
  listen(id: number, listener: EventListener | undefined): void {
    if (listener === undefined) this.#listeners.delete(id);
    else this.#listeners.set(id, listener);
  }

  /** The deadline of a call that is sent now, in whole milliseconds: no call needs memory for it. Calls that leave together share it. */
  deadlineIn(timeoutMs: number): number {
    if (!this.#sender.isFlushing) this.#now = performance.now();
    return Math.floor(this.#now) + timeoutMs;
  }

  /**
   * Lets go of a call that still waits: what VPP sends for it from now on is late.
   *
   * @param reason why the call has failed, if it has.
   */
  forget(context: number, reason?: VppError): void {
    const call = this.#pending.find(context);
    if (call === undefined) return;
    this.#pending.remove(context);
    this.publishEnd(call.messageName, context, reason);
  }

  /** Tells who listens that a call has ended. */
  publishEnd(messageName: string, context: number, error?: VppError): void {
    if (!channels.reply.hasSubscribers) return;
    const notice = { connection: this.number, context, messageName };
    channels.reply.publish(
      error === undefined ? { ...notice, outcome: "answered" } : { ...notice, outcome: "failed", error },
    );
  }

  /** Calls back when a full transport has room again, or the connection has ended. */
  whenDrained(drained: () => void): void {
    if (this.#end === undefined) this.#drainers.push(drained);
    else queueMicrotask(drained);
  }

  /** Refuses new calls from now on, for this reason, which replaces an earlier one. */
  refuse(code: VppErrorCode, text: string): void {
    this.#end = { code, text, cause: undefined };
  }

  /** Ends every call for this reason: VPP may have carried out what was sent. */
  end(code: VppErrorCode, text: string, cause?: unknown): void {
    this.#end ??= { code, text, cause };
    this.#stopTicking();
    this.#pending.failAll((call, context) => this.#failure(call, context, code, text, cause));
    this.#drained();
  }

  /**
   * An event has no context but a client index, or anything else, in its place: so the id is looked at first. Any other
   * message goes to the call whose context it carries, which checks that the id is one it waits for.
   */
  #receive(bytes: Buffer, view: DataView, offset: number, byteLength: number): void {
    this.#silentTicks = 0;
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

  #lose(text: string, cause: Error | undefined): void {
    const isNew = !this.hasEnded;
    this.end("VPP_CONNECTION_LOST", text, cause);
    if (!isNew) return;
    this.#counters.losses++;
    this.onLost(new VppError("VPP_CONNECTION_LOST", text, { cause }));
  }

  #drained(): void {
    for (const drained of this.#drainers.splice(0)) drained();
  }

  #tick(): void {
    this.#pending.expire(performance.now(), (call, context) => {
      this.#counters.timeouts++;
      return this.#failure(call, context, "VPP_TIMEOUT", "no answer in time");
    });
    if (this.#pending.size === 0) this.#stopTicking();
    else if (++this.#silentTicks >= SILENT_TICKS && !this.#isFencing) this.#fence();
  }

  #startTicking(): void {
    this.#silentTicks = 0;
    // What has arrived while the process was busy is read first, between timers and immediates.
    this.#timer = setInterval(() => setImmediate(() => this.#tick()), TICK_MS).unref();
  }

  #stopTicking(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Asks VPP for a sign of life: what it answers in order and has not answered by then, it never will. */
  #fence(): void {
    const done = (): void => {
      this.#isFencing = false;
    };
    const route = this.registration.own.ping;
    const answered = (): void => {
      done();
      this.#failDropped(context);
    };
    const ping = new RequestCall(route, this, this.deadlineIn(FENCE_MS), answered, done);
    let context = 0;
    try {
      context = this.send(route, {}, ping);
      this.#isFencing = true;
    } catch {
      // VPP does not even read: the deadlines decide.
    }
  }

  #failDropped(fence: number): void {
    const isDropped = ({ messageName }: PendingCall): boolean => isAnsweredInOrder(messageName);
    this.#pending.failOlder(fence, isDropped, (call, context) => {
      return this.#failure(call, context, "VPP_NO_REPLY", "VPP did not answer, and went on to later requests");
    });
  }

  #failure({ messageName }: PendingCall, context: number, code: VppErrorCode, why: string, cause?: unknown): VppError {
    const error = new VppError(code, `${messageName}: ${why}`, { effect: "unknown", messageName, context, cause });
    this.publishEnd(messageName, context, error);
    return error;
  }
}
