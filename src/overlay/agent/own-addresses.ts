import { type Ip6Address, Prefix } from "../../address/index.ts";
import type { VppClient } from "../../client/index.ts";
import { VppError } from "../../errors.ts";
import { Srv6, type Srv6View } from "../../srv6/index.ts";
import { allocate, type OwnAddresses } from "../allocation/index.ts";
import type { OverlayConfig, OverlaySids } from "../config/index.ts";
import type { TeDocument } from "../documents/index.ts";
import { type Ground, isLost } from "../install/index.ts";

/** A local SID of the node. */
export interface OwnSid {
  readonly type: "End.DT4" | "End.DT6";
  readonly sid: Ip6Address;
}

/**
 * Chooses the addresses of a node. Those of before stay: other nodes know them.
 *
 * @throws {VppError} `VPP_SRV6` when a pool has no free address, or VPP uses a fixed one for something else.
 */
export async function chooseAddresses(
  vpp: VppClient,
  config: OverlayConfig,
  document: TeDocument | undefined,
  before: Partial<OwnAddresses>,
): Promise<OwnAddresses> {
  const view = await observe(vpp);
  const { sids, pods, mode } = config;
  const fixed = { ...sids.localSids.fixed, ...(mode === "configmap" && document?.localSids) };
  const kept = { ...foundIn(view, config), ...before };
  return allocate({ ...sids, localSids: { ...sids.localSids, fixed } }, kept, (address) => {
    return ownerIn(view, address, pods.table);
  });
}

/** Returns the local SIDs of a node, as far as they are known. */
export function sidsOf({ DT4, DT6 }: OverlaySids["localSids"]["fixed"]): OwnSid[] {
  return [
    ...(DT4 === undefined ? [] : [{ type: "End.DT4", sid: DT4 } as const]),
    ...(DT6 === undefined ? [] : [{ type: "End.DT6", sid: DT6 } as const]),
  ];
}

/** Returns what VPP needs besides tunnels, with these local SIDs. */
export function groundOf({ node, pods, sids }: OverlayConfig, localSids: readonly OwnSid[]): Ground {
  const { cluster } = sids.localSids;
  return {
    source: node.address,
    table: pods.table,
    localSids: localSids.map(({ type, sid }) => ({ sid, behavior: { type, tableId: pods.table } })),
    sids: cluster === undefined ? localSids.map(({ sid }) => Prefix.host(sid)) : [cluster],
    bsids: [sids.bsids.cluster],
    locators: cluster === undefined ? [] : [cluster],
  };
}

/** Reads VPP; if it is lost meanwhile, when it is back. */
async function observe(vpp: VppClient): Promise<Srv6View> {
  for await (const state of vpp.states()) {
    if (state.type !== "ready") continue;
    try {
      return await new Srv6(vpp).observe();
    } catch (reason) {
      if (!(reason instanceof VppError) || !isLost(reason)) throw reason;
    }
  }
  throw new VppError("VPP_CLOSED", "the client is closed");
}

/** Returns the local SIDs that VPP has from an agent before, which other nodes may know. */
function foundIn({ localSids }: Srv6View, { sids, pods }: OverlayConfig): Partial<OwnAddresses> {
  const find = (type: OwnSid["type"]) =>
    localSids.find(({ sid, behavior }) => {
      const isOurs = behavior.type === type && "tableId" in behavior && behavior.tableId === pods.table;
      return isOurs && sids.localSids.pool?.contains(sid) === true;
    })?.sid;
  const [DT4, DT6] = [find("End.DT4"), find("End.DT6")];
  return DT4 === undefined || DT6 === undefined ? {} : { localSids: { DT4, DT6 } };
}

/** Returns for what VPP uses an address, unless it is a local SID as the agent has them. */
function ownerIn(view: Srv6View, address: Ip6Address, table: number): string | undefined {
  if (view.policy(address) !== undefined) return "a policy of this VPP";
  const other = view.localSidsAt(address).find(({ behavior }) => {
    const isDecap = behavior.type === "End.DT4" || behavior.type === "End.DT6";
    return !(isDecap && behavior.tableId === table);
  });
  return other && `a local SID of this VPP, ${other.behavior.type}`;
}
