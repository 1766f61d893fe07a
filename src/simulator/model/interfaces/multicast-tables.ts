import { VppCrash } from "../crash.ts";
import type { Family } from "../fib/index.ts";
import { Pool } from "../pool.ts";
import type { Interface } from "./interface.ts";

interface MulticastTable {
  readonly index: number;
  readonly tableId: number;
  locks: number;
}

/**
 * The multicast tables that come with the others and have their ids. Only how long they live is modelled: the API holds
 * one lock for each time that it added a table and releases one for each time that it deletes it, whether it has one or
 * not, so that a table can go while interfaces are in it.
 *
 * @see VPP src/vnet/ip/ip_api.c ip_table_create, ip_table_delete, src/vnet/mfib/mfib_table.c mfib_table_unlock
 */
export class MulticastTables {
  readonly #tables: Readonly<Record<Family, Pool<MulticastTable>>> = { 4: new Pool(), 6: new Pool() };
  readonly #indexes: Readonly<Record<Family, Map<number, number>>> = { 4: new Map(), 6: new Map() };

  constructor() {
    for (const family of [4, 6] as const) this.add(family, 0);
  }

  /** Adds a lock to the table with this id, which is created if needed. Returns its index. */
  add(family: Family, tableId: number): number {
    const index = this.#indexes[family].get(tableId) ?? this.#create(family, tableId);
    this.#tables[family].get(index)!.locks++;
    return index;
  }

  /** Removes a lock from the table with this id, if the table exists. */
  remove(family: Family, tableId: number): void {
    const index = this.#indexes[family].get(tableId);
    if (index !== undefined) this.#unlock(family, index);
  }

  /** Crashes where VPP cannot move an interface to the table with this id. */
  check(owner: Interface, family: Family, tableId: number): void {
    const before = owner.multicastIndexes[family];
    if (this.#indexes[family].has(tableId) && before !== 0) this.#checkUnlock(family, before);
  }

  /** Moves an interface to the table with this id. Does nothing when the table does not exist. */
  bind(owner: Interface, family: Family, tableId: number): void {
    const index = this.#indexes[family].get(tableId);
    if (index === undefined) return;
    const before = owner.multicastIndexes[family];
    if (before !== 0) this.#unlock(family, before);
    // An IPv4 table that is freed here is created again, an IPv6 table stays freed.
    if (index !== 0 && family === 6) this.#tables[6].peek(index)!.locks++;
    owner.multicastIndexes[family] = index !== 0 && family === 4 ? this.add(4, tableId) : index;
  }

  /** Joins the groups of an interface that gets an address, in its table. */
  join({ name, multicastIndexes }: Interface, family: Family): void {
    if (this.#tables[family].has(multicastIndexes[family])) return;
    throw new VppCrash(`the IPv${family} table of ${name} was deleted twice, and its multicast table is gone`);
  }

  #create(family: Family, tableId: number): number {
    const { index } = this.#tables[family].add((index) => ({ index, tableId, locks: 0 }));
    this.#indexes[family].set(tableId, index);
    return index;
  }

  /**
   * Removes a lock from the table at an index. An interface whose table was freed unlocks the table that is there now.
   */
  #unlock(family: Family, index: number): void {
    this.#checkUnlock(family, index);
    const table = this.#tables[family].peek(index)!;
    if (--table.locks !== 0) return;
    this.#tables[family].remove(index);
    this.#indexes[family].delete(table.tableId);
  }

  #checkUnlock(family: Family, index: number): void {
    const { locks, tableId } = this.#tables[family].peek(index)!;
    if (locks !== 1 || this.#tables[family].has(index)) return;
    throw new VppCrash(`multicast table ${tableId} is freed twice`);
  }
}
