import { Prefix } from "../../../address/index.ts";
import { VppCrash } from "../crash.ts";
import { from46, isIp4 } from "./address46.ts";
import type { FibEntry } from "./fib-entry.ts";
import { type FibPath, PathKind } from "./fib-path.ts";
import { FibSource } from "./fib-source.ts";
import type { FibTable } from "./fib-table.ts";
import type { FibTables } from "./fib-tables.ts";

/** The highest sw_if_index for which VPP 26.06 was seen to have memory; it had none for 2 ** 28. */
const MAX_VECTOR_INDEX = 2 ** 24;

/** How entries for next hops come and go. */
interface Surroundings {
  readonly tables: FibTables;
  /** Crashes where VPP cannot add an entry for a next hop. */
  readonly checkNextHop: (table: FibTable, prefix: Prefix) => void;
  readonly addNextHop: (table: FibTable, prefix: Prefix) => void;
  readonly removeNextHop: (table: FibTable, prefix: Prefix) => void;
  readonly unlock: (table: FibTable, source: FibSource) => void;
}

/**
 * What paths hold: the table in which the next hop is looked up, and the entry for a next hop.
 *
 * @see VPP src/vnet/fib/fib_path.c fib_path_resolve, fib_path_unresolve
 */
export class PathHolds {
  readonly #surroundings: Surroundings;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** Crashes where VPP cannot create one of these paths. */
  check(paths: readonly FibPath[]): void {
    for (const path of paths) this.#checkPath(path);
  }

  /** Locks the tables of paths, and adds entries for their next hops. */
  hold(paths: readonly FibPath[]): void {
    const recursive = paths.filter((path) => path.kind === PathKind.recursive);
    for (const path of paths) this.goesOnIn(path)?.lock(FibSource.recursiveResolution);
    for (const path of recursive) this.#surroundings.addNextHop(this.viaTable(path), hostPrefix(path));
  }

  /** Reverses `hold`. */
  release(paths: readonly FibPath[]): void {
    for (const path of paths) {
      if (path.kind === PathKind.recursive) {
        this.#surroundings.removeNextHop(this.viaTable(path), hostPrefix(path));
      }
      const table = this.goesOnIn(path);
      if (table !== undefined) this.#surroundings.unlock(table, FibSource.recursiveResolution);
    }
  }

  /** Whether these paths alone hold locks of a table. */
  areTheLastToHold(table: FibTable, paths: readonly FibPath[]): boolean {
    const holding = paths.filter((path) => this.goesOnIn(path) === table);
    return holding.length > 0 && table.goesWithout(FibSource.recursiveResolution, holding.length);
  }

  /** Returns the table in which packets on a path are looked up again. */
  goesOnIn({ kind, table }: FibPath): FibTable | undefined {
    if (table === undefined || (kind !== PathKind.recursive && kind !== PathKind.deag)) return undefined;
    return this.#surroundings.tables.get(table.family, table.index);
  }

  /** Returns the table in which the next hop of a recursive path is looked up. */
  viaTable({ nextHop, table }: FibPath): FibTable {
    const family = isIp4(nextHop) ? 4 : 6;
    const via = table && this.#surroundings.tables.get(family, table.index);
    // VPP takes the next hop's family from the address and the table's place from the path.
    if (via === undefined) throw new VppCrash(`${nextHop} is looked up in an IPv${family} table that does not exist`);
    return via;
  }

  /** Returns the entry through which a recursive path resolves. */
  viaEntry(path: FibPath): FibEntry | undefined {
    return this.viaTable(path).find(hostPrefix(path));
  }

  #checkPath(path: FibPath): void {
    const { kind, swIfIndex } = path;
    if (kind === PathKind.recursive) this.#surroundings.checkNextHop(this.viaTable(path), hostPrefix(path));
    if (kind === PathKind.udpEncap) throw new VppCrash("the UDP encapsulation of a path does not exist");
    if (kind === PathKind.bierImposition) throw new VppCrash("the BIER imposition of a path does not exist");
    if ((kind === PathKind.dvr || kind === PathKind.interfaceRx) && swIfIndex > MAX_VECTOR_INDEX) {
      throw new VppCrash(`VPP has no memory for all interfaces up to ${swIfIndex}`);
    }
  }
}

function hostPrefix({ nextHop }: FibPath): Prefix {
  return Prefix.host(from46(nextHop));
}
