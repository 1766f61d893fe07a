import type { Ip6Address } from "../../address/index.ts";
import { type Candidate, compareCandidates, isSameCandidate, type TrafficFamily } from "./candidate.ts";
import type { NodeIndex } from "./node-index.ts";

/** A node and one family of its pods' packets. */
export interface TunnelName {
  readonly endpoint: Ip6Address;
  readonly family: TrafficFamily;
}

/** Returns a key of a tunnel for maps. */
export function keyOfTunnel({ endpoint, family }: TunnelName): string {
  return family + endpoint.toKey();
}

interface Entry extends TunnelName {
  /** By the key of the path. */
  readonly candidates: Map<string, Candidate>;
  selected: Candidate | undefined;
}

/**
 * The candidate paths of one source, and the selected one of each tunnel.
 *
 * A BSID leads to one tunnel. If paths to several tunnels have the same, it belongs to the node that has announced it for itself,
 * else to the lowest endpoint; the paths of the others are not used. So the result does not depend on the order of arrival.
 */
export class PathTable {
  readonly #tunnels = new Map<string, Entry>();
  /** The tunnel of each path. */
  readonly #paths = new Map<string, Entry>();
  /** By BSID, the tunnels whose paths have it, as often as they have it. */
  readonly #claims = new Map<string, Entry[]>();
  readonly #nodes: NodeIndex;
  readonly #changed: (tunnel: TunnelName) => void;

  /**
   * @param nodes gets the nodes to which paths lead.
   * @param changed is called with each tunnel whose selected path has changed.
   */
  constructor(nodes: NodeIndex, changed: (tunnel: TunnelName) => void) {
    this.#nodes = nodes;
    this.#changed = changed;
  }

  /** The tunnels that have paths. */
  get tunnels(): TunnelName[] {
    return [...this.#tunnels.values()].map(({ endpoint, family }) => ({ endpoint, family }));
  }

  /** The keys of the paths. */
  get keys(): Iterable<string> {
    return this.#paths.keys();
  }

  /** Adds a path, or replaces the one with this key. @returns whether anything has changed. */
  set(key: string, candidate: Candidate): boolean {
    const old = this.#paths.get(key);
    const tunnelKey = keyOfTunnel(candidate);
    const previous = old?.candidates.get(key);
    if (previous !== undefined && isSameCandidate(previous, candidate)) return false;
    const { endpoint, family } = candidate;
    // Before the old path is removed: a node that stays is not gone in between.
    this.#nodes.add(endpoint);
    if (old !== undefined) this.#remove(old, key);
    let entry = this.#tunnels.get(tunnelKey);
    if (entry === undefined) {
      entry = { endpoint, family, candidates: new Map(), selected: undefined };
      this.#tunnels.set(tunnelKey, entry);
    } else {
      this.#nodes.delete(endpoint);
    }
    entry.candidates.set(key, candidate);
    this.#paths.set(key, entry);
    this.#claim(candidate, entry);
    if (old !== undefined && old !== entry) this.#reselect(old);
    return true;
  }

  /** Removes the path with this key, if there is one. */
  delete(key: string): void {
    const entry = this.#paths.get(key);
    if (entry === undefined) return;
    this.#remove(entry, key);
    this.#reselect(entry);
  }

  /** Returns whether a path has this BSID. */
  isClaimed(bsid: Ip6Address): boolean {
    return this.#claims.has(bsid.toKey());
  }

  /** Returns the path that is used for a tunnel. */
  selected(tunnelKey: string): Candidate | undefined {
    return this.#tunnels.get(tunnelKey)?.selected;
  }

  /** Returns all paths of a tunnel, the best one first, with the reason why a path cannot be used. */
  candidates(tunnelKey: string): { readonly candidate: Candidate; readonly obstacle: string | undefined }[] {
    const entry = this.#tunnels.get(tunnelKey);
    if (entry === undefined) return [];
    return [...entry.candidates.values()].sort(compareCandidates).map((candidate) => {
      const owner = this.#ownerOf(candidate.policy.bsid.toKey());
      const obstacle = `BSID ${candidate.policy.bsid} belongs to the ${owner?.family} policy of ${owner?.endpoint}`;
      return { candidate, obstacle: owner === entry ? undefined : obstacle };
    });
  }

  #claim(candidate: Candidate, entry: Entry): void {
    const key = candidate.policy.bsid.toKey();
    const claims = this.#claims.get(key);
    if (claims === undefined) this.#claims.set(key, [entry]);
    else claims.push(entry);
    this.#reselect(entry);
    this.#reselectOthers(claims, entry);
  }

  /** Removes a path without a new selection for its tunnel. */
  #remove(entry: Entry, key: string): void {
    const candidate = entry.candidates.get(key)!;
    entry.candidates.delete(key);
    this.#paths.delete(key);
    if (entry.candidates.size === 0) {
      this.#tunnels.delete(keyOfTunnel(entry));
      this.#nodes.delete(entry.endpoint);
    }
    const bsid = candidate.policy.bsid.toKey();
    const claims = this.#claims.get(bsid)!;
    claims.splice(claims.indexOf(entry), 1);
    if (claims.length === 0) this.#claims.delete(bsid);
    this.#reselectOthers(claims, entry);
  }

  /** Selects again for the other tunnels whose paths have the same BSID, since its owner may be another one now. */
  #reselectOthers(claims: readonly Entry[] | undefined, entry: Entry): void {
    if (claims === undefined || claims.length === 0) return;
    for (const other of new Set(claims)) if (other !== entry) this.#reselect(other);
  }

  #ownerOf(bsid: string): Entry | undefined {
    const claims = this.#claims.get(bsid);
    if (claims === undefined || claims.length === 1) return claims?.[0];
    const isOwn = (entry: Entry) =>
      [...entry.candidates.values()].some(({ policy, origin }) => origin.isBestEffort && policy.bsid.toKey() === bsid);
    return [...claims].sort((a, b) => {
      const byRight = Number(isOwn(b)) - Number(isOwn(a));
      return byRight || a.endpoint.compare(b.endpoint) || (a.family < b.family ? -1 : 1);
    })[0];
  }

  #reselect(entry: Entry): void {
    let best: Candidate | undefined;
    for (const candidate of entry.candidates.values()) {
      if (best !== undefined && compareCandidates(best, candidate) <= 0) continue;
      if (this.#ownerOf(candidate.policy.bsid.toKey()) === entry) best = candidate;
    }
    if (best === entry.selected) return;
    entry.selected = best;
    this.#changed({ endpoint: entry.endpoint, family: entry.family });
  }
}
