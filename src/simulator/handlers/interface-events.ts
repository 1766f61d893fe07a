import { swInterfaceEvent, wantInterfaceEvents } from "../../binapi/interface.ts";
import { IfStatusFlags } from "../../binapi/interface_types.ts";
import type { MessageIds } from "../api/index.ts";
import type { Registrations } from "../clients/index.ts";
import { InterfaceChange, type Interfaces, Retval } from "../model/index.ts";
import type { Handlers } from "./handlers.ts";

/**
 * Tells clients what becomes of interfaces. All changes of one turn of the event loop make one event for each interface, as
 * they do in VPP, where a process of its own sends them.
 *
 * @see VPP src/vnet/interface_api.c link_state_process
 */
export class InterfaceEvents {
  readonly #registrations: Registrations;
  readonly #ids: MessageIds;
  /** Client index -> what the client calls its process. */
  readonly #subscribers = new Map<number, number>();
  readonly #changes = new Map<number, number>();

  constructor(handlers: Handlers, interfaces: Interfaces, registrations: Registrations, ids: MessageIds) {
    this.#registrations = registrations;
    this.#ids = ids;
    interfaces.onChange = (swIfIndex, change) => this.#note(swIfIndex, change);
    handlers.retval(wantInterfaceEvents, ({ enableDisable, pid }, { clientIndex }) => {
      const isWanted = enableDisable !== 0;
      if (this.#subscribers.has(clientIndex) === isWanted) return Retval.invalidRegistration;
      if (isWanted) this.#subscribers.set(clientIndex, pid);
      else this.#subscribers.delete(clientIndex);
      return 0;
    });
  }

  /** The client is gone. */
  forget(clientIndex: number): void {
    this.#subscribers.delete(clientIndex);
  }

  #note(swIfIndex: number, change: number): void {
    if (this.#changes.size === 0) queueMicrotask(() => this.#sendAll());
    this.#changes.set(swIfIndex, (this.#changes.get(swIfIndex) ?? 0) | change);
  }

  #sendAll(): void {
    const changes = [...this.#changes].sort(([a], [b]) => a - b);
    this.#changes.clear();
    if (this.#subscribers.size === 0) return;
    const message = this.#ids.served(swInterfaceEvent);
    const { id } = this.#ids.get(message.name);
    for (const [swIfIndex, change] of changes) {
      const adminUp = change & InterfaceChange.adminUp ? IfStatusFlags.IF_STATUS_API_FLAG_ADMIN_UP : 0;
      const linkUp = change & InterfaceChange.linkUp ? IfStatusFlags.IF_STATUS_API_FLAG_LINK_UP : 0;
      const event = { swIfIndex, flags: adminUp | linkUp, deleted: (change & InterfaceChange.deleted) !== 0 };
      for (const [clientIndex, pid] of this.#subscribers) {
        this.#registrations.find(clientIndex)?.send(message, id, 0, { pid, ...event });
      }
    }
  }
}
