import type { Ip6Address, Prefix } from "../../address/index.ts";

interface Known {
  readonly address: Ip6Address;
  /** How often it was added. */
  count: number;
}

/**
 * The addresses of all nodes that anything is known of, and which prefixes hold one. Packets to nodes must not take the tunnels of pods:
 * a prefix that holds a node's address is not used.
 */
export class NodeIndex {
  readonly #nodes = new Map<string, Known>();
  /** By length of prefix, how many nodes each prefix holds. Only lengths that were asked for. */
  readonly #lengths = new Map<number, Map<string, number>>();
  readonly #changed: (prefixKeys: readonly string[]) => void;

  /** @param changed is called with the keys of the prefixes that hold a node from now on, or none any more, if they exist at all. */
  constructor(changed: (prefixKeys: readonly string[]) => void) {
    this.#changed = changed;
  }

  /** Adds the address of a node, which can be added several times. */
  add(address: Ip6Address): void {
    const key = address.toKey();
    const known = this.#nodes.get(key);
    if (known !== undefined) {
      known.count++;
      return;
    }
    this.#nodes.set(key, { address, count: 1 });
    this.#count(address, 1);
  }

  /** Takes back an address that was added. */
  delete(address: Ip6Address): void {
    const key = address.toKey();
    const known = this.#nodes.get(key);
    if (known === undefined || --known.count > 0) return;
    this.#nodes.delete(key);
    this.#count(address, -1);
  }

  /** Returns whether a prefix holds the address of a node. */
  isHeld({ address, length }: Prefix): boolean {
    if (address.family === 4) return false;
    return (this.#lengths.get(length) ?? this.#index(length)).has(keyOf(address, length));
  }

  /** Returns the lowest address of a node that a prefix holds. */
  heldBy(prefix: Prefix): Ip6Address | undefined {
    const held = [...this.#nodes.values()].filter(({ address }) => prefix.contains(address));
    return held.map(({ address }) => address).sort((a, b) => a.compare(b))[0];
  }

  #index(length: number): Map<string, number> {
    const counts = new Map<string, number>();
    this.#lengths.set(length, counts);
    for (const { address } of this.#nodes.values()) countKey(counts, keyOf(address, length), 1);
    return counts;
  }

  #count(address: Ip6Address, by: 1 | -1): void {
    const changed: string[] = [];
    for (const [length, counts] of this.#lengths) {
      const key = keyOf(address, length);
      if (countKey(counts, key, by)) changed.push(key);
    }
    if (changed.length > 0) this.#changed(changed);
  }
}

/** Returns the key of the prefix of a length that holds an address: as `Prefix.toKey`. */
function keyOf(address: Ip6Address, length: number): string {
  return address.masked(length).toKey() + String.fromCharCode(length);
}

/** Returns whether the count has begun or ended. */
function countKey(counts: Map<string, number>, key: string, by: 1 | -1): boolean {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
  return count === 0 || (count === 1 && by === 1);
}
