import { rmSync } from "node:fs";
import { type Listener, listenSocket } from "../transport/index.ts";
import type { Dump, Input, Message, Received, Request } from "../wire/index.ts";
import type { ServedApi } from "./api/index.ts";
import type { Fault, InjectedFault, Outlet } from "./faults/index.ts";
import { Faults } from "./faults/index.ts";
import type { Handler } from "./handlers/index.ts";
import type { Crash } from "./server/index.ts";
import { CallLog, type ClientEntry, VppProcess } from "./server/index.ts";
import { SimulatorState } from "./state.ts";

/** Gives the reply to a request, or undefined for none. `answer` does and gives what the simulator itself would. */
export type ReplyHandler<T, Reply> = (
  fields: Received<T>,
  answer: () => Input<Reply> | undefined,
) => Input<Reply> | undefined;

/** Gives the details of a dump. `answer` gives what the simulator itself would. */
export type DetailsHandler<T, Details> = (
  fields: Received<T>,
  answer: () => Iterable<Input<Details>>,
) => Iterable<Input<Details>>;

/** How a simulator behaves, all settled. */
export interface SimulatorSettings {
  readonly socketPath: string;
  readonly onCrash: "close" | "refuse";
  readonly zombies: "forget" | "livelock";
  readonly recordCalls: boolean;
  readonly api: ServedApi;
  readonly shuffleIds: string | undefined;
  /** Removes what was made for it. */
  readonly removeFiles: () => void;
}

/** How a VPP starts. */
export interface StartOptions {
  /** Seed of the order of message ids; default one of its own for every start. */
  readonly shuffleIds?: string;
}

/** A VPP that answers on a socket; `startSimulator` gives one that listens. */
export class Simulator implements AsyncDisposable {
  /** Where it listens. */
  readonly socketPath: string;
  /** What it remembers; nothing, after a restart. */
  readonly state: SimulatorState;
  /** Resolves when it has ended: it was closed, or received what crashes VPP. */
  readonly closed: Promise<void>;
  readonly #settings: SimulatorSettings;
  readonly #calls = new CallLog();
  readonly #unmodelled = new Map<string, number>();
  readonly #warnings: string[] = [];
  readonly #errors: unknown[] = [];
  readonly #faults: Faults;
  /** What `on` was told, for every VPP that starts. */
  readonly #overrides: ((vpp: VppProcess) => void)[] = [];
  #vpp: VppProcess;
  #starts = 0;
  #listener: Listener | undefined;
  #resume: () => void = () => {};
  #crash: Crash | undefined;
  #hasLeftFile = false;
  #isClosed = false;
  #noteClosed: () => void = () => {};

  /** @internal */
  constructor(settings: SimulatorSettings) {
    const world = {
      otherClient: (client: Outlet) => this.#vpp.otherClient(client),
      restart: () => void this.restart().catch((reason: unknown) => this.#errors.push(reason)),
    };
    this.#settings = settings;
    this.socketPath = settings.socketPath;
    this.#faults = new Faults(world, (name) => this.#vpp.ids.get(name).answers);
    this.#faults.onReadingChange = () => this.#vpp.setReading();
    this.#vpp = this.#createVpp(settings.shuffleIds);
    this.state = new SimulatorState(() => this.#vpp.model);
    this.closed = new Promise((resolve) => {
      this.#noteClosed = resolve;
    });
  }

  /** The last message that crashes VPP, if there was one. */
  get crash(): Crash | undefined {
    return this.#crash;
  }

  /** How often a message was answered that is not modelled, by name. */
  get unmodelled(): ReadonlyMap<string, number> {
    return this.#unmodelled;
  }

  /** What VPP would write to its log about messages that it drops without an answer. */
  get warnings(): readonly string[] {
    return this.#warnings;
  }

  /**
   * What handlers threw that `on` was given. The request was answered with the return value -1; `close` fails with what is
   * in here.
   */
  get errors(): readonly unknown[] {
    return this.#errors;
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
    return this.#calls.read(this.#vpp.ids.served(message));
  }

  /**
   * Answers a message in another way from now on, also after a restart. What the handler throws does not get lost: see
   * `errors`.
   */
  on<T, Reply>(message: Request<T, Reply>, handler: ReplyHandler<T, Reply>): void;
  on<T, Details>(message: Dump<T, Details>, handler: DetailsHandler<T, Details>): void;
  on<T, Answer>(
    message: Request<T, Answer> | Dump<T, Answer>,
    handler: ReplyHandler<T, Answer> | DetailsHandler<T, Answer>,
  ): void {
    const override = (vpp: VppProcess): void => {
      // The overloads see to it that the handler is the kind that the message needs.
      if (message.kind === "request") onRequest(vpp, message, handler as ReplyHandler<T, Answer>);
      else onDump(vpp, message, handler as DetailsHandler<T, Answer>);
    };
    this.#overrides.push(override);
    override(this.#vpp);
  }

  /**
   * Does something wrong from now on, also after a restart. Several faults act one behind the other, in the order of their
   * injection.
   *
   * @throws {RangeError} for a number that makes no sense.
   * @throws {Error} for a message that VPP does not have.
   */
  inject(fault: Fault): InjectedFault {
    return this.#faults.inject(fault);
  }

  /** Reads and answers nothing until `resume`, like a VPP that is stopped in a debugger. What clients send stays unread. */
  pause(): void {
    const resume = this.#vpp.pause();
    this.#resume();
    this.#resume = resume;
  }

  /** Goes on after `pause`. */
  resume(): void {
    this.#resume();
  }

  /** VPP ends: its connections too, and the socket file is gone. `start` brings it back. */
  async stop(): Promise<void> {
    await this.#leave((listener) => listener.close());
  }

  /** VPP ends as with kill -9: its connections break off, and the socket file stays behind. `start` brings it back. */
  async kill(): Promise<void> {
    await this.#leave((listener) => listener.abandon());
    this.#hasLeftFile = true;
  }

  /**
   * Starts VPP after `stop` or `kill`: on the same path, with nothing in it and with other message ids. What tests have
   * told the simulator stays: handlers, faults, the record of calls.
   *
   * @throws {Error} when it runs, or is closed.
   */
  async start({ shuffleIds }: StartOptions = {}): Promise<void> {
    if (this.#isClosed || this.#listener !== undefined) throw new Error("a simulator starts after stop or kill");
    this.#vpp = this.#createVpp(shuffleIds ?? `start ${++this.#starts}`);
    for (const override of this.#overrides) override(this.#vpp);
    this.#removeLeftFile();
    await this.listen();
  }

  /** Ends VPP and starts it again. */
  async restart(options?: StartOptions): Promise<void> {
    await this.stop();
    if (!this.#isClosed) await this.start(options);
  }

  /**
   * Ends all connections, listens no more and removes what it put into the file system.
   *
   * @throws what a handler threw that `on` was given; an `AggregateError` of several.
   */
  async close(): Promise<void> {
    await this.#end();
    const errors = this.#errors.splice(0);
    if (errors.length > 1) throw new AggregateError(errors, "handlers of the simulator failed");
    if (errors.length === 1) throw errors[0];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** @internal */
  async listen(): Promise<void> {
    const listener = await listenSocket(this.socketPath, (transport) => this.#vpp.connected(transport));
    if (this.#isClosed) await listener.close();
    else this.#listener = listener;
  }

  #createVpp(shuffleIds: string | undefined): VppProcess {
    const { api, onCrash, zombies, recordCalls } = this.#settings;
    return new VppProcess({
      api,
      shuffleIds,
      refusesCrashes: onCrash === "refuse",
      hasLivelock: zombies === "livelock",
      faults: this.#faults,
      calls: recordCalls ? this.#calls : undefined,
      unmodelledCalls: this.#unmodelled,
      warnings: this.#warnings,
      onError: (reason) => this.#errors.push(reason),
      onCrash: (crash) => {
        this.#crash = crash;
        if (onCrash === "close") void this.#end();
      },
    });
  }

  async #leave(leave: (listener: Listener) => Promise<void>): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    this.#vpp.end();
    if (listener !== undefined) await leave(listener);
  }

  #removeLeftFile(): void {
    if (this.#hasLeftFile) rmSync(this.socketPath, { force: true });
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

function onRequest<T, Reply>(vpp: VppProcess, message: Request<T, Reply>, handler: ReplyHandler<T, Reply>): void {
  const before = handlerOf<T, Reply>(vpp, message) ?? (() => [vpp.unmodelled.fieldsOf(message.reply) as Input<Reply>]);
  vpp.handlers.request(message, (fields, caller) => handler(fields, () => [...before(fields, caller)][0]));
}

function onDump<T, Details>(vpp: VppProcess, message: Dump<T, Details>, handler: DetailsHandler<T, Details>): void {
  const before = handlerOf<T, Details>(vpp, message) ?? (() => []);
  vpp.handlers.dump(message, (fields, caller) => handler(fields, () => before(fields, caller)));
}

function handlerOf<T, Answer>(vpp: VppProcess, message: Message<T>): Handler<T, Answer> | undefined {
  // Handlers are kept by the name of the message that they were made for.
  return vpp.handlers.find(message.name)?.handle as Handler<T, Answer> | undefined;
}
