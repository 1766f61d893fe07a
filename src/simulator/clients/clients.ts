import type { ServerTransport } from "../../transport/index.ts";
import type { Faults } from "../faults/index.ts";
import { Pool } from "../model/index.ts";
import { Client } from "./client.ts";

/** Marks the index of a client that came over the socket. @see VPP src/vlibmemory/socket_api.h */
const SOCKET_MARK = 0x80000000;

/** The clients of one VPP, by their slots. The first slot is the listener's, as in VPP. */
export class Clients implements Iterable<Client> {
  /** By VPP's name of the event. */
  readonly #subscribers = new Map<string, Map<number, number>>();
  readonly #faults: Faults;
  readonly #pool = new Pool<Client | undefined>();
  /** Those whose connection is open, also after they gave their slot back. */
  readonly #connected = new Set<Client>();

  /** Those whose slots are not freed when their connections end. */
  readonly #abandoned = new WeakSet<Client>();

  constructor(faults: Faults) {
    this.#faults = faults;
    this.#pool.add(() => undefined);
  }

  /** Adds the client of a new connection. */
  add(transport: ServerTransport): Client {
    const client = this.#pool.add((slot) => {
      return new Client((SOCKET_MARK | slot) >>> 0, transport, this.#faults, this);
    });
    this.#connected.add(client);
    return client;
  }

  /** The client of a client index; it need not be the one that sends it. */
  find(clientIndex: number): Client | undefined {
    // An index without the mark is that of a client over shared memory.
    return clientIndex >= SOCKET_MARK ? this.#pool.get(clientIndex - SOCKET_MARK) : undefined;
  }

  /** Whether a slot, with or without the mark, is a client's or the listener's. */
  isTaken(slot: number): boolean {
    return this.#pool.has(slot & ~SOCKET_MARK);
  }

  /** Frees a slot, with or without the mark, for the next client, and forgets what its client subscribed to. */
  free(slot: number): void {
    this.#pool.remove(slot & ~SOCKET_MARK);
    for (const subscribers of this.#subscribers.values()) subscribers.delete((SOCKET_MARK | slot) >>> 0);
  }

  /** The clients that want an event: client index -> the pid in the subscription. */
  subscribersOf(event: string): Map<number, number> {
    let subscribers = this.#subscribers.get(event);
    if (subscribers === undefined) {
      subscribers = new Map();
      this.#subscribers.set(event, subscribers);
    }
    return subscribers;
  }

  /** Ends the connection of a client that asked to delete a slot. If that was not its own, its own stays taken for ever. */
  abandon(client: Client): void {
    this.#abandoned.add(client);
    client.close();
  }

  /** Forgets a client whose connection has ended. */
  disconnect(client: Client): void {
    this.#connected.delete(client);
    client.gone();
    if (!this.#abandoned.delete(client) && this.find(client.clientIndex) === client) this.free(client.clientIndex);
  }

  /** Stops reading from all connections, or goes on with it. */
  setReading(isPaused: boolean): void {
    for (const each of this.#connected) each.setReading(isPaused);
  }

  /** Breaks all connections off. */
  destroyAll(): void {
    for (const each of this.#connected) each.destroy();
  }

  /** By client index. */
  *[Symbol.iterator](): Iterator<Client> {
    for (const each of this.#pool) if (each !== undefined) yield each;
  }
}
