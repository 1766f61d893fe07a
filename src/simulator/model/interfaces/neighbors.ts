import type { IpAddress, MacAddress, Prefix } from "../../../address/index.ts";
import { Retval } from "../retval.ts";

/** A neighbour of an interface as VPP keeps it. */
export interface NeighborEntry {
  readonly swIfIndex: number;
  readonly address: IpAddress;
  readonly macAddress: MacAddress;
  /** Whether it was set, and not learned: it stays when the interface goes down, and what is learned does not change it. */
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

  /** Adds a neighbour or changes it. Gives VPP's return value. */
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

  /** Gives VPP's return value. */
  remove(neighbor: Pick<NeighborEntry, "swIfIndex" | "address">): number {
    return this.#byKey.delete(keyOf(neighbor)) ? Retval.ok : Retval.noSuchEntry;
  }

  /** The interface goes down, and with it what was learned; or it goes, and with it all. */
  flush(swIfIndex: number, which: "learned" | "all"): void {
    this.#removeWhere((each) => each.swIfIndex === swIfIndex && (which === "all" || !each.isStatic));
  }

  /** The interface loses an address: what was learned in its prefix goes. */
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
