import { sockclntCreateReply } from "../../binapi/memclnt.ts";
import type { ServerTransport } from "../../transport/index.ts";
import { readReplyContext } from "../../wire/index.ts";
import type { ServedApi } from "../api/index.ts";
import { MessageIds } from "../api/index.ts";
import { type Registration, Registrations } from "../clients/index.ts";
import type { Faults, Outlet } from "../faults/index.ts";
import { Handlers, InterfaceEvents, makeHandlers } from "../handlers/index.ts";
import { Model } from "../model/index.ts";
import type { CallLog } from "./call-log.ts";
import { type Crash, Dispatcher, type Incoming } from "./dispatcher.ts";
import { Inbox } from "./inbox.ts";
import { UnmodelledAnswers } from "./unmodelled.ts";

/** With as many, the events of zombies fill each batch that VPP takes from the kernel. @see VPP src/vlib/unix/input.c */
const MOST_ZOMBIES = 15;

/** A client that VPP knows. */
export interface ClientEntry {
  /** What it called itself; empty until it has registered. */
  readonly name: string;
  readonly clientIndex: number;
}

/** What a simulated VPP works with, and what outlives it. */
export interface VppProcessParts {
  readonly api: ServedApi;
  readonly shuffleIds: string | undefined;
  readonly refusesCrashes: boolean;
  readonly hasLivelock: boolean;
  readonly faults: Faults;
  readonly calls: CallLog | undefined;
  readonly unmodelledCalls: Map<string, number>;
  readonly warnings: string[];
  readonly onCrash: (crash: Crash) => void;
  readonly onError: (reason: unknown) => void;
}

/** A VPP from its start to its end: what is in here, a restart loses. */
export class VppProcess {
  readonly ids: MessageIds;
  readonly model: Model;
  readonly handlers: Handlers = new Handlers();
  readonly unmodelled: UnmodelledAnswers;
  /** How many clients ended without `sockclnt_delete`. */
  zombies = 0;
  readonly #parts: VppProcessParts;
  readonly #registrations: Registrations;
  readonly #inbox: Inbox;
  readonly #connections = new Set<Registration>();

  constructor(parts: VppProcessParts) {
    const { api, shuffleIds, refusesCrashes, faults } = parts;
    this.#parts = parts;
    this.ids = new MessageIds(api, shuffleIds);
    this.model = new Model(refusesCrashes);
    this.unmodelled = new UnmodelledAnswers(this.ids, api);
    this.#registrations = new Registrations(faults);
    makeHandlers(this.handlers, this.model, this.#registrations, this.ids, api);
    const events = new InterfaceEvents(this.handlers, this.model.interfaces, this.#registrations, this.ids);
    this.#registrations.onRemove = (handle) => events.forget(handle);
    this.#inbox = this.#createInbox();
  }

  get clients(): ClientEntry[] {
    return [...this.#registrations].map(({ name, handle }) => ({ name, clientIndex: handle }));
  }

  /** A client has connected. */
  connected(transport: ServerTransport): void {
    const sender = this.#registrations.add(transport);
    this.#connections.add(sender);
    transport.onMessage = (bytes, view, at, byteLength) => this.#inbox.receive({ sender, bytes, view, at, byteLength });
    transport.onClose = () => this.#disconnected(sender);
    this.#setReading(sender);
  }

  /** Another client than this. */
  otherClient(client: Outlet): Outlet | undefined {
    return [...this.#registrations].find((each) => each !== client);
  }

  /** Reads and answers nothing until the function is called that this gives. */
  pause(): () => void {
    return this.#inbox.pause();
  }

  /** How connections read has changed. */
  setReading(): void {
    for (const each of this.#connections) this.#setReading(each);
  }

  /** All connections end at once. */
  end(): void {
    this.#inbox.stop();
    for (const each of this.#connections) each.destroy();
  }

  #createInbox(): Inbox {
    const { ids, handlers, unmodelled } = this;
    const registrations = this.#registrations;
    const dispatcher = new Dispatcher({ ...this.#parts, ids, handlers, unmodelled, registrations });
    return new Inbox({
      ids,
      faults: this.#parts.faults,
      execute: (incoming) => {
        if (!incoming.sender.isLeaving) dispatcher.receive(incoming);
      },
      refuse: (incoming) => this.#refuse(incoming),
      onPause: () => this.setReading(),
    });
  }

  #refuse({ sender, view, at }: Incoming): void {
    const reply = this.ids.served(sockclntCreateReply);
    const refusal = { response: -1, index: 0, messageTable: [] };
    sender.send(reply, this.ids.get(reply.name).id, readReplyContext(view, at), refusal);
  }

  #disconnected(sender: Registration): void {
    this.#connections.delete(sender);
    sender.gone();
    if (!sender.isLeaving) this.#addZombie();
    this.#registrations.remove(sender);
  }

  #addZombie(): void {
    this.zombies++;
    if (this.#parts.hasLivelock && this.zombies === MOST_ZOMBIES + 1) this.#inbox.pause();
  }

  #setReading(client: Registration): void {
    client.read(this.#inbox.isPaused, this.#parts.faults.bytesPerTurn);
  }
}
