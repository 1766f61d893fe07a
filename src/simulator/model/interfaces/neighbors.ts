import type { IpAddress, MacAddress, Prefix } from "../../../address/index.ts";
import { Retval } from "../retval.ts";

/** A neighbour of an interface as VPP keeps it. */
export interface NeighborEntry {
  readonly swIfIndex: number;
  readonly address: IpAddress;
  readonly macAddress: MacAddress;
  /** Whether it was set, not learned: it stays when the interface goes down, and learning does not change it. */
  readonly isStatic: boolean;
  readonly hasRoute: boolean;
}

/**
 * The neighbours of the interfaces, in the order in which they came; in VPP that is the order of a hash. The routes that they
 * make in tables are not modelled.
 *
 * @see VPP src/vnet/ip-neighbor/ip_neighbor.c
 */
export class Neighbors implements Iterable<NeighborEntry> {
  readonly #byKey = new Map<string, NeighborEntry>();

  /** Adds a neighbour or changes it. Returns VPP's return value. */
  add(neighbor: NeighborEntry): number {
    const key = keyOf(neighbor);
    const found = this.#byKey.get(key);
    if (found === undefined) {
      this.#byKey.set(key, neighbor);
      return Retval.ok;
    }
    const isSameMac = found.macAddress.equals(neighbor.macAddress);
    if (found.isStatic && !neighbor.isStatic) return isSameMac ? Retval.ok : Retval.invalidSwIfIndex;
    const { macAddress, isStatic } = neighbor;
    this.#byKey.set(key, { ...found, macAddress, isStatic: found.isStatic || isStatic });
    return Retval.ok;
  }

  /** Returns VPP's return value. */
  remove(neighbor: Pick<NeighborEntry, "swIfIndex" | "address">): number {
    return this.#byKey.delete(keyOf(neighbor)) ? Retval.ok : Retval.noSuchEntry;
  }

  /** Removes the neighbours of an interface: the learned ones when it goes down, all when it is deleted. */
  flush(swIfIndex: number, which: "learned" | "all"): void {
    this.#removeWhere((each) => each.swIfIndex === swIfIndex && (which === "all" || !each.isStatic));
  }

  /** Removes the learned neighbours in the prefix of an address that the interface loses. */
  flushCovered(swIfIndex: number, prefix: Prefix): void {
    this.#removeWhere((each) => each.swIfIndex === swIfIndex && !each.isStatic && prefix.contains(each.address));
  }

  [Symbol.iterator](): Iterator<NeighborEntry> {
    return this.#byKey.values();
  }

  #removeWhere(isGone: (neighbor: NeighborEntry) => boolean): void {
    for (const each of [...this]) if (isGone(each)) this.remove(each);
  }
}

function keyOf({ swIfIndex, address }: Pick<NeighborEntry, "swIfIndex" | "address">): string {
  return `${swIfIndex} ${address.toKey()}`;
}
