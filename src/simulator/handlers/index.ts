/**
 * What messages do: one file for each group of them. Requests come in decoded, are turned into calls of the model, and its
 * return values and entries go back as replies and details.
 */

import type { MessageIds, ServedApi } from "../api/index.ts";
import type { Registrations } from "../clients/index.ts";
import type { Model } from "../model/index.ts";
import { handleCli } from "./cli.ts";
import type { Handlers } from "./handlers.ts";
import { handleHazards } from "./hazards.ts";
import { handleInterfaces } from "./interface.ts";
import { handleNeighbors } from "./ip-neighbor.ts";
import { handleRoutes } from "./ip-route.ts";
import { handleTables } from "./ip-table.ts";
import { handleMemclnt } from "./memclnt.ts";
import { handleLocalSids } from "./sr-local-sid.ts";
import { handleMobile } from "./sr-mobile.ts";
import { handlePathTracing } from "./sr-path-tracing.ts";
import { handlePolicies } from "./sr-policy.ts";
import { handleSteering } from "./sr-steering.ts";
import { handleVpe } from "./vpe.ts";

export { type Handler, Handlers, type Route } from "./handlers.ts";
export { InterfaceEvents } from "./interface-events.ts";

/** Makes handlers for everything that is modelled, but for events. */
export function makeHandlers(
  handlers: Handlers,
  model: Model,
  registrations: Registrations,
  ids: MessageIds,
  api: ServedApi,
): void {
  handleMemclnt(handlers, registrations, ids, api);
  handleVpe(handlers, api.release);
  handleCli(handlers, model, api.release);
  handleInterfaces(handlers, model);
  handleTables(handlers, model);
  handleRoutes(handlers, model);
  handleNeighbors(handlers, model);
  handleLocalSids(handlers, model);
  handlePolicies(handlers, model);
  handleSteering(handlers, model);
  handlePathTracing(handlers, model);
  handleMobile(handlers);
  handleHazards(handlers);
}
