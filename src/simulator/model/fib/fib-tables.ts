import { type Ip6Address, Prefix } from "../../../address/index.ts";
import { Pool } from "../pool.ts";
import { NO_TABLE_ID } from "../reserved-numbers.ts";
import type { FibEntry } from "./fib-entry.ts";
import { DROP, EXCLUSIVE, type Family, type FibPath, PathKind } from "./fib-path.ts";
import { FibSource } from "./fib-source.ts";
import { FibTable } from "./fib-table.ts";

/**
 * What every table holds from the start. @see VPP src/vnet/fib/ip4_fib.c ip4_specials, ip6_fib.c
 * ip6_fib_hash_load_specials
 */
export const SPECIALS: Readonly<Record<Family, readonly (readonly [Prefix, FibSource, readonly FibPath[]])[]>> = {
  4: [
    [Prefix.parse("0.0.0.0/0"), FibSource.defaultRoute, DROP[4]],
    [Prefix.parse("0.0.0.0/32"), FibSource.defaultRoute, DROP[4]],
    [Prefix.parse("240.0.0.0/4"), FibSource.special, DROP[4]],
    [Prefix.parse("224.0.0.0/4"), FibSource.special, DROP[4]],
    [Prefix.parse("255.255.255.255/32"), FibSource.defaultRoute, DROP[4]],
  ],
  6: [
    [Prefix.parse("::/0"), FibSource.defaultRoute, DROP[6]],
    [Prefix.parse("fe80::/10"), FibSource.special, EXCLUSIVE[6]],
  ],
};

/**
 * The tables of both families: their places in VPP's pools, and which ids find them.
 *
 * @see VPP src/vnet/fib/ip4_fib.c, ip6_fib.c
 */
export class FibTables {
  readonly #pools: Readonly<Record<Family, Pool<FibTable>>> = { 4: new Pool(), 6: new Pool() };
  /** Entries of freed IPv6 tables with paths to the neighbours of an interface: VPP still reaches them from there. */
  readonly #lost: FibEntry[] = [];
  readonly #indexes: Readonly<Record<Family, Map<number, number>>> = { 4: new Map(), 6: new Map() };

  /** The index of the table with this id. */
  indexOf(family: Family, tableId: number): number | undefined {
    return this.#indexes[family].get(tableId);
  }

  /** The table with this id. VPP forgets the id of a table that it frees, but not `0xffffffff`: that one is empty. */
  find(family: Family, tableId: number): FibTable | undefined {
    const index = this.indexOf(family, tableId);
    return index === undefined ? undefined : this.peek(family, index);
  }

  /** The table that lives at an index. */
  get(family: Family, index: number): FibTable | undefined {
    return this.#pools[family].get(index);
  }

  /** The table that is or was at an index. */
  peek(family: Family, index: number): FibTable | undefined {
    return this.#pools[family].peek(index);
  }

  /** The tables of a family in VPP's order. */
  of(family: Family): Iterable<FibTable> {
    return this.#pools[family];
  }

  /** The entries of a family that were added to tables and not removed, also those of freed tables. */
  *entriesOf(family: Family): Iterable<FibEntry> {
    for (let index = 0; ; index++) {
      const table = this.peek(family, index);
      if (table === undefined) break;
      yield* table.entries;
    }
    if (family === 6) yield* this.#lost;
  }

  /** Adds a table without entries of its own. Of hidden tables the last one is found as table `0xffffffff`. */
  add(family: Family, tableId: number, name: string, isLinkLocal: boolean): FibTable {
    const table = this.#pools[family].add((index) => {
      return new FibTable(family, index, tableId, name, isLinkLocal, this.#leftAt(family, index));
    });
    this.#indexes[family].set(tableId, table.index);
    return table;
  }

  /** Frees a table, whatever entries it still has. */
  remove(table: FibTable): void {
    this.#pools[table.family].remove(table.index);
    if (table.family === 6) this.#lost.push(...[...table.entries].filter(hasAttachedPath));
    table.free();
    if (table.tableId !== NO_TABLE_ID) this.#indexes[table.family].delete(table.tableId);
  }

  /** Whether a path goes to a neighbour of an interface. */
  hasAdjacency(swIfIndex: number, nextHop: Ip6Address): boolean {
    const isWanted = (path: FibPath): boolean =>
      path.kind === PathKind.attachedNextHop && path.swIfIndex === swIfIndex && path.nextHop.equals(nextHop);
    for (const family of [4, 6] as const) {
      for (const { entries } of this.#pools[family]) {
        for (const { sources } of entries) if (sources.some(({ paths }) => paths.some(isWanted))) return true;
      }
    }
    return false;
  }

  /**
   * The table that was at an index before, when its entries show up in the next one: VPP frees the memory of an IPv6 table
   * that goes, but of an IPv4 table not the hashes of its entries.
   *
   * @see VPP src/vnet/fib/ip4_fib.c ip4_fib_table_destroy, ip6_fib.c ip6_fib_table_destroy
   */
  #leftAt(family: Family, index: number): FibTable | undefined {
    return family === 4 ? this.peek(family, index) : undefined;
  }
}

function hasAttachedPath({ sources }: FibEntry): boolean {
  return sources.some(({ paths }) => paths.some(({ kind }) => kind === PathKind.attached));
}
