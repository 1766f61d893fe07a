import type { Ip4Address, IpAddress } from "../../address/index.ts";
import {
  type Announced,
  type Family,
  keyOfNlri,
  type Nlri,
  type PathAttributes,
  type Withdrawn,
} from "../message/index.ts";

/** A route that a peer has announced. */
export interface ReceivedRoute {
  readonly family: Family;
  readonly nlri: Nlri;
  readonly nextHop: IpAddress;
  readonly attributes: PathAttributes;
  readonly originator: Originator;
}

/** The speaker that announced a route first, as far as it is known (RFC 9256 section 2.4). */
export interface Originator {
  /** The last AS of the path; that of the peer if the path is empty. */
  readonly as: number;
  /** Of a reflected route its ORIGINATOR_ID, else the router ID of the peer. */
  readonly routerId: Ip4Address;
}

/** A change of what a peer announces. */
export interface RouteChange {
  /** The address of the peer, as in the options. */
  readonly peer: string;
  readonly family: Family;
  readonly nlri: Nlri;
  /** Undefined if the peer does not announce it any more. */
  readonly route: ReceivedRoute | undefined;
}

/**
 * `leaving`: it is withdrawn, and goes soon. `stale`: the session in which it was announced was lost, and the peer has not
 * announced it again (RFC 4724 section 4.2).
 */
type EntryState = "current" | "leaving" | "stale";

interface Entry {
  readonly route: ReceivedRoute;
  state: EntryState;
}

/** The routes that one peer has announced (RFC 4271 section 3.2, Adj-RIB-In). Each method returns what has changed. */
export class PeerRoutes {
  readonly #peer: string;
  readonly #families = new Map<Family, Map<string, Entry>>();

  constructor(peer: string) {
    this.#peer = peer;
  }

  /** The number of routes, stale ones included. */
  get size(): number {
    return [...this.#families.values()].reduce((sum, entries) => sum + entries.size, 0);
  }

  get staleCount(): number {
    let count = 0;
    for (const { state } of this.#entries()) if (state === "stale") count++;
    return count;
  }

  /** Returns all routes, stale ones included. */
  list(): ReceivedRoute[] {
    return [...this.#entries()].map(({ route }) => route);
  }

  announce({ family, nlri, nextHop }: Announced, attributes: PathAttributes, originator: Originator): RouteChange[] {
    const entries = this.#entriesOf(family);
    return nlri.map((nlri) => {
      const route = { family, nlri, nextHop, attributes, originator };
      entries.set(keyOfNlri(nlri), { route, state: "current" });
      return this.#change(route.family, nlri, route);
    });
  }

  /** Routes that the peer has not announced are no changes. */
  withdraw({ family, nlri }: Withdrawn): RouteChange[] {
    const entries = this.#entriesOf(family);
    return nlri.filter((nlri) => entries.delete(keyOfNlri(nlri))).map((nlri) => this.#change(family, nlri, undefined));
  }

  /** Marks all routes of these families, and removes those of others. */
  markStale(families: readonly Family[]): RouteChange[] {
    for (const family of families) for (const entry of this.#entriesOf(family).values()) entry.state = "stale";
    return this.#remove(({ route }) => !families.includes(route.family));
  }

  /** Removes the stale routes of these families. */
  removeStale(families: readonly Family[]): RouteChange[] {
    return this.#remove(({ route, state }) => state === "stale" && families.includes(route.family));
  }

  /** Marks routes that are withdrawn, for `removeLeaving`. A route that is announced again, or becomes stale, stays. */
  markLeaving({ family, nlri }: Withdrawn): void {
    const entries = this.#entriesOf(family);
    for (const entry of nlri.map((nlri) => entries.get(keyOfNlri(nlri))))
      if (entry !== undefined) entry.state = "leaving";
  }

  /** Removes the routes that were marked as leaving. */
  removeLeaving(): RouteChange[] {
    return this.#remove(({ state }) => state === "leaving");
  }

  /** Removes the routes of a family whose next hop is this address. */
  removeVia(family: Family, nextHop: IpAddress): RouteChange[] {
    return this.#remove(({ route }) => route.family === family && route.nextHop.equals(nextHop));
  }

  #remove(isRemoved: (entry: Entry) => boolean): RouteChange[] {
    const changes: RouteChange[] = [];
    for (const [family, entries] of this.#families) {
      for (const [key, entry] of entries) {
        if (!isRemoved(entry)) continue;
        entries.delete(key);
        changes.push(this.#change(family, entry.route.nlri, undefined));
      }
    }
    return changes;
  }

  #change(family: Family, nlri: Nlri, route: ReceivedRoute | undefined): RouteChange {
    return { peer: this.#peer, family, nlri, route };
  }

  #entriesOf(family: Family): Map<string, Entry> {
    let entries = this.#families.get(family);
    if (entries === undefined) {
      entries = new Map();
      this.#families.set(family, entries);
    }
    return entries;
  }

  *#entries(): Iterable<Entry> {
    for (const entries of this.#families.values()) yield* entries.values();
  }
}
