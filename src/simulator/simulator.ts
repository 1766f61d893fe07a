import { rmSync } from "node:fs";
import type { Dump, Event, Message, Received, Request } from "../wire/index.ts";
import type { ServedApi } from "./api/index.ts";
import { type Fault, Faults, type InjectedFault } from "./faults/index.ts";
import {
  type ClientEntry,
  type Crash,
  type DetailsHandler,
  type EventFields,
  Journal,
  type RecordedVpp,
  type ReplyHandler,
  type StatsSettings,
  VppProcess,
} from "./server/index.ts";
import { SimulatorState } from "./state.ts";
import type { SimulatorStats } from "./stats/index.ts";

const PAUSED = Symbol("paused by a test");

/** How a simulator behaves, all settled. */
export interface SimulatorSettings {
  readonly socketPath: string;
  readonly onCrash: "close" | "refuse";
  readonly zombies: "forget" | "livelock";
  readonly recordCalls: boolean;
  readonly api: ServedApi;
  readonly shuffleIds: string | undefined;
  readonly stats: StatsSettings | undefined;
  readonly recorded: RecordedVpp | undefined;
  /** Removes what was made for it. */
  readonly removeFiles: () => void;
}

/** How a VPP starts. */
export interface StartOptions {
  /** Seed of the order of message ids; default one of its own for every start. */
  readonly shuffleIds?: string;
}

/** A simulated VPP on a socket. `startSimulator` returns one that listens. */
export class Simulator implements AsyncDisposable {
  /** The path of its socket. */
  readonly socketPath: string;
  /** The state of the VPP that runs; a restart empties it. */
  readonly state: SimulatorState;
  /** Resolves when it has ended: it was closed, or received what crashes VPP. */
  readonly closed: Promise<void>;
  readonly #settings: SimulatorSettings;
  readonly #journal: Journal;
  readonly #faults: Faults;
  /** The arguments of `on`, for every VPP that starts. */
  readonly #overrides: Parameters<VppProcess["override"]>[] = [];
  #vpp: VppProcess;
  #starts = 0;
  #hasLeftFile = false;
  #isClosed = false;
  #noteClosed: () => void = () => {};

  /** @internal */
  constructor(settings: SimulatorSettings) {
    this.#settings = settings;
    this.socketPath = settings.socketPath;
    this.#journal = new Journal(settings.recordCalls);
    this.#faults = new Faults(settings.api, this);
    this.#vpp = this.#createVpp(settings.shuffleIds);
    this.state = new SimulatorState(this.#vpp.model);
    this.closed = new Promise((resolve) => {
      this.#noteClosed = resolve;
    });
  }

  /**
   * The statistics of the VPP that runs, to be set by tests; a restart begins them again.
   *
   * @throws {Error} for a simulator that was started without `statsSocketPath`.
   */
  get stats(): SimulatorStats {
    const { stats } = this.#vpp;
    if (stats !== undefined) return stats;
    throw new Error("this simulator has no statistics: startSimulator needs statsSocketPath");
  }

  /** The last message that crashes VPP, if there was one. */
  get crash(): Crash | undefined {
    return this.#journal.crash;
  }

  /** How often a message was answered that is not modelled, by name. */
  get unmodelled(): ReadonlyMap<string, number> {
    return this.#journal.unmodelled;
  }

  /** The warnings that VPP logs about messages that it drops without an answer. */
  get warnings(): readonly string[] {
    return this.#journal.warnings;
  }

  /**
   * The errors that handlers of `on` threw. Their requests were answered with the return value -1; `close` rejects with
   * these errors.
   */
  get errors(): readonly unknown[] {
    return this.#journal.errors;
  }

  /** The clients, by client index. One that has connected and not registered yet has no name. */
  get clients(): readonly ClientEntry[] {
    return this.#vpp.clients;
  }

  /** How many clients ended without `sockclnt_delete` since VPP started: VPP 26.06 may keep each of them for ever. */
  get zombies(): number {
    return this.#vpp.zombies;
  }

  /** The fields of every call of a message so far, in order. */
  calls<T>(message: Message<T>): Received<T>[] {
    return this.#journal.calls.read(this.#vpp.ids.served(message));
  }

  /**
   * Replaces the answer to a message from now on, also after a restart. What the handler throws is in `errors`.
   *
   * @throws {TypeError} for a message that VPP does not receive, and a handler that is no function.
   */
  on<T, Reply>(message: Request<T, Reply>, handler: ReplyHandler<T, Reply>): void;
  on<T, Details>(message: Dump<T, Details>, handler: DetailsHandler<T, Details>): void;
  on<T, Answer>(
    message: Request<T, Answer> | Dump<T, Answer>,
    handler: ReplyHandler<T, Answer> | DetailsHandler<T, Answer>,
  ): void {
    checkHandled(message, handler);
    // Overrides are kept by themselves: their types differ from message to message.
    const override = [message, handler] as unknown as Parameters<VppProcess["override"]>;
    this.#overrides.push(override);
    this.#vpp.override(...override);
  }

  /**
   * Sends an event to the clients that subscribed to it, with the pid of each subscription. Returns how many clients these are.
   *
   * @throws {TypeError} for a message that is no event.
   * @throws {VppError} `VPP_FIELD_RANGE` for a field that is missing or out of range, when a client gets the event.
   */
  emit<T, Want>(event: Event<T, Want>, fields: EventFields<T>): number {
    const { name, kind } = Object(event) as Partial<Message<unknown>>;
    if (kind !== "event") throw new TypeError(`emit: ${name ?? String(event)} is no event of VPP`);
    return this.#vpp.emit(event, fields);
  }

  /**
   * Injects a fault from now on, also after a restart. Several faults act one after the other, in the order of injection.
   *
   * @throws {RangeError} for a kind that does not exist, a key that is missing or unknown, and a value out of range.
   * @throws {Error} for a message that VPP does not have, or that the fault cannot hit.
   */
  inject(fault: Fault): InjectedFault {
    return this.#faults.inject(fault);
  }

  /**
   * All faults that were injected, in order, with their hits, also those that were cleared. A fault without hits is usually
   * aimed at another version of a message than the client sends.
   */
  get faults(): readonly InjectedFault[] {
    return this.#faults.injected;
  }

  /**
   * Reads and answers nothing until `resume`, like a VPP that is stopped in a debugger. What clients send stays unread.
   */
  pause(): void {
    this.#vpp.inbox.pause(PAUSED);
  }

  /** Ends a pause. */
  resume(): void {
    this.#vpp.inbox.resume(PAUSED);
  }

  /** VPP ends: its connections too, and the socket file is gone. `start` brings it back. */
  async stop(): Promise<void> {
    await this.#vpp.stop();
  }

  /** VPP ends as with kill -9: its connections break off, and the socket file stays behind. `start` brings it back. */
  async kill(): Promise<void> {
    await this.#vpp.kill();
    this.#hasLeftFile = true;
  }

  /**
   * Starts VPP after `stop` or `kill`: on the same path, with nothing in it and with other message ids. Handlers,
   * faults and the record of calls stay.
   *
   * @throws {Error} when it runs, or is closed.
   */
  async start({ shuffleIds }: StartOptions = {}): Promise<void> {
    if (this.#isClosed || this.#vpp.isListening)
      throw new Error("this simulator runs or is closed: start is for one that was stopped or killed");
    this.#vpp = this.#createVpp(shuffleIds ?? `start ${++this.#starts}`);
    this.state.model = this.#vpp.model;
    for (const override of this.#overrides) this.#vpp.override(...override);
    this.#removeLeftFile();
    await this.#vpp.listen(this.socketPath);
  }

  /**
   * Ends VPP and starts it again.
   *
   * @throws {Error} when it is closed.
   */
  async restart(options?: StartOptions): Promise<void> {
    if (this.#isClosed) throw new Error("this simulator is closed: it does not start again");
    await this.stop();
    if (!this.#isClosed) await this.start(options);
  }

  /**
   * Ends all connections, stops listening and removes its files.
   *
   * @throws the error that a handler of `on` threw; an `AggregateError` of several.
   */
  async close(): Promise<void> {
    await this.#end();
    const errors = this.#journal.errors.splice(0);
    if (errors.length > 1) throw new AggregateError(errors, "several handlers of the simulator failed");
    if (errors.length === 1) throw errors[0];
  }

  /** Closes the simulator as `close` does, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** @internal */
  async listen(): Promise<void> {
    await this.#vpp.listen(this.socketPath);
  }

  /** @internal */
  restartByFault(): void {
    if (this.#isClosed) return;
    this.restart().catch((reason: unknown) => this.#journal.errors.push(reason));
  }

  #createVpp(shuffleIds: string | undefined): VppProcess {
    const { api, onCrash, zombies, stats, recorded } = this.#settings;
    const vpp = new VppProcess({
      api,
      shuffleIds,
      refusesCrashes: onCrash === "refuse",
      hasLivelock: zombies === "livelock",
      stats,
      recorded,
      faults: this.#faults,
      journal: this.#journal,
    });
    void vpp.crashed.then(() => this.#end());
    return vpp;
  }

  #removeLeftFile(): void {
    const { socketPath, stats } = this.#settings;
    for (const path of this.#hasLeftFile ? [socketPath, stats?.socketPath] : []) {
      if (path !== undefined) rmSync(path, { force: true });
    }
    this.#hasLeftFile = false;
  }

  async #end(): Promise<void> {
    if (this.#isClosed) return this.closed;
    this.#isClosed = true;
    this.#faults.close();
    await this.stop();
    this.#removeLeftFile();
    this.#settings.removeFiles();
    this.#noteClosed();
  }
}

/** The kinds of messages that VPP receives. */
const RECEIVED: readonly string[] = ["request", "dump", "paged"];

/** Checks the arguments of `on`, for programs that no compiler checks. */
function checkHandled(message: unknown, handler: unknown): void {
  const { name, kind } = Object(message) as Partial<Message<unknown>>;
  if (kind === undefined || !RECEIVED.includes(kind)) {
    throw new TypeError(`on: VPP does not receive ${name ?? String(message)}: it must be a request or a dump`);
  }
  if (typeof handler !== "function") throw new TypeError(`on: ${name}: the handler is no function`);
}
