import type { Ip6Address, Prefix } from "../../address/index.ts";
import type { NodeIndex } from "./node-index.ts";

/** A prefix and the node that has it. */
export interface OwnedPrefix {
  readonly prefix: Prefix;
  readonly node: Ip6Address;
  /** The peer that has announced it. */
  readonly from: string;
  /** When it was received, in milliseconds since 1970. */
  readonly since: number;
}

type Nodes = Pick<NodeIndex, "add" | "delete" | "isHeld">;

/**
 * The prefixes of the nodes. If peers name different nodes for a prefix, the node that was named last is its owner: the prefix has
 * moved, and its old owner withdraws it later. An announcement that a peer repeats names no node anew.
 *
 * A prefix that holds the address of a node has no owner: it is as if no peer had announced it.
 */
export class PrefixTable {
  /** By prefix, the announcements of the peers, the oldest first. */
  readonly #claims = new Map<string, OwnedPrefix[]>();
  /** By family and node. */
  readonly #prefixes = {
    4: new Map<string, Map<string, OwnedPrefix>>(),
    6: new Map<string, Map<string, OwnedPrefix>>(),
  } as const;
  /** The keys of prefixes that hold the address of a node. */
  readonly #refused = new Set<string>();
  readonly #nodes: Nodes;
  readonly #changed: (prefix: Prefix, before: Ip6Address | undefined, after: Ip6Address | undefined) => void;
  readonly #onRefused: (announced: OwnedPrefix) => void;

  /**
   * @param nodes gets the nodes that have prefixes, and says which prefixes hold a node; `judge` is to be called when that changes.
   * @param changed is called when the owner of a prefix has changed.
   * @param onRefused is called with each announcement that is not used, since its prefix holds a node.
   */
  constructor(
    nodes: Nodes,
    changed: (prefix: Prefix, before: Ip6Address | undefined, after: Ip6Address | undefined) => void,
    onRefused: (announced: OwnedPrefix) => void = () => {},
  ) {
    this.#nodes = nodes;
    this.#changed = changed;
    this.#onRefused = onRefused;
  }

  /** Takes the announcement of a peer that a node has a prefix. */
  set(from: string, prefix: Prefix, node: Ip6Address): void {
    const key = prefix.toKey();
    const claims = this.#claims.get(key);
    const claim = { prefix, node, from, since: Date.now() };
    if (claims === undefined) {
      this.#claims.set(key, [claim]);
      if (this.#nodes.isHeld(prefix)) this.#refused.add(key);
      this.#moved(key, undefined);
    } else {
      const at = claims.findIndex((each) => each.from === from);
      if (at >= 0 && claims[at]!.node.equals(node)) return;
      const before = this.get(key);
      const [old] = at < 0 ? [] : claims.splice(at, 1);
      claims.push(claim);
      this.#moved(key, before);
      if (old !== undefined) this.#nodes.delete(old.node);
    }
    if (this.#refused.has(key)) this.#onRefused(claim);
    this.#nodes.add(node);
  }

  /** Takes the withdrawal of a prefix by a peer. */
  delete(from: string, prefix: Prefix): void {
    const key = prefix.toKey();
    const claims = this.#claims.get(key);
    const at = claims?.findIndex((claim) => claim.from === from) ?? -1;
    if (claims === undefined || at < 0) return;
    const before = this.get(key);
    const [old] = claims.splice(at, 1);
    if (claims.length === 0) {
      this.#claims.delete(key);
      this.#refused.delete(key);
    }
    this.#moved(key, before);
    this.#nodes.delete(old!.node);
  }

  /** Looks again whether a prefix holds a node. */
  judge(prefixKey: string): void {
    const claims = this.#claims.get(prefixKey);
    if (claims === undefined) return;
    const before = this.get(prefixKey);
    if (this.#nodes.isHeld(claims[0]!.prefix)) this.#refused.add(prefixKey);
    else this.#refused.delete(prefixKey);
    this.#moved(prefixKey, before);
    if (before !== undefined && this.#refused.has(prefixKey)) claims.forEach(this.#onRefused);
  }

  /** Returns the prefix with its owner. */
  get(prefixKey: string): OwnedPrefix | undefined {
    return this.#refused.has(prefixKey) ? undefined : this.#claims.get(prefixKey)?.at(-1);
  }

  /** Returns all prefixes with their owners. */
  *all(): Iterable<OwnedPrefix> {
    for (const [key, claims] of this.#claims) if (!this.#refused.has(key)) yield claims.at(-1)!;
  }

  /** Returns the announcements that are not used, since their prefixes hold a node. */
  *refused(): Iterable<OwnedPrefix> {
    for (const key of this.#refused) yield* this.#claims.get(key)!;
  }

  /** Returns the prefixes of a node, of one family. */
  of(node: Ip6Address, family: 4 | 6): Iterable<OwnedPrefix> {
    return this.#prefixes[family].get(node.toKey())?.values() ?? [];
  }

  /** Returns how many prefixes of a family a node has. */
  count(node: Ip6Address, family: 4 | 6): number {
    return this.#prefixes[family].get(node.toKey())?.size ?? 0;
  }

  #moved(key: string, before: OwnedPrefix | undefined): void {
    const after = this.get(key);
    if (before === after) return;
    const { prefix } = (before ?? after)!;
    const prefixes = this.#prefixes[prefix.address.family];
    if (before !== undefined) {
      const node = before.node.toKey();
      const old = prefixes.get(node)!;
      old.delete(key);
      if (old.size === 0) prefixes.delete(node);
    }
    if (after !== undefined) {
      const node = after.node.toKey();
      let owned = prefixes.get(node);
      if (owned === undefined) {
        owned = new Map();
        prefixes.set(node, owned);
      }
      owned.set(key, after);
    }
    const isSame = before !== undefined && after !== undefined && before.node.equals(after.node);
    if (!isSame) this.#changed(prefix, before?.node, after?.node);
  }
}
