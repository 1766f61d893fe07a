/**
 * The handlers of messages, one file for each group. In come decoded requests, which become calls of the model; out go its
 * return values and entries as replies and details.
 */

import type { MessageIds, ServedApi } from "../api/index.ts";
import type { Clients } from "../clients/index.ts";
import type { Model } from "../model/index.ts";
import { handleCli } from "./cli.ts";
import { handleDevices } from "./devices/index.ts";
import { Handlers } from "./handlers.ts";
import { handleHazards } from "./hazards.ts";
import { handleInterfaces } from "./interface.ts";
import { handleNeighbors } from "./ip-neighbor.ts";
import { handlePathMtus } from "./ip-path-mtu.ts";
import { handleRoutes } from "./ip-route.ts";
import { handleTables } from "./ip-table.ts";
import { handleMactime } from "./mactime.ts";
import { handleMemclnt } from "./memclnt.ts";
import { handleLocalSids } from "./sr-local-sid.ts";
import { handleMobile } from "./sr-mobile.ts";
import { handlePathTracing } from "./sr-path-tracing.ts";
import { handlePolicies } from "./sr-policy.ts";
import { handleSteering } from "./sr-steering.ts";
import { handleSubscriptions } from "./subscriptions.ts";
import { handleVpe } from "./vpe.ts";

export type { HandledMessage, Handler, Handlers } from "./handlers.ts";
export { InterfaceEvents } from "./interface-events.ts";
export { type EventFields, sendEvent } from "./subscriptions.ts";

/** Returns the handlers of everything that is modelled. */
export function makeHandlers(model: Model, clients: Clients, ids: MessageIds, api: ServedApi): Handlers {
  const handlers = new Handlers();
  handleMemclnt(handlers, clients, ids, api);
  handleVpe(handlers, api.release);
  handleCli(handlers, model, clients, api.release);
  handleInterfaces(handlers, model);
  handleDevices(handlers, model);
  handleTables(handlers, model);
  handleRoutes(handlers, model);
  handleNeighbors(handlers, model);
  handlePathMtus(handlers, model);
  handleLocalSids(handlers, model);
  handlePolicies(handlers, model);
  handleSteering(handlers, model);
  handlePathTracing(handlers, model);
  handleSubscriptions(handlers, clients);
  handleMobile(handlers);
  handleMactime(handlers);
  handleHazards(handlers);
  return handlers;
}
