import { swInterfaceEvent } from "../../binapi/interface.ts";
import { IfStatusFlags } from "../../binapi/interface_types.ts";
import type { MessageIds } from "../api/index.ts";
import type { Clients } from "../clients/index.ts";
import { InterfaceChange, type Interfaces, type Model } from "../model/index.ts";
import { sendEvent } from "./subscriptions.ts";

/**
 * The events of interfaces. All changes of one turn of the event loop make one event for each interface, as they do in VPP,
 * where a process of its own sends them.
 *
 * @see VPP src/vnet/interface_api.c link_state_process
 */
export class InterfaceEvents {
  readonly #interfaces: Interfaces;
  readonly #clients: Clients;
  readonly #ids: MessageIds;
  #isDue = false;

  constructor({ interfaces }: Model, clients: Clients, ids: MessageIds) {
    this.#interfaces = interfaces;
    this.#clients = clients;
    this.#ids = ids;
  }

  /** Sends what has changed, at the end of this turn of the event loop. */
  sendLater(): void {
    if (this.#isDue || this.#interfaces.changes.size === 0) return;
    this.#isDue = true;
    queueMicrotask(() => this.#sendAll());
  }

  #sendAll(): void {
    this.#isDue = false;
    const changes = this.#interfaces.takeChanges();
    for (const [swIfIndex, change] of changes) {
      const adminUp = change & InterfaceChange.adminUp ? IfStatusFlags.IF_STATUS_API_FLAG_ADMIN_UP : 0;
      const linkUp = change & InterfaceChange.linkUp ? IfStatusFlags.IF_STATUS_API_FLAG_LINK_UP : 0;
      const event = { swIfIndex, flags: adminUp | linkUp, deleted: (change & InterfaceChange.deleted) !== 0 };
      sendEvent(this.#clients, this.#ids, swInterfaceEvent, event);
    }
  }
}
