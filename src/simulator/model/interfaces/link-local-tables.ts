import { type Ip6Address, Prefix } from "../../../address/index.ts";
import { connectedPath, type Fib, type FibPath, FibSource, type FibTable } from "../fib/index.ts";

const PREFIX = Prefix.parse("fe80::/10");

/**
 * The tables of link-local addresses, one for each interface that has such an address or a neighbour with one.
 *
 * @see VPP src/vnet/ip/ip6_ll_table.c
 */
export class LinkLocalTables {
  readonly #fib: Fib;
  readonly #tables = new Map<number, FibTable>();

  constructor(fib: Fib) {
    this.#fib = fib;
  }

  /** Sets the path to an address of an interface. The first address creates the table. */
  set(swIfIndex: number, address: Ip6Address, path: FibPath): void {
    this.#fib.setPaths(this.#findOrCreate(swIfIndex), Prefix.host(address), FibSource.ip6Nd, [path]);
  }

  /** Removes the path to an address. The last address removes the table. */
  delete(swIfIndex: number, address: Ip6Address): void {
    const table = this.#tables.get(swIfIndex);
    if (table?.find(Prefix.host(address)) === undefined) return;
    this.#fib.remove(table, Prefix.host(address), FibSource.ip6Nd);
    for (const entry of table.entries) if (entry.find(FibSource.ip6Nd) !== undefined) return;
    this.#tables.delete(swIfIndex);
    this.#fib.unlock(table, FibSource.ip6Nd);
  }

  #findOrCreate(swIfIndex: number): FibTable {
    const found = this.#tables.get(swIfIndex);
    if (found !== undefined) return found;
    const name = this.#fib.interfaces.get(swIfIndex)?.name;
    const table = this.#fib.createHidden(6, FibSource.ip6Nd, `IP6-link-local:${name}`, true);
    this.#fib.setPaths(table, PREFIX, FibSource.special, [connectedPath(6, swIfIndex)], { isAttached: true });
    this.#tables.set(swIfIndex, table);
    return table;
  }
}

/** Whether an address is in fe80::/10. */
export function isLinkLocal(prefix: Prefix): prefix is Prefix<Ip6Address> {
  return prefix.address.family === 6 && prefix.address.isLinkLocal;
}
