import { controlPing } from "../binapi/memclnt.ts";
import { VppError, type VppErrorCode } from "../errors.ts";
import type { Transport } from "../transport/index.ts";
import { HEADER_BYTES, type Input, readMessageId, readReplyContext, WireReader } from "../wire/index.ts";
import type { DefinitionSources } from "./definitions.ts";
import { isAnsweredInOrder } from "./fence.ts";
import { type PendingCall, PendingCalls } from "./pending.ts";
import type { Registration } from "./registration.ts";
import { RequestCall } from "./request-call.ts";
import { type Route, Routes } from "./routes.ts";
import { Sender } from "./sender.ts";

/** How often deadlines are looked at; a call may take that much longer to time out. */
const TICK_MS = 50;
/** After so many ticks without a message, with calls pending, VPP is asked whether it has dropped some. */
const SILENT_TICKS = 2;
const FENCE_MS = 5000;

/** Why a connection takes no calls any more. */
interface End {
  readonly code: VppErrorCode;
  readonly text: string;
  readonly cause: unknown;
}

/** One registered connection to one VPP process: sends requests, brings messages to the calls that wait for them. */
export class Connection {
  readonly registration: Registration;
  readonly transport: Transport;
  readonly routes: Routes;
  /** Set to the memory of the message that is being received. */
  readonly reader: WireReader = new WireReader();
  /** Messages that met no call: late replies, events, what other clients' requests brought here. */
  unmatchedCount = 0;
  readonly #pending = new PendingCalls();
  readonly #sender: Sender;
  readonly #drainers: (() => void)[] = [];
  #end: End | undefined;
  #timer: NodeJS.Timeout | undefined;
  #silentTicks = 0;
  #isFencing = false;

  /** @param sources where definitions are found that the bindings do not have. */
  constructor(transport: Transport, registration: Registration, isGuarded: boolean, sources: DefinitionSources) {
    this.transport = transport;
    this.registration = registration;
    this.routes = new Routes(registration.table, isGuarded, sources);
    this.#sender = new Sender(transport, registration.clientIndex, this.#pending);
    transport.onMessage = (bytes, view, offset, byteLength) => this.#receive(bytes, view, offset, byteLength);
    transport.onDrain = () => this.#drained();
    transport.onClose = (cause) => {
      const why = cause === undefined ? "" : `: ${cause.message}`;
      this.end("VPP_CONNECTION_LOST", `the connection to VPP ended${why}`, cause);
    };
  }

  /**
   * Sends a request and registers its call.
   *
   * @returns the call's context.
   * @throws {VppError} when the connection has ended, or the request cannot be sent: `VPP_OVERLOADED`, `VPP_HAZARD`,
   * `VPP_FIELD_RANGE`.
   */
  send<T>(route: Route, fields: Input<T>, call: PendingCall): number {
    if (this.#end !== undefined) {
      const { code, text, cause } = this.#end;
      const messageName = route.request.name;
      throw new VppError(code, `${messageName}: not sent: ${text}`, { effect: "none", messageName, cause });
    }
    return this.#sender.send(route, fields, call);
  }

  /** The deadline of a call that is sent now. */
  deadlineIn(timeoutMs: number): number {
    if (this.#timer === undefined) {
      this.#silentTicks = 0;
      // What has arrived while the process was busy is read first, between timers and immediates.
      this.#timer = setInterval(() => setImmediate(() => this.#tick()), TICK_MS).unref();
    }
    return performance.now() + timeoutMs;
  }

  /** Lets go of a call: what VPP still sends for it is ignored. */
  forget(context: number): void {
    this.#pending.remove(context);
  }

  /** Calls back when a full transport has room again, or the connection has ended. */
  whenDrained(drained: () => void): void {
    if (this.#end === undefined) this.#drainers.push(drained);
    else queueMicrotask(drained);
  }

  /** Refuses new calls from now on, for this reason. */
  refuse(code: VppErrorCode, text: string, cause?: unknown): void {
    this.#end ??= { code, text, cause };
  }

  /** Ends every call for this reason: VPP may have carried out what was sent. */
  end(code: VppErrorCode, text: string, cause?: unknown): void {
    this.refuse(code, text, cause);
    this.#stopTicking();
    this.#pending.failAll(({ messageName }, context) => {
      return new VppError(code, `${messageName}: ${text}`, { effect: "unknown", messageName, context, cause });
    });
    this.#drained();
  }

  /**
   * A message goes to the call whose context it carries, which checks that its id is one it waits for. An event has no
   * context but a client index in its place; the id keeps it from being taken for a reply.
   */
  #receive(bytes: Buffer, view: DataView, offset: number, byteLength: number): void {
    this.#silentTicks = 0;
    const context = byteLength < HEADER_BYTES.reply ? 0 : readReplyContext(view, offset);
    const call = this.#pending.find(context);
    if (call === undefined) {
      this.unmatchedCount++;
      return;
    }
    this.reader.bytes = bytes;
    this.reader.view = view;
    if (call.receive(readMessageId(view, offset), view, offset, byteLength)) this.#pending.remove(context);
  }

  #drained(): void {
    for (const drained of this.#drainers.splice(0)) drained();
  }

  #tick(): void {
    this.#pending.expire(performance.now(), ({ messageName }, context) => {
      return new VppError("VPP_TIMEOUT", `${messageName}: no answer in time`, { messageName, context });
    });
    if (this.#pending.size === 0) this.#stopTicking();
    else if (++this.#silentTicks >= SILENT_TICKS && !this.#isFencing) this.#fence();
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
    // One version of the message serves every release.
    const route = this.routes.of(controlPing) as Route;
    const ping = new RequestCall(route, this.reader, this.deadlineIn(FENCE_MS), {
      resolve: () => {
        done();
        this.#failDropped(context);
      },
      reject: done,
    });
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
    this.#pending.failOlder(fence, isDropped, ({ messageName }, context) => {
      const text = `${messageName}: VPP did not answer, and went on to later requests`;
      return new VppError("VPP_NO_REPLY", text, { messageName, context });
    });
  }
}
