import { rmSync } from "node:fs";
import { type Listener, listenSocket, type ServerTransport } from "../../transport/index.ts";
import type { Dump, Event, Request } from "../../wire/index.ts";
import { MessageIds, type ServedApi } from "../api/index.ts";
import { type Client, Clients } from "../clients/index.ts";
import type { Faults } from "../faults/index.ts";
import { type EventFields, type Handlers, InterfaceEvents, makeHandlers, sendEvent } from "../handlers/index.ts";
import { Model } from "../model/index.ts";
import { SimulatorStats, VppStats } from "../stats/index.ts";
import { Dispatcher } from "./dispatcher.ts";
import { Inbox } from "./inbox.ts";
import type { Journal } from "./journal.ts";
import { type DetailsHandler, overrideDump, overrideRequest, type ReplyHandler } from "./override.ts";
import { RecordedReplies, type RecordedVpp } from "./recorded-replies.ts";
import { UnmodelledAnswers } from "./unmodelled.ts";

/**
 * With as many, the events of zombies fill each batch that VPP takes from the kernel. @see VPP src/vlib/unix/input.c
 */
const MAX_ZOMBIES = 15;

const LIVELOCK = Symbol("livelock");

/** A client that VPP knows. */
export interface ClientEntry {
  /** Its name in `sockclnt_create`; empty until it has registered. */
  readonly name: string;
  readonly clientIndex: number;
}

/** The statistics of a simulated VPP. */
export interface StatsSettings {
  readonly socketPath: string;
  /** The number of worker threads. */
  readonly workers: number;
}

/** The settings of a simulated VPP, and the objects that outlive it. */
export interface VppProcessParts {
  readonly api: ServedApi;
  readonly shuffleIds: string | undefined;
  readonly refusesCrashes: boolean;
  readonly hasLivelock: boolean;
  /** Where the statistics are; undefined for a VPP without. */
  readonly stats: StatsSettings | undefined;
  /** The recording whose answers it gives; undefined for a VPP that carries requests out. */
  readonly recorded?: RecordedVpp | undefined;
  readonly faults: Faults;
  readonly journal: Journal;
}

/** A VPP from its start to its end. A restart loses everything in it. */
export class VppProcess {
  readonly ids: MessageIds;
  readonly model: Model;
  readonly inbox: Inbox;
  /** Resolves when a message has crashed it. Its connections are broken off then, but it still listens. */
  readonly crashed: Promise<void>;
  /** How many clients ended without `sockclnt_delete`. */
  zombies = 0;
  readonly #hasLivelock: boolean;
  readonly #clients: Clients;
  readonly #handlers: Handlers;
  readonly #unmodelled: UnmodelledAnswers;
  readonly #statsPath: string | undefined;
  readonly #stats: VppStats | undefined;
  #listener: Listener | undefined;
  #hasEnded = false;

  constructor({ api, shuffleIds, refusesCrashes, hasLivelock, stats, recorded, faults, journal }: VppProcessParts) {
    const ids = new MessageIds(api, shuffleIds);
    const model = new Model(refusesCrashes);
    const clients = new Clients(faults);
    const unmodelled = new UnmodelledAnswers(ids, api);
    const handlers = makeHandlers(model, clients, ids, api);
    const events = new InterfaceEvents(model, clients, ids);
    const recordedReplies = recorded && new RecordedReplies(recorded, ids, unmodelled, journal);
    const dispatcher = new Dispatcher({
      ids,
      handlers,
      clients,
      unmodelled,
      recordedReplies,
      events,
      journal,
      refusesCrashes,
    });
    this.ids = ids;
    this.model = model;
    this.inbox = new Inbox({ ids, faults, dispatcher, clients });
    this.crashed = dispatcher.crashed;
    this.#hasLivelock = hasLivelock;
    this.#clients = clients;
    this.#handlers = handlers;
    this.#unmodelled = unmodelled;
    this.#statsPath = stats?.socketPath;
    this.#stats = stats && new VppStats(model, stats.workers);
  }

  /** Its statistics; undefined for a VPP without. */
  get stats(): SimulatorStats | undefined {
    return this.#stats && new SimulatorStats(this.#stats.table);
  }

  get isListening(): boolean {
    return this.#listener !== undefined;
  }

  get clients(): ClientEntry[] {
    return Array.from(this.#clients, ({ name, clientIndex }) => ({ name, clientIndex }));
  }

  /** Puts the handler of a test in front of the one that answered a message before. */
  override<T, Answer>(
    message: Request<T, Answer> | Dump<T, Answer>,
    handler: ReplyHandler<T, Answer> | DetailsHandler<T, Answer>,
  ): void {
    // `Simulator.on` sees to it that the handler is of the kind that the message needs.
    if (message.kind === "dump") overrideDump(this.#handlers, message, handler as DetailsHandler<T, Answer>);
    else overrideRequest(this.#handlers, this.#unmodelled, message, handler as ReplyHandler<T, Answer>);
  }

  /** Sends an event to the clients that want it. Returns how many these are. */
  emit<T, Want>(event: Event<T, Want>, fields: EventFields<T>): number {
    return sendEvent(this.#clients, this.ids, event, fields);
  }

  /**
   * Listens on a socket, and on that of the statistics.
   *
   * @throws {VppError} `VPP_NATIVE` for statistics without the compiled part of tsvpp.
   * @throws the system's error when a path cannot be bound.
   */
  async listen(socketPath: string): Promise<void> {
    try {
      const listener = await listenSocket(socketPath, (transport) => this.#connected(transport));
      if (this.#hasEnded) return await listener.close();
      this.#listener = listener;
      if (this.#statsPath !== undefined) this.#stats?.listen(this.#statsPath);
    } catch (reason) {
      await this.#end()?.close();
      throw reason;
    }
  }

  /** Ends: all connections break off, and the socket files are removed. */
  async stop(): Promise<void> {
    const listener = this.#end();
    if (listener === undefined) return;
    if (this.#statsPath !== undefined) rmSync(this.#statsPath, { force: true });
    await listener.close();
  }

  /** Ends as with kill -9: all connections break off, and the socket files stay behind. */
  async kill(): Promise<void> {
    await this.#end()?.abandon();
  }

  /** Returns the listener, which is to be closed. */
  #end(): Listener | undefined {
    const listener = this.#listener;
    this.#listener = undefined;
    if (!this.#hasEnded) this.#stats?.[Symbol.dispose]();
    this.#hasEnded = true;
    this.inbox.stop();
    this.#clients.destroyAll();
    return listener;
  }

  #connected(transport: ServerTransport): void {
    const sender = this.#clients.add(transport);
    transport.onMessage = (bytes, view, at, byteLength) => this.inbox.receive({ sender, bytes, view, at, byteLength });
    transport.onClose = () => this.#disconnected(sender);
    sender.setReading(this.inbox.isPaused);
  }

  #disconnected(client: Client): void {
    this.#clients.disconnect(client);
    if (client.isLeaving) return;
    this.zombies++;
    if (this.#hasLivelock && this.zombies > MAX_ZOMBIES) this.inbox.pause(LIVELOCK);
  }
}
