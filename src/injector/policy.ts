import { Ip4Address, type IpAddress } from "../address/index.ts";
import {
  type CandidatePath,
  describeNlri,
  keyOfNlri,
  NO_ADVERTISE,
  type OwnRoute,
  type SrPolicyKey,
} from "../bgp/index.ts";

/** A policy that is announced. Its NLRI names it. */
export interface Policy {
  readonly nlri: SrPolicyKey;
  /** The router IDs of the nodes that shall obey it; none: all nodes. */
  readonly headends: readonly Ip4Address[];
  /** Undefined: the address of the speaker that announces it. */
  readonly nextHop?: IpAddress;
  readonly path: CandidatePath;
}

/** What decides how a policy is announced. */
export interface Announcer {
  /** The next hop of policies without one. */
  readonly address: IpAddress;
  readonly peers: readonly { readonly address: string; readonly routerId?: Ip4Address }[];
}

const FAMILY = "ipv6-sr-policy";
/** Route Target in the format with an IPv4 address: type and subtype (RFC 4360 section 3.2 and 4). */
const ROUTE_TARGET = [0x01, 0x02] as const;

/** Returns a key of the policy for maps. */
export function keyOfPolicy({ nlri }: Pick<Policy, "nlri">): string {
  return keyOfNlri(nlri);
}

/**
 * Returns the route that announces a policy. A route target for each headend lets the others ignore it (RFC 9830 section 4). If
 * all headends are peers, it goes to these only, with NO_ADVERTISE: they do not pass it on.
 */
export function routeOf({ nlri, headends, nextHop, path }: Policy, { address, peers }: Announcer): OwnRoute {
  const direct = headends.map((headend) => peers.find(({ routerId }) => routerId?.equals(headend) === true));
  const isDirect = direct.length > 0 && !direct.includes(undefined);
  return {
    family: FAMILY,
    nlri,
    nextHop: nextHop ?? address,
    attributes: {
      candidatePath: path,
      extendedCommunities: headends.map(routeTarget),
      ...(isDirect && { communities: [NO_ADVERTISE] }),
    },
    ...(isDirect && { to: direct.map((peer) => peer!.address) }),
  };
}

/** Returns the router IDs in the route targets of a route. */
export function headendsIn(communities: readonly Buffer[] = []): Ip4Address[] {
  const targets = communities.filter((bytes) => ROUTE_TARGET.every((byte, at) => bytes[at] === byte));
  return targets.map((bytes) => Ip4Address.fromBytes(bytes, ROUTE_TARGET.length));
}

/** Returns a policy in a line. */
export function describePolicy({ nlri, headends, path }: Policy): string {
  const { bindingSid, preference, segmentLists } = path;
  const lists = segmentLists.map(({ weight, segments }) => {
    const sids = segments
      .map((segment) => ("sid" in segment ? String(segment.sid) : `type ${segment.type}`))
      .join(", ");
    return segmentLists.length === 1 ? sids : `${sids} (weight ${weight})`;
  });
  const bsid = bindingSid === undefined ? "" : `${bindingSid} `;
  const whom = headends.length === 0 ? "" : `, headend ${headends.join(", ")}`;
  return `${describeNlri(nlri)}: ${bsid}by ${lists.join(" and ")}, preference ${preference}${whom}`;
}

function routeTarget(headend: Ip4Address): Buffer {
  return Buffer.from([...ROUTE_TARGET, ...headend.toBytes(), 0, 0]);
}
