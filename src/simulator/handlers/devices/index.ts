/** The handlers of the interfaces of drivers and tunnels, one file for each kind. */

import type { Model } from "../../model/index.ts";
import type { Handlers } from "../handlers.ts";
import { handleHostInterfaces } from "./af-packet.ts";
import { handleIpTunnels } from "./ipip.ts";
import { handleMemifs } from "./memif.ts";
import { handleSubInterfaces } from "./sub-interface.ts";
import { handleTaps } from "./tap.ts";

export function handleDevices(handlers: Handlers, model: Model): void {
  handleSubInterfaces(handlers, model);
  handleTaps(handlers, model);
  handleHostInterfaces(handlers, model);
  handleMemifs(handlers, model);
  handleIpTunnels(handlers, model);
}
