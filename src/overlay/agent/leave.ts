import { Prefix } from "../../address/index.ts";
import type { VppClient } from "../../client/index.ts";
import { StateFile } from "../allocation/index.ts";
import type { OverlayConfig } from "../config/index.ts";
import { Installer } from "../install/index.ts";
import { OverlayModel } from "../model/index.ts";

/**
 * Removes from VPP what the agent of a node has left there, while no agent runs: steering, policies, local SIDs and routes to
 * locators. The outer source is that of the node afterwards.
 *
 * @throws {VppError} when VPP refuses a removal; `VPP_FILE` for a state file that cannot be used.
 */
export async function leaveOverlay(vpp: VppClient, config: OverlayConfig): Promise<void> {
  const { node, pods, sids } = config;
  const { cluster, fixed } = sids.localSids;
  const kept = config.stateFile === undefined ? {} : StateFile.open(config.stateFile, node.id).addresses;
  const own = Object.values({ ...kept.localSids, ...fixed });
  const installer = new Installer(new OverlayModel(config.mode, () => {}), () => {});
  await installer.attach(vpp, {
    source: node.address,
    localSids: [],
    table: pods.table,
    bsids: [sids.bsids.cluster],
    sids: cluster === undefined ? own.map((sid) => Prefix.host(sid)) : [cluster],
    locators: cluster === undefined ? [] : [cluster],
  });
  await installer.removeAll();
}
