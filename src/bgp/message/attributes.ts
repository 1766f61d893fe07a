import type { Ip4Address } from "../../address/index.ts";
import type { AsPath } from "./as-path.ts";
import type { CandidatePath } from "./candidate-path.ts";

/** What the routes of an UPDATE have in common (RFC 4271 section 5), as far as a speaker at the edge needs it. */
export interface PathAttributes {
  readonly origin: Origin;
  readonly asPath: AsPath;
  /** Of routes in the fields of RFC 4271; those of RFC 4760 have their own next hop. */
  readonly nextHop?: Ip4Address;
  readonly multiExitDiscriminator?: number;
  /** Only between speakers of one AS. */
  readonly localPreference?: number;
  /** RFC 1997, e.g. NO_ADVERTISE. */
  readonly communities?: readonly number[];
  /** RFC 4456: the router ID of the speaker that told the route to the first reflector. */
  readonly originatorId?: Ip4Address;
  /** RFC 4456: the reflectors that passed the route on, the last one first. */
  readonly clusterList?: readonly Ip4Address[];
  /** RFC 4360: 8 bytes each, as on the wire. */
  readonly extendedCommunities?: readonly Buffer[];
  /** RFC 9830. */
  readonly candidatePath?: CandidatePath;
}

export type Origin = "IGP" | "EGP" | "INCOMPLETE";

/** The number of an origin is its index. */
export const ORIGINS: readonly Origin[] = ["IGP", "EGP", "INCOMPLETE"];

/** NO_ADVERTISE (RFC 1997): the receiver must not pass the route on. */
export const NO_ADVERTISE = 0xffffff02;

/** The attributes that this speaker knows, by a name. */
type AttributeName =
  | "origin"
  | "asPath"
  | "nextHop"
  | "multiExitDiscriminator"
  | "localPreference"
  | "atomicAggregate"
  | "aggregator"
  | "communities"
  | "originatorId"
  | "clusterList"
  | "mpReach"
  | "mpUnreach"
  | "extendedCommunities"
  | "as4Path"
  | "as4Aggregator"
  | "tunnelEncapsulation";

/** The type of each attribute on the wire (IANA BGP path attributes). */
export const ATTRIBUTE: Readonly<Record<AttributeName, number>> = {
  origin: 1,
  asPath: 2,
  nextHop: 3,
  multiExitDiscriminator: 4,
  localPreference: 5,
  atomicAggregate: 6,
  aggregator: 7,
  communities: 8,
  originatorId: 9,
  clusterList: 10,
  mpReach: 14,
  mpUnreach: 15,
  extendedCommunities: 16,
  as4Path: 17,
  as4Aggregator: 18,
  tunnelEncapsulation: 23,
};

export const OPTIONAL = 0x80;
export const TRANSITIVE = 0x40;
export const EXTENDED_LENGTH = 0x10;
/** The flags that say what kind of attribute it is. */
export const KIND_FLAGS: number = OPTIONAL | TRANSITIVE;
