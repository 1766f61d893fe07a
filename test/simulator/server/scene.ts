import { loadApi, MessageIds, type ServedApi } from "../../../src/simulator/api/index.ts";
import { type Client, Clients } from "../../../src/simulator/clients/index.ts";
import { Faults } from "../../../src/simulator/faults/index.ts";
import { InterfaceEvents, makeHandlers } from "../../../src/simulator/handlers/index.ts";
import { Model } from "../../../src/simulator/model/index.ts";
import { Dispatcher, type Incoming } from "../../../src/simulator/server/dispatcher.ts";
import { Journal } from "../../../src/simulator/server/journal.ts";
import { UnmodelledAnswers } from "../../../src/simulator/server/unmodelled.ts";
import { MemoryTransport } from "../memory-transport.ts";

/** The parts of a VPP process with one client, which are wired as in it, but listen to nothing. */
export class Scene {
  readonly ids: MessageIds;
  readonly faults: Faults;
  readonly clients: Clients;
  readonly model: Model;
  readonly journal: Journal = new Journal(true);
  readonly dispatcher: Dispatcher;
  readonly transport: MemoryTransport = new MemoryTransport();
  readonly sender: Client;

  private constructor(api: ServedApi, refusesCrashes: boolean) {
    const ids = new MessageIds(api);
    const faults = new Faults(api, { restartByFault: () => {} });
    const clients = new Clients(faults);
    const model = new Model(refusesCrashes);
    const unmodelled = new UnmodelledAnswers(ids, api);
    const handlers = makeHandlers(model, clients, ids, api);
    const events = new InterfaceEvents(model, clients, ids);
    const { journal } = this;
    this.ids = ids;
    this.faults = faults;
    this.clients = clients;
    this.model = model;
    this.dispatcher = new Dispatcher({ ids, handlers, clients, unmodelled, events, journal, refusesCrashes });
    this.sender = clients.add(this.transport);
  }

  static async create({ refusesCrashes = false }: { refusesCrashes?: boolean } = {}): Promise<Scene> {
    return new Scene(await loadApi({}), refusesCrashes);
  }

  /** A message in hex, with `{name}` for an id, as it comes from a connection: behind other bytes. */
  incoming(message: string, sender: Client = this.sender): Incoming {
    const bytes = Buffer.from(`aaaaaa${this.hex(message)}`, "hex");
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return { sender, bytes, view, at: 3, byteLength: bytes.length - 3 };
  }

  hex(message: string): string {
    const idOf = (_: string, name: string): string => this.ids.get(name).id.toString(16).padStart(4, "0");
    return message.replaceAll(/\{(\w+)\}/g, idOf).replaceAll(/\s/g, "");
  }

  /** What was sent to the client since the last call, without flushes. */
  get sent(): string[] {
    return this.transport.log.splice(0).filter((entry) => entry !== "flush");
  }
}
