import type { Ip6Address, Prefix } from "../../address/index.ts";

/** A prefix and the node that has it. */
export interface OwnedPrefix {
  readonly prefix: Prefix;
  readonly node: Ip6Address;
  /** The peer that has announced it. */
  readonly from: string;
  /** When it was received, in milliseconds since 1970. */
  readonly since: number;
}

/**
 * The prefixes of the nodes. If peers name different nodes for a prefix, the node that was named last is its owner: the prefix has
 * moved, and its old owner withdraws it later. An announcement that a peer repeats names no node anew.
 */
export class PrefixTable {
  /** By prefix, the announcements of the peers, the oldest first. */
  readonly #claims = new Map<string, OwnedPrefix[]>();
  /** By node. */
  readonly #prefixes = new Map<string, Map<string, OwnedPrefix>>();
  readonly #changed: (prefix: Prefix, before: Ip6Address | undefined, after: Ip6Address | undefined) => void;

  /** @param changed is called when the owner of a prefix has changed. */
  constructor(changed: (prefix: Prefix, before: Ip6Address | undefined, after: Ip6Address | undefined) => void) {
    this.#changed = changed;
  }

  /** Takes the announcement of a peer that a node has a prefix. */
  set(from: string, prefix: Prefix, node: Ip6Address): void {
    const key = prefix.toKey();
    const claims = this.#claims.get(key);
    if (claims === undefined) {
      this.#claims.set(key, [{ prefix, node, from, since: Date.now() }]);
      this.#moved(key, undefined);
      return;
    }
    const at = claims.findIndex((claim) => claim.from === from);
    if (at >= 0 && claims[at]!.node.equals(node)) return;
    const before = claims.at(-1);
    if (at >= 0) claims.splice(at, 1);
    claims.push({ prefix, node, from, since: Date.now() });
    this.#moved(key, before);
  }

  /** Takes the withdrawal of a prefix by a peer. */
  delete(from: string, prefix: Prefix): void {
    const key = prefix.toKey();
    const claims = this.#claims.get(key);
    const at = claims?.findIndex((claim) => claim.from === from) ?? -1;
    if (claims === undefined || at < 0) return;
    const before = claims.at(-1);
    claims.splice(at, 1);
    if (claims.length === 0) this.#claims.delete(key);
    this.#moved(key, before);
  }

  /** Returns the prefix with its owner. */
  get(prefixKey: string): OwnedPrefix | undefined {
    return this.#claims.get(prefixKey)?.at(-1);
  }

  /** Returns all prefixes with their owners. */
  *all(): Iterable<OwnedPrefix> {
    for (const claims of this.#claims.values()) yield claims.at(-1)!;
  }

  /** Returns the prefixes of a node, of one family. */
  *of(node: Ip6Address, family: 4 | 6): Iterable<OwnedPrefix> {
    for (const owned of this.#prefixes.get(node.toKey())?.values() ?? []) {
      if (owned.prefix.address.family === family) yield owned;
    }
  }

  /** Returns whether a node has prefixes of a family. */
  has(node: Ip6Address, family: 4 | 6): boolean {
    for (const _ of this.of(node, family)) return true;
    return false;
  }

  #moved(key: string, before: OwnedPrefix | undefined): void {
    const after = this.get(key);
    if (before !== undefined) {
      const old = this.#prefixes.get(before.node.toKey())!;
      old.delete(key);
      if (old.size === 0) this.#prefixes.delete(before.node.toKey());
    }
    if (after !== undefined) {
      const nodeKey = after.node.toKey();
      const owned = this.#prefixes.get(nodeKey);
      if (owned === undefined) this.#prefixes.set(nodeKey, new Map([[key, after]]));
      else owned.set(key, after);
    }
    const isSame = before !== undefined && after !== undefined && before.node.equals(after.node);
    if (!isSame) this.#changed((before ?? after)!.prefix, before?.node, after?.node);
  }
}
