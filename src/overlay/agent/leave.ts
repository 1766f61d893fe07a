import type { VppClient } from "../../client/index.ts";
import { AddressFile } from "../allocation/index.ts";
import type { OverlayConfig } from "../config/index.ts";
import { Installer } from "../install/index.ts";
import { OverlayModel } from "../model/index.ts";
import { groundOf, sidsOf } from "./own-addresses.ts";

/**
 * Removes from VPP what the agent of a node has left there, while no agent runs: steering, policies, local SIDs and routes to
 * locators. The outer source is that of the node afterwards.
 *
 * @throws {VppError} when VPP refuses a removal; `VPP_FILE` for a state file that cannot be used.
 */
export async function leaveOverlay(vpp: VppClient, config: OverlayConfig): Promise<void> {
  const kept = config.stateFile === undefined ? {} : AddressFile.open(config.stateFile, config.node.id).addresses;
  // The agent may have had fixed ones and others, one after the other.
  const own = [...sidsOf(kept.localSids ?? {}), ...sidsOf(config.sids.localSids.fixed)];
  const installer = new Installer(new OverlayModel(config.mode, () => {}), () => {});
  await installer.attach(vpp, { ...groundOf(config, own), localSids: [] });
  await installer.removeAll();
}
