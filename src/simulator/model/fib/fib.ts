import { type IpAddress, Prefix } from "../../../address/index.ts";
import { VppCrash } from "../crash.ts";
import { Pool } from "../pool.ts";
import { NO_STATS_INDEX, NO_TABLE_ID } from "../reserved-numbers.ts";
import { from46, isIp4, to46 } from "./address46.ts";
import { AttachedExports } from "./attached-exports.ts";
import { Covers, resolvingInterface, type Surroundings } from "./covers.ts";
import type { FibEntry, SourcedPaths, SourceFlags } from "./fib-entry.ts";
import { comparePaths, DROP, EXCLUSIVE, type Family, type FibPath, PathKind, sortPaths } from "./fib-path.ts";
import { FibSource } from "./fib-source.ts";
import { FibTable } from "./fib-table.ts";

/**
 * What every table holds from the start. @see VPP src/vnet/fib/ip4_fib.c ip4_specials, ip6_fib.c
 * ip6_fib_hash_load_specials
 */
const SPECIALS: Readonly<Record<Family, readonly (readonly [Prefix, FibSource, readonly FibPath[]])[]>> = {
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

const LINK_LOCAL = Prefix.parse("fe80::/10");

/** The highest sw_if_index for which VPP 26.06 was seen to have memory; it had none for 2 ** 28. */
const MAX_VECTOR_INDEX = 2 ** 24;

/** An interface as far as the FIB uses it. */
export interface FibInterface {
  readonly name: string;
  readonly isAdminUp: boolean;
  /** The places of its tables in VPP's pools. */
  readonly tableIndexes: Readonly<Record<Family, number>>;
}

/**
 * The forwarding information base: the tables of both families, and the paths of several sources for each prefix.
 *
 * @see VPP src/vnet/fib/fib_table.c, fib_entry_src.c
 */
export class Fib {
  readonly #tables: Readonly<Record<Family, Pool<FibTable>>> = { 4: new Pool(), 6: new Pool() };
  readonly #indexes: Readonly<Record<Family, Map<number, number>>> = { 4: new Map(), 6: new Map() };
  /** The interfaces that exist, by sw_if_index. */
  readonly interfaces: Map<number, FibInterface> = new Map();
  readonly #exports = new AttachedExports({
    add: ({ family, index }, prefix, paths) =>
      this.addSpecial(this.at(family, index), prefix, FibSource.attachedExport, paths, {
        isLocal: paths[0]!.type === "local",
      }),
    remove: ({ family, index }, prefix) => this.remove(this.at(family, index), prefix, FibSource.attachedExport),
  });
  readonly #surroundings: Surroundings = {
    isUp: (swIfIndex) => this.interfaces.get(swIfIndex)?.isAdminUp,
    install: (entry, isInstalled) => this.#install(entry, isInstalled),
    viaEntry: (path) => this.viaTable(path).find(hostPrefix(path)),
  };
  readonly #covers = new Covers(this.#surroundings, this.#exports);
  /** The counters of routes. VPP never uses the first one. */
  readonly #counters = new Pool<undefined>();

  constructor() {
    this.#counters.add(() => undefined);
    for (const family of [4, 6] as const) this.findOrCreate(family, 0, FibSource.defaultRoute);
  }

  /** The index of the table with this id. */
  indexOf(family: Family, tableId: number): number | undefined {
    return this.#indexes[family].get(tableId);
  }

  /** The table with this id. VPP forgets the id of a table that it frees, but not `0xffffffff`: that one is empty. */
  find(family: Family, tableId: number): FibTable | undefined {
    const index = this.indexOf(family, tableId);
    return index === undefined ? undefined : this.#tables[family].peek(index);
  }

  /** The table at an index where one is or was. */
  at(family: Family, index: number): FibTable {
    return this.#tables[family].peek(index)!;
  }

  /** The id of the table at an index. A freed slot keeps its id until the next table takes it. */
  tableIdAt(family: Family, index: number): number | undefined {
    return this.#tables[family].peek(index)?.tableId;
  }

  /** The tables of a family in VPP's order. */
  tables(family: Family): Iterable<FibTable> {
    return this.#tables[family];
  }

  /** The table with this id, locked by the source. */
  findOrCreate(family: Family, tableId: number, source: FibSource, name = ""): FibTable {
    const table =
      this.find(family, tableId) ?? this.#create(family, tableId, name || `ipv${family}-VRF:${tableId}`, false);
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
    this.#tables[table.family].remove(table.index);
    table.free();
    if (table.tableId !== NO_TABLE_ID) this.#indexes[table.family].delete(table.tableId);
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
    const isKept = paths.some((path) => this.#goesOnIn(path) === table);
    if (table.family === 6 && !isKept && this.#isTheLastToHold(table, before)) {
      throw new VppCrash(`table ${table.tableId} is freed with the former paths of ${prefix}`);
    }
    const entry = table.find(prefix);
    const sourced = entry?.find(source);
    const wasImport = entry?.best.isImport === true;
    if (sourced !== undefined) Object.assign(sourced, this.#flagsOf(table, prefix, flags));
    this.#change(table, prefix, source, () => paths, flags, wasImport);
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
    this.#attach(table, prefix, source, flags);
    this.#change(
      table,
      prefix,
      source,
      (known = before) => [...known, ...paths.filter((path) => !holds(known, path))],
      flags,
    );
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
    this.#attach(table, prefix, source, flags);
    const rest = [...sourced.paths];
    for (const path of paths) {
      const place = rest.findIndex((each) => comparePaths(each, path) === 0);
      if (place < 0) continue;
      // The last path takes the place of the removed one, which shows where paths compare as equal.
      const last = rest.pop()!;
      if (place < rest.length) rest[place] = last;
    }
    if (rest.length === 0) this.remove(table, prefix, source);
    else this.#change(table, prefix, source, () => rest, {}, wasImport);
  }

  /**
   * Removes a source, if it is there; removing the last one removes the entry. VPP then looks up the covering entry,
   * which crashes in an IPv4 table that was freed.
   */
  remove(table: FibTable, prefix: Prefix, source: FibSource): void {
    const entry = table.find(prefix);
    const sourced = entry?.find(source);
    if (entry === undefined || sourced === undefined) return;
    const isGoing = sourced.references === 1 && entry.sources.length === 1;
    if (table.family === 4 && isGoing && this.#isTheLastToHold(table, sourced.paths)) {
      throw new VppCrash(`table ${table.tableId} is freed with its route ${prefix}`);
    }
    if (--sourced.references > 0) return;
    const wasBest = entry.best === sourced;
    entry.remove(source);
    if (!entry.isSourced) table.remove(entry);
    if (source !== FibSource.recursiveResolution) this.#release(sourced.paths);
    if (!entry.isSourced) {
      this.#exports.purge(entry);
      this.#install(entry, false);
      this.#covers.removed(entry);
    } else if (wasBest) {
      this.#bestChanged(entry, sourced.isImport);
    }
  }

  /** Changes what is imported for the prefixes that are attached to an interface which moves to another table. */
  bind(swIfIndex: number, family: Family, to: FibTable): void {
    const isBound = ({ kind, swIfIndex: via }: FibPath): boolean => kind === PathKind.attached && via === swIfIndex;
    for (const { entries } of this.#tables[family]) {
      for (const entry of [...entries]) {
        if (!entry.isSourced || !entry.best.paths.some(isBound)) continue;
        const { isImport } = entry.best;
        entry.best.isImport = entry.table.index !== to.index && !entry.table.isLinkLocal;
        this.#importChanged(entry, isImport, to);
      }
    }
  }

  /** Whether a path goes to a neighbour of an interface. */
  hasAdjacency(swIfIndex: number, address: IpAddress): boolean {
    const nextHop = to46(address);
    const isWanted = (path: FibPath): boolean =>
      path.kind === PathKind.attachedNextHop && path.swIfIndex === swIfIndex && path.nextHop.equals(nextHop);
    for (const family of [4, 6] as const) {
      for (const { entries } of this.#tables[family]) {
        for (const { sources } of entries) if (sources.some(({ paths }) => paths.some(isWanted))) return true;
      }
    }
    return false;
  }

  /** Returns the table in which the next hop of a recursive path is looked up. */
  viaTable({ nextHop, table }: FibPath): FibTable {
    const family = isIp4(nextHop) ? 4 : 6;
    const via = table && this.#tables[family].get(table.index);
    // VPP takes the next hop's family from the address and the table's place from the path.
    if (via === undefined) throw new VppCrash(`${nextHop} is looked up in an IPv${family} table that does not exist`);
    return via;
  }

  #create(family: Family, tableId: number, name: string, isLinkLocal: boolean): FibTable {
    const table = this.#tables[family].add((index) => {
      return new FibTable(family, index, tableId, name, isLinkLocal, this.#leftAt(family, index));
    });
    this.#indexes[family].set(tableId, table.index);
    for (const [prefix, source, paths] of SPECIALS[family]) this.addSpecial(table, prefix, source, paths);
    return table;
  }

  /**
   * The table that was at an index before, when its entries show up in the next one: VPP frees the memory of an IPv6 table
   * that goes, but of an IPv4 table not the hashes of its entries.
   *
   * @see VPP src/vnet/fib/ip4_fib.c ip4_fib_table_destroy, ip6_fib.c ip6_fib_table_destroy
   */
  #leftAt(family: Family, index: number): FibTable | undefined {
    return family === 4 ? this.#tables[family].peek(index) : undefined;
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
    if (sourced?.isImport === true && wasImport === false) this.#checkImport(prefix, sourced, wanted);
    const paths = this.#hold(wanted);
    const entry = known ?? table.insert(prefix);
    if (sourced === undefined) {
      entry.add(source, paths, this.#flagsOf(table, prefix, flags));
    } else {
      const former = sourced.paths;
      sourced.paths = paths;
      this.#release(former);
    }
    if (entry.best.source === source) this.#bestChanged(entry, wasImport ?? before?.isImport === true);
    if (known === undefined) this.#covers.inserted(entry);
  }

  #install(entry: FibEntry, isInstalled: boolean): void {
    if (entry.isInstalled === isInstalled) return;
    if (isInstalled) {
      this.#counters.add((index) => {
        entry.statsIndex = index;
        return undefined;
      });
    } else {
      this.#counters.remove(entry.statsIndex);
      entry.statsIndex = NO_STATS_INDEX;
    }
  }

  /** Changes whether a prefix is attached. The paths of the last request decide, also those that it removes. */
  #attach(table: FibTable, prefix: Prefix, source: FibSource, flags: SourceFlags): void {
    const sourced = table.find(prefix)?.find(source);
    if (sourced === undefined) return;
    const { isImport } = this.#flagsOf(table, prefix, flags);
    Object.assign(sourced, { isAttached: flags.isAttached ?? sourced.isAttached, isImport });
  }

  #flagsOf(
    table: FibTable,
    prefix: Prefix,
    { isAttached = false, isLocal = false, attachedVia }: SourceFlags,
  ): Pick<SourcedPaths, "isAttached" | "isLocal" | "isImport"> {
    return {
      isAttached,
      isLocal,
      isImport: attachedVia !== undefined && this.#isElsewhere(table, prefix, attachedVia),
    };
  }

  /** Whether an interface is in another table than a prefix. Link-local prefixes are in no table of an interface. */
  #isElsewhere({ family, index }: FibTable, prefix: Prefix, swIfIndex: number): boolean {
    return !LINK_LOCAL.contains(prefix.address) && this.interfaces.get(swIfIndex)?.tableIndexes[family] !== index;
  }

  #bestChanged(entry: FibEntry, wasImport: boolean): void {
    this.#covers.activate(entry);
    this.#covers.updated(entry);
    this.#importChanged(entry, wasImport);
    if (entry.best.source === FibSource.adjacency || entry.best.source === FibSource.interface) {
      this.#exports.coveredAdded(entry);
    }
  }

  #importChanged(entry: FibEntry, wasImport: boolean, to?: FibTable): void {
    const { isImport } = entry.best;
    if (wasImport && (!isImport || to !== undefined)) this.#exports.purge(entry);
    if (isImport && (!wasImport || to !== undefined)) this.#exports.import(entry, to ?? this.#tableToImport(entry));
  }

  /** Crashes before anything has changed where VPP finds no interface for a prefix that is now attached elsewhere. */
  #checkImport(prefix: Prefix, sourced: SourcedPaths, paths: readonly FibPath[]): void {
    const isKnown = paths.every((path) => path.kind !== PathKind.recursive || this.#surroundings.viaEntry(path));
    if (!isKnown || this.interfaces.has(resolvingInterface(paths, this.#surroundings))) return;
    sourced.isImport = false;
    throw new VppCrash(`${prefix} is attached to no interface that exists`);
  }

  #tableToImport({ table: { family }, best }: FibEntry): FibTable | undefined {
    const swIfIndex = resolvingInterface(best.paths, this.#surroundings);
    const index = this.interfaces.get(swIfIndex)?.tableIndexes[family];
    return index === undefined ? undefined : this.at(family, index);
  }

  /**
   * Locks the table in which a path is looked up, and adds an entry for its next hop. @see VPP fib_path.c
   * fib_path_resolve
   */
  #hold(paths: readonly FibPath[]): readonly FibPath[] {
    const recursive = paths.filter((path) => path.kind === PathKind.recursive);
    for (const path of paths) this.#check(path); // crashes before anything has changed
    for (const path of paths) {
      this.#goesOnIn(path)?.lock(FibSource.recursiveResolution);
    }
    for (const path of recursive) {
      this.addSpecial(this.viaTable(path), hostPrefix(path), FibSource.recursiveResolution, []);
    }
    return paths;
  }

  #check(path: FibPath): void {
    const { kind, swIfIndex } = path;
    if (kind === PathKind.recursive) this.viaTable(path);
    if (kind === PathKind.udpEncap) throw new VppCrash("the UDP encapsulation of a path does not exist");
    if (kind === PathKind.bierImposition) throw new VppCrash("the BIER imposition of a path does not exist");
    if ((kind === PathKind.dvr || kind === PathKind.interfaceRx) && swIfIndex > MAX_VECTOR_INDEX) {
      throw new VppCrash(`VPP has no memory for all interfaces up to ${swIfIndex}`);
    }
  }

  #release(paths: readonly FibPath[]): void {
    for (const path of paths) {
      if (path.kind === PathKind.recursive) {
        this.remove(this.viaTable(path), hostPrefix(path), FibSource.recursiveResolution);
      }
      const table = this.#goesOnIn(path);
      if (table !== undefined) this.unlock(table, FibSource.recursiveResolution);
    }
  }

  /** Whether these paths alone hold locks of a table. */
  #isTheLastToHold(table: FibTable, paths: readonly FibPath[]): boolean {
    const holding = paths.filter((path) => this.#goesOnIn(path) === table);
    return holding.length > 0 && table.goesWithout(FibSource.recursiveResolution, holding.length);
  }

  #goesOnIn({ kind, table }: FibPath): FibTable | undefined {
    if (table === undefined || (kind !== PathKind.recursive && kind !== PathKind.deag)) return undefined;
    return this.#tables[table.family].get(table.index);
  }
}

function holds(paths: readonly FibPath[], path: FibPath): boolean {
  return paths.some((each) => comparePaths(each, path) === 0);
}

function hostPrefix({ nextHop }: FibPath): Prefix {
  return new Prefix(from46(nextHop), isIp4(nextHop) ? 32 : 128);
}
