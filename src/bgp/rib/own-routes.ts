import type { IpAddress } from "../../address/index.ts";
import {
  type Announcement,
  encodeAnnouncement,
  encodeEndOfRib,
  encodePathBytes,
  encodeWithdrawal,
  FAMILIES,
  type Family,
  keyOfNlri,
  type Nlri,
  type PathAttributes,
  type PathBytes,
} from "../message/index.ts";

/** A route of this speaker. */
export interface OwnRoute {
  readonly family: Family;
  readonly nlri: Nlri;
  readonly nextHop: IpAddress;
  /** Without AS_PATH and LOCAL_PREF: these depend on the peer. */
  readonly attributes: OwnAttributes;
  /** The addresses of the peers that get it; undefined for all. */
  readonly to?: readonly string[];
}

/** The attributes that the program gives to its routes. */
export type OwnAttributes = Pick<PathAttributes, "communities" | "extendedCommunities" | "candidatePath">;

/** What names a route of this speaker. */
export type OwnRouteKey = Pick<OwnRoute, "family" | "nlri">;

/** A change of this speaker's routes: a route to announce, or one to withdraw. */
export type OwnChange = OwnRoute | (OwnRouteKey & { readonly attributes?: undefined; readonly to?: readonly string[] });

/** What decides how a route is written for a peer. */
export interface SendContext {
  readonly peer: string;
  readonly ownAs: number;
  readonly isInternal: boolean;
  readonly asBytes: 2 | 4;
  readonly families: readonly Family[];
}

/** RFC 4271 section 5.1.5: routes within an AS have it; FRR drops routes without. */
const LOCAL_PREFERENCE = 100;
/** The AS number that takes the most bytes. */
const MAX_AS = 0xffffffff;

/** The routes that this speaker announces. */
export class OwnRoutes {
  readonly #routes = new Map<string, OwnRoute>();

  /** Adds a route, or replaces the one with the same name. Returns what has changed for the peers. */
  set(route: OwnRoute): OwnChange[] {
    const key = keyOf(route);
    const old = this.#routes.get(key);
    this.#routes.set(key, route);
    const lost = old === undefined || route.to === undefined ? [] : withdrawalsFor(old, route.to);
    return [...lost, route];
  }

  delete(name: OwnRouteKey): OwnChange[] {
    const key = keyOf(name);
    const old = this.#routes.get(key);
    this.#routes.delete(key);
    return old === undefined ? [] : [withdrawalOf(old)];
  }

  list(): OwnRoute[] {
    return [...this.#routes.values()];
  }
}

/** Returns the bodies of the UPDATE messages that tell a peer these changes. */
export function encodeChanges(changes: readonly OwnChange[], context: SendContext): Buffer[] {
  const bodies: Buffer[] = [];
  for (const group of groupsOf(changes.filter((change) => isFor(change, context)))) {
    const [first] = group;
    const nlri = group.map((change) => change.nlri);
    if (first?.attributes === undefined) bodies.push(...encodeWithdrawal(first!.family, nlri));
    else bodies.push(...encodeAnnouncement(announcementOf(first, nlri, context), context.asBytes));
  }
  return bodies;
}

/** Refuses routes that no message has place for, whatever the peer. @throws {VppError} `VPP_FIELD_RANGE`. */
export function requireSendable(routes: readonly OwnRoute[], ownAs: number): void {
  // The longest form: with AS numbers of 4 bytes in AS4_PATH too.
  const context = { peer: "", ownAs, isInternal: false, asBytes: 2, families: FAMILIES } as const;
  encodeChanges(
    routes.map(({ to: _, ...route }) => route),
    context,
  );
}

/**
 * Returns a route as bytes, for a daemon that announces it: without LOCAL_PREF, with an empty AS_PATH.
 *
 * @throws {VppError} `VPP_FIELD_RANGE` for a route that no BGP message has place for, whatever the peer.
 */
export function encodePath(route: OwnRoute): PathBytes {
  requireSendable([route], MAX_AS);
  const { family, nlri, nextHop, attributes } = route;
  return encodePathBytes(nlri, { family, nextHop, attributes: { origin: "IGP", asPath: [], ...attributes } });
}

/** Returns the bodies of the messages that say: this was all, for each family. */
export function encodeEnds(families: readonly Family[]): Buffer[] {
  return families.map(encodeEndOfRib);
}

function isFor({ family, to }: OwnChange, { peer, families }: SendContext): boolean {
  return families.includes(family) && (to === undefined || to.includes(peer));
}

function announcementOf(route: OwnRoute, nlri: readonly Nlri[], { ownAs, isInternal }: SendContext): Announcement {
  const ofSession = isInternal
    ? { asPath: [], localPreference: LOCAL_PREFERENCE }
    : { asPath: [{ type: "sequence", ases: [ownAs] } as const] };
  const { family, nextHop, attributes } = route;
  return { family, nlri, nextHop, attributes: { origin: "IGP", ...ofSession, ...attributes } };
}

/** Returns the changes in groups that fit into one message: neighbors with the same family, next hop and attributes. */
function groupsOf(changes: readonly OwnChange[]): OwnChange[][] {
  const groups: OwnChange[][] = [];
  for (const change of changes) {
    const group = groups.at(-1);
    if (group !== undefined && isAlike(group[0]!, change)) group.push(change);
    else groups.push([change]);
  }
  return groups;
}

function isAlike(a: OwnChange, b: OwnChange): boolean {
  if (a.family !== b.family || a.attributes !== b.attributes) return false;
  return a.attributes === undefined || a.nextHop.equals((b as OwnRoute).nextHop);
}

/** Returns the withdrawals for peers that had the route, and are not among those that get its replacement. */
function withdrawalsFor(old: OwnRoute, to: readonly string[]): OwnChange[] {
  const lost = old.to?.filter((peer) => !to.includes(peer));
  if (lost === undefined || lost.length > 0) return [{ ...withdrawalOf(old), ...(lost && { to: lost }) }];
  return [];
}

function withdrawalOf({ family, nlri, to }: OwnRoute): OwnChange {
  return { family, nlri, ...(to && { to }) };
}

function keyOf({ family, nlri }: OwnRouteKey): string {
  return `${family} ${keyOfNlri(nlri)}`;
}
