import { Ip6Address, type Prefix } from "../../../address/index.ts";
import { VppCrash } from "../crash.ts";
import { EXCLUSIVE, type Fib, FibSource } from "../fib/index.ts";
import { Pool } from "../pool.ts";

/**
 * The behaviors of a local SID, by VPP's numbers.
 *
 * @see VPP src/vnet/srv6/sr.h
 */
export const Behavior = {
  end: 1,
  x: 2,
  t: 3,
  dx2: 5,
  dx6: 6,
  dx4: 7,
  dt6: 8,
  dt4: 9,
  unPerf: 11,
  un: 12,
  ua: 13,
  /** The first that belongs to a plugin. */
  firstOfPlugins: 14,
} as const;

const INTERFACE_BEHAVIORS: ReadonlySet<number> = new Set([
  Behavior.x,
  Behavior.ua,
  Behavior.dx2,
  Behavior.dx4,
  Behavior.dx6,
]);
const IP6_HOP_BEHAVIORS: ReadonlySet<number> = new Set([Behavior.x, Behavior.ua, Behavior.dx6]);

/** The fields of a request to add or remove a local SID. */
export interface LocalSidRequest {
  /** Host bits count: the key is the address as sent, and the length. */
  readonly prefix: Prefix<Ip6Address>;
  readonly behavior: number;
  readonly endPsp: boolean;
  /** An interface, or the id of a table to look up in. */
  readonly swIfIndex: number;
  readonly fibTable: number;
  /** In VPP's form for both families. */
  readonly nextHop: Ip6Address;
}

/** A local SID as VPP keeps it. */
export interface LocalSidEntry {
  /** Its place in dumps. */
  readonly index: number;
  readonly address: Ip6Address;
  /** Not in any dump. */
  readonly prefixLength: number;
  /** VPP's number. */
  readonly behavior: number;
  readonly endPsp: boolean;
  /** Id of the table it is installed in. */
  readonly fibTable: number;
  /** The interface of a cross-connect, else 0. */
  readonly swIfIndex: number;
  /** Of a behavior with a table lookup, the index of that table in VPP's pool. */
  readonly lookup?: { readonly family: 4 | 6; readonly index: number | undefined };
  /** In VPP's form for both families; `::` for none. */
  readonly nextHop: Ip6Address;
}

/** Whether the behavior sends packets out of an interface, so that `sw_if_index` is one. */
export function usesInterface(behavior: number): boolean {
  return INTERFACE_BEHAVIORS.has(behavior);
}

/**
 * The table of local SIDs.
 *
 * @see VPP src/vnet/srv6/sr_localsid.c sr_cli_localsid
 */
export class LocalSids implements Iterable<LocalSidEntry> {
  readonly #fib: Fib;
  readonly #refusesCrashes: boolean;
  readonly #pool = new Pool<LocalSidEntry>();
  readonly #byKey = new Map<string, LocalSidEntry>();

  constructor(fib: Fib, refusesCrashes: boolean) {
    this.#fib = fib;
    this.#refusesCrashes = refusesCrashes;
  }

  /** Returns VPP's return value. */
  add(wanted: LocalSidRequest): number {
    const { prefix, behavior, fibTable } = wanted;
    const key = prefix.toKey();
    if (this.#byKey.has(key)) return -1;
    if (behavior >= Behavior.firstOfPlugins) throw new VppCrash(`behavior ${behavior} belongs to a plugin`);
    const table = this.#fib.find(6, fibTable);
    if (table === undefined) return -3;
    if (table.find(prefix) !== undefined) return -4;
    const lookup = this.#lookup(wanted);
    const added = this.#pool.add((index) => makeEntry(index, wanted, lookup));
    this.#byKey.set(key, added);
    this.#fib.addSpecial(table, prefix, FibSource.sr, EXCLUSIVE[6]);
    return 0;
  }

  /** Returns VPP's return value. */
  remove({ prefix, fibTable }: LocalSidRequest): number {
    const key = prefix.toKey();
    const found = this.#byKey.get(key);
    if (found === undefined) return -2;
    const table = this.#fib.find(6, fibTable);
    if (table === undefined) throw new VppCrash(`a local SID is removed from table ${fibTable}, which does not exist`);
    // In a wrong table nothing is removed: the entry in the right one stays for ever.
    this.#fib.remove(table, prefix, FibSource.sr);
    this.#byKey.delete(key);
    this.#pool.remove(found.index);
    return 0;
  }

  /**
   * Returns the id of the table that the SID looks up in: that of the table which is now at the index of the original
   * one.
   */
  lookupTableOf({ address, lookup }: LocalSidEntry): number | undefined {
    if (lookup === undefined) return undefined;
    const tableId = lookup.index === undefined ? undefined : this.#fib.tableIdAt(lookup.family, lookup.index);
    if (tableId === undefined) throw new VppCrash(`local SID ${address} looks up in a table that never existed`);
    return tableId;
  }

  [Symbol.iterator](): Iterator<LocalSidEntry> {
    return this.#pool[Symbol.iterator]();
  }

  #lookup({ behavior, swIfIndex }: LocalSidRequest): LocalSidEntry["lookup"] {
    const family = behavior === Behavior.dt4 ? 4 : behavior === Behavior.t || behavior === Behavior.dt6 ? 6 : undefined;
    if (family === undefined) return undefined;
    const index = this.#fib.indexOf(family, swIfIndex);
    // VPP itself accepts this, and crashes at the next dump.
    if (index === undefined && this.#refusesCrashes)
      throw new VppCrash(`IPv${family} table ${swIfIndex}, in which the SID looks up, does not exist`);
    return { family, index };
  }
}

function makeEntry(index: number, wanted: LocalSidRequest, lookup: LocalSidEntry["lookup"]): LocalSidEntry {
  const { prefix, behavior, endPsp, fibTable } = wanted;
  return {
    index,
    address: prefix.address,
    prefixLength: prefix.length,
    behavior,
    endPsp,
    fibTable,
    swIfIndex: usesInterface(behavior) ? wanted.swIfIndex : 0,
    ...(lookup === undefined ? {} : { lookup }),
    nextHop: storedNextHop(behavior, wanted.nextHop),
  };
}

function storedNextHop(behavior: number, nextHop: Ip6Address): Ip6Address {
  if (IP6_HOP_BEHAVIORS.has(behavior)) return nextHop;
  // Only the last four bytes, whatever the rest was.
  return behavior === Behavior.dx4 ? new Ip6Address(0, 0, 0, nextHop.word3) : Ip6Address.UNSPECIFIED;
}
