import { type Ip6Address, Prefix } from "../../address/index.ts";
import type { OwnRoute } from "../../bgp/index.ts";
import type { OwnAddresses } from "../allocation/index.ts";
import type { OverlayConfig } from "../config/index.ts";
import type { TrafficFamily } from "../model/index.ts";
import { BEHAVIOR_OF, COLOR_OF } from "./read-path.ts";

/** As in Calico-VPP: less than 100, the preference of a path that has none. */
const BASIC_PREFERENCE = 11;
const BASIC_PRIORITY = 10;

/**
 * Returns what a node says of itself: its pod prefixes and its locator (step 1), and a path to each of its local SIDs (step 2).
 *
 * @param own undefined: its SIDs are not used, so that packets cannot be sent to them.
 * @param hasPath returns whether a path to one of its local SIDs is announced.
 * @param isHeld returns whether a prefix holds the address of a node: then it is not announced.
 */
export function ownRoutes(
  config: OverlayConfig,
  own: OwnAddresses | undefined,
  hasPath: (localSid: Ip6Address) => boolean,
  isHeld: (prefix: Prefix) => boolean = () => false,
): OwnRoute[] {
  const prefixes = ownPrefixes(config, own).filter((prefix) => !isHeld(prefix));
  return [
    ...prefixes.map((prefix) => prefixRoute(prefix, config.node.address)),
    ...(own === undefined ? [] : pathsOf(config, own, hasPath)),
  ];
}

/** Returns the prefixes of pods of a node, and its locators. */
export function ownPrefixes(config: OverlayConfig, own: OwnAddresses | undefined): Prefix[] {
  return [...config.pods.prefixes, ...(own === undefined ? [] : locatorsOf(config, own))];
}

function prefixRoute(nlri: Prefix, nextHop: Ip6Address): OwnRoute {
  const family = nlri.address.family === 4 ? "ipv4-unicast" : "ipv6-unicast";
  return { family, nlri, nextHop, attributes: {} };
}

/** With a SID of the node before it, a local SID needs no route of its own. */
function locatorsOf({ sids: { localSids, basicSegments } }: OverlayConfig, own: OwnAddresses): Prefix[] {
  if (basicSegments === "double") return [];
  const outside = Object.values(own.localSids).filter((sid) => localSids.pool?.contains(sid) !== true);
  return [...(localSids.pool === undefined ? [] : [localSids.pool]), ...outside.map((sid) => Prefix.host(sid))];
}

function pathsOf(config: OverlayConfig, own: OwnAddresses, hasPath: (localSid: Ip6Address) => boolean): OwnRoute[] {
  const { DT4, DT6 } = own.localSids;
  const sids = [["IPv4", DT4] as const, ["IPv6", DT6] as const].filter(([, sid]) => hasPath(sid));
  return sids.map(([family, sid]) => pathRoute(config, own.bsids[family], sid, family));
}

function pathRoute({ node, sids }: OverlayConfig, bsid: Ip6Address, sid: Ip6Address, family: TrafficFamily): OwnRoute {
  const first =
    sids.basicSegments === "double" && sids.nodeSid !== undefined ? [{ type: "B", sid: sids.nodeSid } as const] : [];
  const segments = [...first, { type: "B", sid, behavior: BEHAVIOR_OF[family] } as const];
  const candidatePath = {
    preference: BASIC_PREFERENCE,
    priority: BASIC_PRIORITY,
    bindingSid: bsid,
    policyName: node.id,
    segmentLists: [{ weight: 1, segments }],
  };
  return {
    family: "ipv6-sr-policy",
    nlri: { distinguisher: 0, color: COLOR_OF[family], endpoint: node.address },
    nextHop: node.address,
    attributes: { candidatePath },
  };
}
