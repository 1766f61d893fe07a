/*
 * Interfaces of VPP at the ends of veth pairs, whose other ends are in a network namespace or in another VPP. That takes root,
 * and the commands ip and ethtool.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { AfPacketFlags, AfPacketMode, afPacketCreateV3, afPacketDelete } from "../../src/binapi/af_packet.ts";
import { swInterfaceAddDelAddress, swInterfaceSetFlags, swInterfaceSetTable } from "../../src/binapi/interface.ts";
import type { VppClient } from "../../src/client/index.ts";

/** The receive ring holds one frame for each packet (version 2): large enough while VPP's main thread is busy for long. */
const RINGS = {
  flags: AfPacketFlags.AF_PACKET_API_FLAG_VERSION_2,
  rxFrameSize: 2048,
  rxFramesPerBlock: 8192,
  txFrameSize: 0,
  txFramesPerBlock: 0,
};

/** Adds VPP's interface `host-NAME` on one end of a veth pair, with `prefixes` as its addresses, in the given table. */
export async function addHostInterface(
  vpp: VppClient,
  hostIfName: string,
  vrfId: number,
  ...prefixes: readonly string[]
): Promise<void> {
  ip("link", "set", hostIfName, "up");
  const mode = AfPacketMode.AF_PACKET_API_MODE_ETHERNET;
  const hardware = { hwAddr: "00:00:00:00:00:00", useRandomHwAddr: true };
  const { swIfIndex } = await vpp.request(afPacketCreateV3, { mode, hostIfName, ...hardware, ...RINGS });
  for (const isIpv6 of [false, true]) await vpp.request(swInterfaceSetTable, { swIfIndex, isIpv6, vrfId });
  for (const prefix of prefixes) {
    await vpp.request(swInterfaceAddDelAddress, { swIfIndex, isAdd: true, delAll: false, prefix });
  }
  await vpp.request(swInterfaceSetFlags, { swIfIndex, flags: 1 });
}

/** Deletes the interface, and the veth pair if it is still there. */
export async function deleteHostInterface(vpp: VppClient, hostIfName: string): Promise<void> {
  await vpp.request(afPacketDelete, { hostIfName });
  spawnSync("ip", ["link", "del", hostIfName]);
}

/** Runs the command `ip`. */
export function ip(...args: readonly string[]): void {
  execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });
}

/** Returns the reason why such interfaces cannot be created on this machine, or undefined. */
export function whatIsMissing(): string | undefined {
  if (process.getuid?.() !== 0) return "only root makes network namespaces";
  const missing = ["ip", "ethtool"].find((command) => spawnSync(command, ["--version"]).error !== undefined);
  return missing === undefined ? undefined : `there is no command ${missing}`;
}
