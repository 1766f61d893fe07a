import { Ip6Address, type Prefix } from "../../../address/index.ts";
import { NO_INTERFACE } from "../reserved-numbers.ts";
import { to46 } from "./address46.ts";

/**
 * The kinds of path, by VPP's numbers, which order the paths of an entry.
 *
 * @see VPP src/vnet/fib/fib_path.c fib_path_type_t
 */
export const PathKind = {
  attachedNextHop: 0,
  attached: 1,
  recursive: 2,
  special: 3,
  exclusive: 4,
  deag: 5,
  interfaceRx: 6,
  udpEncap: 7,
  receive: 8,
  bierImposition: 9,
  dvr: 12,
} as const;
export type PathKind = (typeof PathKind)[keyof typeof PathKind];

/** The protocol that a table serves. */
export type Family = 4 | 6;

/** Names a table. */
export interface TableIdentity {
  readonly family: Family;
  /** Its place in VPP's pool of tables, not known to the API. */
  readonly index: number;
  /** The operator's number; `0xffffffff` for a table that VPP made for itself. */
  readonly tableId: number;
}

/** The type of a path in a request: the path types of VPP's API that are modelled. */
export type RouteType =
  | "normal"
  | "local"
  | "drop"
  | "udp-encap"
  | "bier-imposition"
  | "unreachable"
  | "prohibited"
  | "interface-rx"
  | "dvr";

/** A path in a request for a route. */
export interface RoutePath {
  readonly type: RouteType;
  /** The protocol of the next hop, by the API's numbers: 0 is IPv4, 1 IPv6. */
  readonly protocol: number;
  readonly weight: number;
  readonly preference: number;
  readonly swIfIndex: number;
  /** In VPP's form for both families; `::` for none. */
  readonly nextHop: Ip6Address;
  /** The table in which the next hop is looked up when there is no interface. */
  readonly table?: TableIdentity;
}

/** A path as an entry holds it. */
export interface FibPath extends RoutePath {
  readonly kind: PathKind;
}

const KINDS: Readonly<Record<Exclude<RouteType, "normal">, PathKind>> = {
  local: PathKind.receive,
  drop: PathKind.special,
  "udp-encap": PathKind.udpEncap,
  "bier-imposition": PathKind.bierImposition,
  unreachable: PathKind.special,
  prohibited: PathKind.special,
  "interface-rx": PathKind.interfaceRx,
  dvr: PathKind.dvr,
};

/** Path types that never make neighbours of the addresses of a prefix. */
const UNATTACHED_TYPES: ReadonlySet<RouteType> = new Set(["dvr", "interface-rx", "udp-encap"]);

/** Paths that stand for other forwarding objects, such as that of a local SID. */
export const EXCLUSIVE: Readonly<Record<Family, readonly FibPath[]>> = {
  4: [{ ...plainPath(4), type: "normal", kind: PathKind.exclusive }],
  6: [{ ...plainPath(6), type: "normal", kind: PathKind.exclusive }],
};

/** Paths that drop packets. */
export const DROP: Readonly<Record<Family, readonly FibPath[]>> = {
  4: [{ ...plainPath(4), type: "drop", kind: PathKind.special }],
  6: [{ ...plainPath(6), type: "drop", kind: PathKind.special }],
};

/** The path of an entry that is local before it gets paths: VPP shows interface 0. */
export const LOCAL: Readonly<Record<Family, readonly FibPath[]>> = {
  4: [{ ...plainPath(4), type: "local", kind: PathKind.receive, swIfIndex: 0 }],
  6: [{ ...plainPath(6), type: "local", kind: PathKind.receive, swIfIndex: 0 }],
};

/** The path for packets to an address of this router. */
export function receivePath(prefix: Prefix, swIfIndex: number): FibPath {
  const { family } = prefix.address;
  return { ...plainPath(family), type: "local", kind: PathKind.receive, nextHop: to46(prefix.address), swIfIndex };
}

/** The path of a connected prefix. */
export function connectedPath(family: Family, swIfIndex: number): FibPath {
  return { ...plainPath(family), type: "normal", kind: PathKind.attached, swIfIndex };
}

/** The path to a neighbour. */
export function neighborPath(nextHop: Ip6Address, family: Family, swIfIndex: number): FibPath {
  return { ...plainPath(family), type: "normal", kind: PathKind.attachedNextHop, nextHop, swIfIndex };
}

/**
 * Returns the path that VPP creates for the only path of a request.
 *
 * @see VPP src/vnet/fib/fib_table.c fib_table_route_path_fixup, src/vnet/fib/fib_path.c fib_path_create
 */
export function resolvePath(prefix: Prefix, given: RoutePath): FibPath {
  return makePath(fixUp(prefix, given, given.type === "local"));
}

/** A path of a request as VPP changes it before it creates it. */
export interface FixedPath extends RoutePath {
  /** Whether the path is created as a local one, whatever its type. */
  readonly isLocal: boolean;
}

/** Returns a path of a request as VPP changes it for a prefix and a source that is local or not. */
export function fixUp(prefix: Prefix, path: RoutePath, isLocal: boolean): FixedPath {
  const own = to46(prefix.address);
  const hasInterface = path.swIfIndex !== NO_INTERFACE;
  if (!path.nextHop.isUnspecified) {
    // A route that recurses through itself.
    const isDrop = !hasInterface && path.nextHop.equals(own);
    return { ...path, type: isDrop ? "drop" : path.type, isLocal };
  }
  // An attached host is a neighbour, for which the adjacency can be resolved.
  const becomesNeighbor = path.type !== "local" && isHost(prefix) && hasInterface;
  return { ...path, nextHop: becomesNeighbor ? own : path.nextHop, isLocal };
}

/** Whether the addresses of a prefix are neighbours on the interface of this path. */
export function isAttached(prefix: Prefix, { type, nextHop, swIfIndex }: FixedPath): boolean {
  if (UNATTACHED_TYPES.has(type) || swIfIndex === NO_INTERFACE) return false;
  return nextHop.isUnspecified || (isHost(prefix) && type !== "local" && nextHop.equals(to46(prefix.address)));
}

/** Creates a path. */
export function makePath(path: FixedPath): FibPath {
  const kind = kindOf(path);
  const { type, protocol, weight, preference, swIfIndex, nextHop, table } = path;
  const plain = { protocol, weight, preference, kind, swIfIndex: NO_INTERFACE, nextHop: Ip6Address.UNSPECIFIED };
  switch (kind) {
    case PathKind.special:
      return { ...plain, type };
    case PathKind.interfaceRx:
    case PathKind.dvr:
      return { ...plain, type, swIfIndex };
    case PathKind.receive:
      return { ...plain, type: isUnreachable(type) ? type : "local", swIfIndex, nextHop };
    default:
      return { ...plain, type, swIfIndex, nextHop, ...(table === undefined ? {} : { table }) };
  }
}

/** Whether a prefix holds one address only. */
export function isHost({ address, length }: Prefix): boolean {
  return length === (address.family === 6 ? 128 : 32);
}

function isUnreachable(type: RouteType): boolean {
  return type === "unreachable" || type === "prohibited";
}

function kindOf({ type, nextHop, swIfIndex, table, isLocal }: FixedPath): PathKind {
  if (isLocal) return PathKind.receive;
  if (type !== "normal") return KINDS[type];
  if (swIfIndex !== NO_INTERFACE) return nextHop.isUnspecified ? PathKind.attached : PathKind.attachedNextHop;
  if (!nextHop.isUnspecified) return PathKind.recursive;
  return table === undefined ? PathKind.special : PathKind.deag;
}

/** Compares two paths as VPP does: 0 when they are the same path, whatever their weights and preferences. */
export function comparePaths(a: FibPath, b: FibPath): number {
  return a.kind - b.kind || a.protocol - b.protocol || compareDetails(a, b);
}

/** The order of paths in an entry. */
export function sortPaths(a: FibPath, b: FibPath): number {
  return a.preference - b.preference || comparePaths(a, b);
}

function compareDetails(a: FibPath, b: FibPath): number {
  switch (a.kind) {
    case PathKind.attachedNextHop:
      return a.nextHop.compare(b.nextHop) || a.swIfIndex - b.swIfIndex;
    case PathKind.recursive:
      return a.nextHop.compare(b.nextHop) || tableIndex(a) - tableIndex(b);
    case PathKind.deag:
      return tableIndex(a) - tableIndex(b);
    case PathKind.attached:
    case PathKind.interfaceRx:
    case PathKind.dvr:
      return a.swIfIndex - b.swIfIndex;
    default:
      return 0;
  }
}

function tableIndex(path: FibPath): number {
  return path.table?.index ?? -1;
}

function plainPath(family: Family): Omit<FibPath, "type" | "kind"> {
  return {
    protocol: family === 6 ? 1 : 0,
    weight: 1,
    preference: 0,
    swIfIndex: NO_INTERFACE,
    nextHop: Ip6Address.UNSPECIFIED,
  };
}
