import { type IpAddress, type MacAddress, Prefix } from "../../../address/index.ts";
import { VppCrash } from "../crash.ts";
import { type Family, type Fib, FibSource, neighborPath, to46 } from "../fib/index.ts";
import { Retval } from "../retval.ts";
import { isLinkLocal, type LinkLocalTables } from "./link-local-tables.ts";

/** The interface that is always there. Its headers are those of the first Ethernet interface. */
const LOCAL0 = 0;

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
 * The neighbours of the interfaces, in the order in which they came; in VPP that is the order of a hash. Each has a route
 * in the table of its interface, unless it is to have none.
 *
 * @see VPP src/vnet/ip-neighbor/ip_neighbor.c
 */
export class Neighbors implements Iterable<NeighborEntry> {
  /** Whether there is an Ethernet interface or was one: VPP reads the first one also when it is deleted. */
  hasEthernet = false;
  readonly #fib: Fib;
  readonly #links: LinkLocalTables;
  readonly #byKey = new Map<string, NeighborEntry>();
  readonly #routed = new Set<string>();
  /** The number of routes to neighbours by family and place of the table. */
  readonly #routeCounts: Readonly<Record<Family, Map<number, number>>> = { 4: new Map(), 6: new Map() };

  constructor(fib: Fib, links: LinkLocalTables) {
    this.#fib = fib;
    this.#links = links;
  }

  /** Adds a neighbour or changes it. Returns VPP's return value. */
  add(neighbor: NeighborEntry): number {
    const key = keyOf(neighbor);
    const found = this.#byKey.get(key);
    if (found === undefined) {
      this.#checkHeader(neighbor);
      if (neighbor.hasRoute) this.#checkRoute(neighbor);
      this.#byKey.set(key, neighbor);
      if (neighbor.hasRoute) this.#addRoute(neighbor, this.#tableIndexOf(neighbor));
      return Retval.ok;
    }
    const isSameMac = found.macAddress.equals(neighbor.macAddress);
    if (found.isStatic && !neighbor.isStatic) return isSameMac ? Retval.ok : Retval.invalidSwIfIndex;
    if (!isSameMac) this.#checkHeader(neighbor);
    const { macAddress, isStatic } = neighbor;
    this.#byKey.set(key, { ...found, macAddress, isStatic: found.isStatic || isStatic });
    return Retval.ok;
  }

  /** Returns VPP's return value. */
  remove(neighbor: Pick<NeighborEntry, "swIfIndex" | "address">): number {
    const key = keyOf(neighbor);
    const found = this.#byKey.get(key);
    if (found === undefined) return Retval.noSuchEntry;
    this.#checkHeader(found);
    this.#removeRoute(found, this.#tableIndexOf(found));
    this.#byKey.delete(key);
    return Retval.ok;
  }

  /** Makes the headers of the neighbours of an interface anew when it comes up. */
  populate(swIfIndex: number): void {
    for (const each of this) if (each.swIfIndex === swIfIndex) this.#checkHeader(each);
  }

  /** Moves the routes to the neighbours of an interface to another table. Each has one there, whether it had one or not. */
  rebind(swIfIndex: number, family: Family, from: number, to: number): void {
    for (const each of this) {
      if (each.swIfIndex !== swIfIndex || each.address.family !== family) continue;
      this.#removeRoute(each, from);
      this.#addRoute(each, to);
    }
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

  #tableIndexOf({ swIfIndex, address: { family } }: NeighborEntry): number {
    return this.#fib.interfaces.get(swIfIndex)!.tableIndexes[family];
  }

  #addRoute(neighbor: NeighborEntry, tableIndex: number): void {
    const { swIfIndex, address } = neighbor;
    this.#routed.add(keyOf(neighbor));
    const path = neighborPath(to46(address), address.family, swIfIndex);
    const prefix = Prefix.host(address);
    if (isLinkLocal(prefix)) {
      this.#links.set(swIfIndex, prefix.address, path);
      return;
    }
    const table = this.#fib.at(address.family, tableIndex);
    this.#fib.addPaths(table, prefix, FibSource.adjacency, [path], [], { isAttached: true });
    if (this.#count(neighbor, tableIndex, 1) === 1) table.lock(FibSource.adjacency);
  }

  #removeRoute(neighbor: NeighborEntry, tableIndex: number): void {
    if (!this.#routed.delete(keyOf(neighbor))) return;
    const { swIfIndex, address } = neighbor;
    const prefix = Prefix.host(address);
    if (isLinkLocal(prefix)) {
      this.#links.delete(swIfIndex, prefix.address);
      return;
    }
    const table = this.#fib.at(address.family, tableIndex);
    const path = neighborPath(to46(address), address.family, swIfIndex);
    this.#fib.removePaths(table, prefix, FibSource.adjacency, [path]);
    if (this.#count(neighbor, tableIndex, -1) === 0) this.#fib.unlock(table, FibSource.adjacency);
  }

  #count({ address: { family } }: NeighborEntry, tableIndex: number, change: number): number {
    const counts = this.#routeCounts[family];
    const count = (counts.get(tableIndex) ?? 0) + change;
    counts.set(tableIndex, count);
    return count;
  }

  /** Crashes where VPP cannot add the route. */
  #checkRoute(neighbor: NeighborEntry): void {
    const { address } = neighbor;
    const prefix = Prefix.host(address);
    if (!isLinkLocal(prefix)) this.#fib.check(this.#fib.at(address.family, this.#tableIndexOf(neighbor)), prefix);
  }

  /** VPP makes the headers of all adjacencies of a neighbour anew when the neighbour comes, changes or goes. */
  #checkHeader({ swIfIndex, address }: NeighborEntry): void {
    if (swIfIndex !== LOCAL0 || this.hasEthernet || !this.#fib.hasAdjacency(swIfIndex, address)) return;
    throw new VppCrash(`local0 has no header for ${address}, through which a route goes`);
  }
}

function keyOf({ swIfIndex, address }: Pick<NeighborEntry, "swIfIndex" | "address">): string {
  return `${swIfIndex} ${address.toKey()}`;
}
