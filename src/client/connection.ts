import { VppError } from "../errors.ts";
import type { Transport } from "../transport/index.ts";
import { HEADER_BYTES, type Input, readMessageId, readReplyContext, WireReader } from "../wire/index.ts";
import { askForApiJson } from "./ask-api-json.ts";
import { type PendingCall, PendingCalls } from "./pending.ts";
import type { Registration } from "./registration.ts";
import { type Route, Routes } from "./routes.ts";
import { Sender } from "./sender.ts";

/** How often deadlines are looked at; a call may take that much longer to time out. */
const TICK_MS = 50;

/** One registered connection to one VPP process: sends requests, brings messages to the calls that wait for them. */
export class Connection {
  readonly registration: Registration;
  readonly transport: Transport;
  readonly routes: Routes;
  /** Set to the memory of the message that is being received. */
  readonly reader: WireReader = new WireReader();
  readonly #pending = new PendingCalls();
  readonly #sender: Sender;
  readonly #drainers: (() => void)[] = [];
  #end: VppError | undefined;
  #clock = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(transport: Transport, registration: Registration, isGuarded: boolean, apiFolder: string | undefined) {
    this.transport = transport;
    this.registration = registration;
    const sources = { folder: apiFolder, ask: () => askForApiJson(this) };
    this.routes = new Routes(registration.table, isGuarded, sources);
    this.#sender = new Sender(transport, registration.clientIndex, this.#pending);
    transport.onMessage = (bytes, view, offset, byteLength) => this.#receive(bytes, view, offset, byteLength);
    transport.onDrain = () => {
      for (const drained of this.#drainers.splice(0)) drained();
    };
    transport.onClose = (cause) => {
      this.end(new VppError("VPP_CONNECTION_LOST", "the connection to VPP ended", { cause }));
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
    if (this.#end !== undefined) throw this.#end;
    return this.#sender.send(route, fields, call);
  }

  /** The deadline of a call that is sent now. */
  deadlineIn(timeoutMs: number): number {
    if (this.#timer === undefined) {
      this.#clock = performance.now();
      this.#timer = setInterval(() => this.#tick(), TICK_MS).unref();
    }
    return this.#clock + timeoutMs;
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
  refuse(reason: VppError): void {
    this.#end ??= reason;
  }

  /** Ends every call for this reason. */
  end(reason: VppError): void {
    this.refuse(reason);
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#pending.failAll(reason);
    for (const drained of this.#drainers.splice(0)) drained();
  }

  /**
   * A message goes to the call whose context it carries, which checks that its id is one it waits for. An event has no
   * context but a client index in its place; the id keeps it from being taken for a reply.
   */
  #receive(bytes: Buffer, view: DataView, offset: number, byteLength: number): void {
    if (byteLength < HEADER_BYTES.reply) return;
    const context = readReplyContext(view, offset);
    const call = this.#pending.find(context);
    if (call === undefined) return;
    this.reader.bytes = bytes;
    this.reader.view = view;
    if (call.receive(readMessageId(view, offset), view, offset, byteLength)) this.#pending.remove(context);
  }

  #tick(): void {
    this.#clock = performance.now();
    this.#pending.expire(this.#clock);
    if (this.#pending.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
