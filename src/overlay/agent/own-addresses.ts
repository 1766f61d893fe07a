import { type Ip6Address, type Ip6Prefix, Prefix } from "../../address/index.ts";
import type { VppClient } from "../../client/index.ts";
import { VppError } from "../../errors.ts";
import { Srv6, type Srv6View } from "../../srv6/index.ts";
import { allocate, type OwnAddresses } from "../allocation/index.ts";
import type { OverlayConfig } from "../config/index.ts";
import type { TeDocument } from "../documents/index.ts";
import { type Ground, isLost } from "../install/index.ts";

/** A local SID of the node. */
export interface OwnSid {
  readonly type: "End.DT4" | "End.DT6";
  readonly sid: Ip6Address;
}

/** What VPP may still have from a configuration before: it is the agent's. */
export interface Former {
  /** Local SIDs that stay for a while, since packets under way have them. */
  readonly kept: readonly OwnSid[];
  /** Ranges of all local SIDs and BSIDs of before. */
  readonly sids: readonly Ip6Prefix[];
  readonly bsids: readonly Ip6Prefix[];
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

/** Returns the local SIDs of a node. */
export function sidsOf({ localSids }: OwnAddresses): OwnSid[] {
  return [
    { type: "End.DT4", sid: localSids.DT4 },
    { type: "End.DT6", sid: localSids.DT6 },
  ];
}

/** Returns what VPP needs besides tunnels. */
export function groundOf(config: OverlayConfig, own: OwnAddresses, former: Former): Ground {
  const { node, pods, sids } = config;
  const { cluster } = sids.localSids;
  const current = sidsOf(own);
  const isCurrent = ({ sid }: OwnSid) => current.some((each) => each.sid.equals(sid));
  const all = [...current, ...former.kept.filter((each) => !isCurrent(each))];
  return {
    source: node.address,
    table: pods.table,
    localSids: all.map(({ type, sid }) => ({ sid, behavior: { type, tableId: pods.table } })),
    sids: [...(cluster === undefined ? all.map(({ sid }) => Prefix.host(sid)) : [cluster]), ...former.sids],
    bsids: [sids.bsids.cluster, ...former.bsids],
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
