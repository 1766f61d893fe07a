import { type Ip6Address, type Ip6Prefix, type IpAddress, Prefix } from "../../address/index.ts";
import type { Ownership } from "../../desired/index.ts";
import type { LocalSidInput, SrPolicy, Srv6View, TableRoute, Traffic } from "../../srv6/index.ts";

/** The ranges whose entries in VPP are the agent's. */
export interface Ranges {
  /** The ranges of BSIDs and SIDs of the whole cluster. */
  readonly bsids: readonly Ip6Prefix[];
  readonly sids: readonly Ip6Prefix[];
  /** The ranges in which the locators of other nodes lie. */
  readonly locators: readonly Ip6Prefix[];
}

/** What VPP needs besides tunnels, and which of its entries are the agent's. */
export interface Ground extends Ranges {
  /** The source of outer headers. */
  readonly source: Ip6Address;
  readonly localSids: readonly (LocalSidInput & { readonly sid: Ip6Address })[];
  /** The pods' table, of both families. */
  readonly table: number;
}

/** Steering of a prefix. */
type PrefixSteering = Extract<Traffic, { kind: "l3" }> & { readonly bsid: Ip6Address };

/** Entries of VPP that are the agent's. */
export interface OwnedEntries {
  readonly policies: readonly SrPolicy[];
  readonly steering: readonly PrefixSteering[];
  readonly localSids: readonly { readonly sid: Ip6Address }[];
  readonly routes: readonly TableRoute[];
}

/** The table in which nodes are reached. */
export const UNDERLAY = { family: 6, tableId: 0 } as const;

const EVERYTHING = ["0.0.0.0/0", "::/0"].map((text) => Prefix.parse(text));

/** Returns what the agent may change in VPP. Steering is owned only where it leads to an owned BSID. */
export function ownershipOf({ bsids, sids, table, locators }: Ground): Ownership {
  return {
    bsids,
    sids,
    steering: EVERYTHING.map((prefix) => ({ prefix, tableId: table })),
    routes: locators.map((prefix) => ({ prefix, tableId: UNDERLAY.tableId })),
  };
}

/** Returns the entries of VPP that are the agent's. Of the routes in the ranges these are the ones without an interface. */
export function ownedEntries(view: Srv6View, { bsids, sids, table, locators }: Ground): OwnedEntries {
  return {
    policies: view.policies.filter(({ bsid }) => isIn(bsids, bsid)),
    steering: view.steering.flatMap((rule) => {
      return rule.kind === "l3" && rule.tableId === table && isIn(bsids, rule.bsid) ? [rule] : [];
    }),
    localSids: view.localSids.filter(({ sid }) => isIn(sids, sid)),
    routes: view.routesIn(UNDERLAY).filter(({ prefix, via }) => {
      const isRecursive = "nextHop" in via && via.swIfIndex === undefined;
      return isRecursive && isIn(locators, prefix);
    }),
  };
}

/** A ground that owns nothing. */
export const NO_RANGES: Ranges = { bsids: [], sids: [], locators: [] };

/** Returns a ground that owns these ranges as well. */
export function withRanges(ground: Ground, { bsids, sids, locators }: Ranges): Ground {
  return {
    ...ground,
    bsids: [...ground.bsids, ...bsids],
    sids: [...ground.sids, ...sids],
    locators: [...ground.locators, ...locators],
  };
}

/** Returns the ranges that lie in none of a ground. */
export function rangesOutside({ bsids, sids, locators }: Ranges, ground: Ranges): Ranges {
  const outside = (ranges: readonly Ip6Prefix[], others: readonly Ip6Prefix[]) =>
    ranges.filter((range, at) => !isIn(others, range) && !isIn(ranges.slice(0, at), range));
  return {
    bsids: outside(bsids, ground.bsids),
    sids: outside(sids, ground.sids),
    locators: outside(locators, ground.locators),
  };
}

/** Returns the ranges in which VPP has entries that are the agent's by them alone, and not by the ground. */
export function rangesInUse(view: Srv6View, ranges: Ranges, ground: Ground): Ranges {
  const { policies, steering, localSids, routes } = ownedEntries(view, { ...ground, ...ranges });
  const inUse = (own: readonly Ip6Prefix[], others: readonly Ip6Prefix[], held: readonly (IpAddress | Prefix)[]) => {
    const left = held.filter((each) => !isIn(others, each));
    return own.filter((range) => left.some((each) => range.contains(each)));
  };
  const bsids = [...policies, ...steering].map(({ bsid }) => bsid);
  return {
    bsids: inUse(ranges.bsids, ground.bsids, bsids),
    sids: inUse(
      ranges.sids,
      ground.sids,
      localSids.map(({ sid }) => sid),
    ),
    locators: inUse(
      ranges.locators,
      ground.locators,
      routes.map(({ prefix }) => prefix),
    ),
  };
}

function isIn(ranges: readonly Ip6Prefix[], part: IpAddress | Prefix): boolean {
  return ranges.some((range) => range.contains(part));
}
