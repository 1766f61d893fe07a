import { type IpAddress, Prefix } from "../../address/index.ts";
import { VppCrash } from "./crash.ts";
import type { Fib } from "./fib/index.ts";
import type { Interfaces } from "./interfaces/index.ts";
import { Pool } from "./pool.ts";
import { Retval } from "./retval.ts";

/** The MTU of the path to a next hop. */
export interface PathMtuEntry {
  readonly tableId: number;
  readonly nextHop: IpAddress;
  readonly mtuBytes: number;
}

interface Slot {
  entry: PathMtuEntry;
  /** Whether it goes at the end of the replacement, unless it is set before. */
  isStale: boolean;
}

/** The MTUs that remove an entry. */
const NO_MTU: readonly number[] = [0, 0xffff];

/**
 * The path MTUs in VPP's order. The routes that VPP makes for them are not modelled.
 *
 * @see VPP src/vnet/ip/ip_path_mtu.c
 */
export class PathMtus {
  readonly #fib: Fib;
  readonly #interfaces: Interfaces;
  readonly #pool = new Pool<Slot>();
  readonly #indexes = new Map<string, number>();

  constructor(fib: Fib, interfaces: Interfaces) {
    this.#fib = fib;
    this.#interfaces = interfaces;
  }

  get size(): number {
    return this.#pool.size;
  }

  /** The entries at an index and behind it. */
  from(index: number): PathMtuEntry[] {
    return [...this.#indexes.values()]
      .filter((each) => each >= index)
      .sort((a, b) => a - b)
      .map((each) => this.#pool.get(each)!.entry);
  }

  /** Adds an entry, or changes or removes the one of the next hop. */
  set(entry: PathMtuEntry): void {
    const key = keyOf(entry);
    const index = this.#indexes.get(key);
    if (NO_MTU.includes(entry.mtuBytes)) this.#remove(key, index);
    else if (index !== undefined) Object.assign(this.#pool.get(index)!, { entry, isStale: false });
    else this.#add(key, entry);
  }

  /** Marks all entries. Returns VPP's return value. */
  beginReplacement(): number {
    for (const each of this.#pool) each.isStale = true;
    return Retval.ok;
  }

  /** Removes the entries that are still marked. Returns VPP's return value. */
  endReplacement(): number {
    for (const { isStale, entry } of [...this.#pool]) if (isStale) this.set({ ...entry, mtuBytes: 0 });
    return Retval.ok;
  }

  #add(key: string, entry: PathMtuEntry): void {
    this.#check(entry);
    this.#pool.add((added) => this.#create(key, added, entry));
  }

  /** Crashes where the path to a new next hop that is no neighbour does not need the MTU: VPP removes a route while it adds it. */
  #check({ tableId, nextHop, mtuBytes }: PathMtuEntry): void {
    const { family } = nextHop;
    const { isAttached, swIfIndex } = this.#fib.pathTo(this.#fib.find(family, tableId)!, Prefix.host(nextHop));
    const owner = this.#interfaces.get(swIfIndex);
    if (isAttached || owner?.isAdminUp !== true || mtuBytes < owner.mtuOf(family)) return;
    throw new VppCrash(`the path to ${nextHop} has an MTU of ${owner.mtuOf(family)}, so that ${mtuBytes} is none`);
  }

  #create(key: string, index: number, entry: PathMtuEntry): Slot {
    this.#indexes.set(key, index);
    return { entry, isStale: false };
  }

  #remove(key: string, index: number | undefined): void {
    if (index === undefined) return;
    this.#indexes.delete(key);
    this.#pool.remove(index);
  }
}

function keyOf({ tableId, nextHop }: PathMtuEntry): string {
  return `${tableId} ${nextHop.toKey()}`;
}
