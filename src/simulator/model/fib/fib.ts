import type { IpAddress, Prefix } from "../../../address/index.ts";
import { VppCrash } from "../crash.ts";
import { NO_TABLE_ID } from "../reserved-numbers.ts";
import { to46 } from "./address46.ts";
import { AttachedExports } from "./attached-exports.ts";
import { Covers, isExported } from "./covers.ts";
import { above, type FibEntry, type SourcedPaths, type SourceFlags, withFlags } from "./fib-entry.ts";
import { type Family, type FibPath, sortPaths } from "./fib-path.ts";
import { FibSource, isBetterSource } from "./fib-source.ts";
import type { FibTable } from "./fib-table.ts";
import { FibTables, SPECIALS } from "./fib-tables.ts";
import { PathHolds } from "./path-holds.ts";
import { withoutPaths, withPaths } from "./path-lists.ts";
import { carryingPaths, type Forwarding, resolvingInterface } from "./resolution.ts";
import { RouteCounters } from "./route-counters.ts";

/** An interface as far as the FIB uses it. */
export interface FibInterface {
  readonly name: string;
  readonly isAdminUp: boolean;
  readonly isLinkUp: boolean;
  /** The places of its tables in VPP's pools. */
  readonly tableIndexes: Readonly<Record<Family, number>>;
}

/**
 * The forwarding information base: the tables of both families, and the paths of several sources for each prefix.
 *
 * @see VPP src/vnet/fib/fib_table.c, fib_entry_src.c
 */
export class Fib {
  readonly #refusesCrashes: boolean;
  readonly #tables = new FibTables();
  readonly counters: RouteCounters = new RouteCounters();
  /** The interfaces that exist, by sw_if_index. */
  readonly interfaces: Map<number, FibInterface> = new Map();
  readonly #holds = new PathHolds({
    tables: this.#tables,
    checkNextHop: (table, prefix) => this.#covers.checkNextHop(table, prefix),
    addNextHop: (table, prefix) => this.addSpecial(table, prefix, FibSource.recursiveResolution, []),
    removeNextHop: (table, prefix) => this.remove(table, prefix, FibSource.recursiveResolution),
    unlock: (table, source) => this.unlock(table, source),
  });
  readonly #forwarding: Forwarding = {
    isUp: (swIfIndex) => {
      const owner = this.interfaces.get(swIfIndex);
      return owner?.isAdminUp && owner.isLinkUp;
    },
    viaEntry: (path) => this.#holds.viaEntry(path),
  };
  readonly #exports = new AttachedExports({
    ...this.#forwarding,
    tableOf: (swIfIndex, family) => {
      const index = this.interfaces.get(swIfIndex)?.tableIndexes[family];
      return index === undefined ? undefined : this.at(family, index);
    },
    check: ({ family, index }, prefix) => this.at(family, index).check(prefix),
    add: ({ family, index }, prefix, paths) =>
      this.addSpecial(this.at(family, index), prefix, FibSource.attachedExport, paths, {
        isLocal: paths[0]!.type === "local",
      }),
    remove: ({ family, index }, prefix) => this.remove(this.at(family, index), prefix, FibSource.attachedExport),
  });
  readonly #covers = new Covers(
    { ...this.#forwarding, install: (entry, isInstalled) => this.counters.install(entry, isInstalled) },
    this.#exports,
  );

  /** @param refusesCrashes whether what crashes VPP only later is refused at once */
  constructor(refusesCrashes = false) {
    this.#refusesCrashes = refusesCrashes;
    for (const family of [4, 6] as const) this.findOrCreate(family, 0, FibSource.defaultRoute);
  }

  /** The index of the table with this id. */
  indexOf(family: Family, tableId: number): number | undefined {
    return this.#tables.indexOf(family, tableId);
  }

  /** The table with this id, freed or not. */
  find(family: Family, tableId: number): FibTable | undefined {
    return this.#tables.find(family, tableId);
  }

  /** The table at an index where one is or was. */
  at(family: Family, index: number): FibTable {
    return this.#tables.peek(family, index)!;
  }

  /** The id of the table at an index. A freed slot keeps its id until the next table takes it. */
  tableIdAt(family: Family, index: number): number | undefined {
    return this.#tables.peek(family, index)?.tableId;
  }

  /** The tables of a family in VPP's order. */
  tables(family: Family): Iterable<FibTable> {
    return this.#tables.of(family);
  }

  /** The table with this id, locked by the source. */
  findOrCreate(family: Family, tableId: number, source: FibSource, name = ""): FibTable {
    // VPP prints the id as a signed number.
    const table =
      this.find(family, tableId) ?? this.#create(family, tableId, name || `ipv${family}-VRF:${tableId | 0}`, false);
    table.lock(source);
    return table;
  }

  /** A table without an id of its own, locked by the source. The last one is found as table `0xffffffff`. */
  createHidden(family: Family, source: FibSource, name: string, isLinkLocal = false): FibTable {
    const table = this.#create(family, NO_TABLE_ID, name, isLinkLocal);
    table.lock(source);
    return table;
  }

  /** Removes a lock. The last one frees the table, whatever entries it still has. */
  unlock(table: FibTable, source: FibSource): void {
    table.unlock(source);
    if (table.isLocked) return;
    for (const [prefix, special] of SPECIALS[table.family].toReversed()) this.remove(table, prefix, special);
    this.#tables.remove(table);
  }

  /** Crashes where VPP cannot add an entry that is exported. */
  check(table: FibTable, prefix: Prefix): void {
    table.check(prefix);
    this.#exports.checkExport(above(table, prefix), prefix);
  }

  /** Adds a reference to a source; the first one sets its paths. */
  addSpecial(
    table: FibTable,
    prefix: Prefix,
    source: FibSource,
    paths: readonly FibPath[],
    flags: SourceFlags = {},
  ): void {
    const sourced = table.find(prefix)?.find(source);
    if (sourced === undefined) this.setPaths(table, prefix, source, paths, flags);
    else sourced.references++;
  }

  /**
   * Replaces the paths of a source. VPP's API then looks the entry up, which crashes in an IPv6 table that was freed.
   */
  setPaths(
    table: FibTable,
    prefix: Prefix,
    source: FibSource,
    paths: readonly FibPath[],
    flags: SourceFlags = {},
  ): void {
    const before = table.find(prefix)?.find(source)?.paths ?? [];
    const isKept = paths.some((path) => this.#holds.goesOnIn(path) === table);
    if (table.family === 6 && !isKept && this.#holds.areTheLastToHold(table, before)) {
      throw new VppCrash(`table ${table.tableId} is freed with the former paths of ${prefix}`);
    }
    const entry = table.find(prefix);
    const sourced = entry?.find(source);
    const wasImport = entry?.best.isImport === true;
    const changed = sourced && this.#flagsOf(table, prefix, flags);
    withFlags(sourced, changed, () => this.#change(table, prefix, source, () => paths, flags, wasImport));
  }

  /**
   * Adds paths to a source. `others` are further paths that a new source gets in an entry that exists.
   */
  addPaths(
    table: FibTable,
    prefix: Prefix,
    source: FibSource,
    paths: readonly FibPath[],
    others: readonly FibPath[],
    flags: SourceFlags = {},
  ): void {
    const before = table.find(prefix) === undefined ? [] : others;
    const all = (known = before) => withPaths(known, paths);
    const entry = table.find(prefix);
    const changed = this.#attached(table, prefix, flags);
    if (entry?.best.source === source && changed.isImport === false) this.#keepsImport(entry);
    withFlags(entry?.find(source), changed, () => this.#change(table, prefix, source, all, flags));
  }

  /** Removes paths; removing the last one removes the source. */
  removePaths(
    table: FibTable,
    prefix: Prefix,
    source: FibSource,
    paths: readonly FibPath[],
    flags: SourceFlags = {},
  ): void {
    const sourced = table.find(prefix)?.find(source);
    if (sourced === undefined) return;
    const wasImport = table.find(prefix)!.best.isImport;
    const rest = withoutPaths(sourced.paths, paths);
    withFlags(sourced, this.#attached(table, prefix, flags), () => {
      if (rest.length === 0) this.#removeOne(table, prefix, source, wasImport);
      else this.#change(table, prefix, source, () => rest, {}, wasImport);
    });
  }

  /**
   * Removes a source, if it is there; removing the last one removes the entry. VPP then looks up the covering entry,
   * which crashes in an IPv4 table that was freed.
   */
  remove(table: FibTable, prefix: Prefix, source: FibSource): void {
    const entry = table.find(prefix);
    if (entry?.find(source) !== undefined) this.#removeOne(table, prefix, source, entry.best.isImport);
  }

  /** Crashes where VPP would when a source is removed. */
  checkRemoval(table: FibTable, prefix: Prefix, source: FibSource): void {
    const entry = table.find(prefix);
    const sourced = entry?.find(source);
    if (entry === undefined || sourced === undefined || sourced.references > 1) return;
    const isLast = entry.sources.length === 1;
    if (table.family === 4 && isLast && this.#holds.areTheLastToHold(table, sourced.paths)) {
      throw new VppCrash(`table ${table.tableId} is freed with its route ${prefix}`);
    }
    if (entry.best !== sourced) return;
    this.#covers.checkRemoval(entry, sourced, isLast);
    const cover = above(table, prefix);
    const next = entry.sources[1] ?? cover?.best;
    if (next !== undefined) this.#covers.check(table, prefix, next);
    if (!isLast) return;
    for (const each of entry.covered) {
      if (each.cover === entry && isExported(each)) this.#exports.checkExport(cover, each.prefix);
    }
  }

  /** Changes what is imported for the prefixes that are attached to an interface which moves to another table. */
  bind(swIfIndex: number, family: Family, to: FibTable): void {
    this.#exports.bind([...this.#tables.entriesOf(family)], swIfIndex, to);
  }

  /** Whether a host is a neighbour, and the interface through which packets to it go. */
  pathTo(table: FibTable, host: Prefix): { readonly isAttached: boolean; readonly swIfIndex: number } {
    const found = table.lookUp(host);
    const isAttached = found?.best.isAttached === true || above(table, host)?.best.isAttached === true;
    return { isAttached, swIfIndex: resolvingInterface(found?.best.paths ?? [], this.#forwarding) };
  }

  /** Returns those of an entry's paths that carry packets. */
  carrying(paths: readonly FibPath[]): FibPath[] {
    return carryingPaths(paths, this.#forwarding);
  }

  /** Whether a path goes to a neighbour of an interface. */
  hasAdjacency(swIfIndex: number, address: IpAddress): boolean {
    return this.#tables.hasAdjacency(swIfIndex, to46(address));
  }

  /** Returns the table in which the next hop of a recursive path is looked up. */
  viaTable(path: FibPath): FibTable {
    return this.#holds.viaTable(path);
  }

  /** VPP reads the flags after paths were added, so imports do not end, and their entry is still listed when it is freed. */
  #keepsImport({ prefix, best }: FibEntry): void {
    if (!this.#refusesCrashes || !best.isImport) return;
    throw new VppCrash(`${prefix} is attached to no other table any more, but imports go on until VPP reads it freed`);
  }

  /** An entry for a next hop loses its flags with its cover, so that its imports do not end when it is freed. */
  #checkFreed({ prefix, import: started }: FibEntry): void {
    if (!this.#refusesCrashes || started === undefined) return;
    throw new VppCrash(
      `${prefix} is freed while it imports from another table, which VPP reads when that table changes`,
    );
  }

  #removeOne(table: FibTable, prefix: Prefix, source: FibSource, wasImport: boolean): void {
    const entry = table.find(prefix)!;
    const sourced = entry.find(source)!;
    const wasBest = entry.best === sourced;
    this.checkRemoval(table, prefix, source);
    if (!wasImport && sourced.references === 1 && entry.sources.length === 1) this.#checkFreed(entry);
    if (--sourced.references > 0) return;
    entry.remove(source);
    if (wasBest) this.#covers.deactivate(entry);
    if (entry.isFreed) throw new VppCrash(`${prefix} is freed with what it exported to its own table, and then used`);
    if (!entry.isSourced) table.remove(entry);
    if (source !== FibSource.recursiveResolution) this.#holds.release(sourced.paths);
    if (!entry.isSourced) {
      if (wasImport) this.#exports.purge(entry);
      this.counters.install(entry, false);
      this.#covers.removed(entry);
      entry.isFreed = true;
    } else if (wasBest) {
      this.#bestChanged(entry, wasImport);
    }
  }

  #create(family: Family, tableId: number, name: string, isLinkLocal: boolean): FibTable {
    const table = this.#tables.add(family, tableId, name, isLinkLocal);
    for (const [prefix, source, paths] of SPECIALS[family]) this.addSpecial(table, prefix, source, paths);
    return table;
  }

  #change(
    table: FibTable,
    prefix: Prefix,
    source: FibSource,
    change: (known?: readonly FibPath[]) => readonly FibPath[],
    flags: SourceFlags,
    wasImport?: boolean,
  ): void {
    const known = table.find(prefix);
    const sourced = known?.find(source);
    const before = known?.best;
    const changed = change(sourced?.paths);
    const wanted = changed.length > 1 ? [...changed].sort(sortPaths) : changed;
    if (sourced?.isImport === true && wasImport === false) this.#exports.check(prefix, wanted);
    const { isAttached = false } = sourced ?? flags;
    if (before === undefined || source === before.source || isBetterSource(source, before.source)) {
      this.#covers.check(table, prefix, { isAttached, paths: wanted });
      if (source === FibSource.adjacency || source === FibSource.interface)
        this.#exports.checkExport(above(table, prefix), prefix);
    }
    this.#holds.check(wanted);
    if (known === undefined) table.check(prefix);
    // Crashes have come before anything has changed.
    this.#holds.hold(wanted);
    const entry = known ?? table.create(prefix);
    if (sourced === undefined) {
      entry.add(source, wanted, this.#flagsOf(table, prefix, flags));
    } else {
      const former = sourced.paths;
      sourced.paths = wanted;
      this.#holds.release(former);
    }
    if (entry.best.source === source) this.#bestChanged(entry, wasImport ?? before?.isImport === true);
    if (known !== undefined) return;
    table.insert(entry);
    this.#covers.inserted(entry);
  }

  /** Whether a prefix becomes attached. The paths of the last request decide, also those that it removes. */
  #attached(table: FibTable, prefix: Prefix, flags: SourceFlags): Partial<SourcedPaths> {
    const { isAttached } = flags;
    const { isImport } = this.#flagsOf(table, prefix, flags);
    return isAttached === undefined ? { isImport } : { isAttached, isImport };
  }

  #flagsOf(
    table: FibTable,
    prefix: Prefix,
    { isAttached = false, isLocal = false, attachedVia }: SourceFlags,
  ): Pick<SourcedPaths, "isAttached" | "isLocal" | "isImport"> {
    return {
      isAttached,
      isLocal,
      isImport: attachedVia !== undefined && this.#exports.isElsewhere(table, prefix, attachedVia),
    };
  }

  #bestChanged(entry: FibEntry, wasImport: boolean): void {
    this.#covers.activate(entry);
    this.#covers.updated(entry);
    this.#exports.changed(entry, wasImport);
    if (isExported(entry)) this.#exports.coveredAdded(entry);
  }
}
