import type { Prefix } from "../../../address/index.ts";
import { VppCrash } from "../crash.ts";
import type { EntryTable, FibEntry, Import } from "./fib-entry.ts";
import { EXCLUSIVE, type Family, type FibPath, LOCAL, PathKind } from "./fib-path.ts";
import { type Forwarding, resolvingInterface } from "./resolution.ts";

/** How entries are imported into a table. */
interface Surroundings extends Forwarding {
  /** The table of an interface, if the interface exists. */
  readonly tableOf: (swIfIndex: number, family: Family) => EntryTable | undefined;
  /** Crashes where an entry cannot be added to the table that is now at this place. */
  readonly check: (table: EntryTable, prefix: Prefix) => void;
  readonly add: (table: EntryTable, prefix: Prefix, paths: readonly FibPath[]) => void;
  readonly remove: (table: EntryTable, prefix: Prefix) => void;
}

/**
 * The entries that a prefix which is attached to an interface of another table gets from that table: those of the
 * interface's addresses and neighbours, and of next hops.
 *
 * @see VPP src/vnet/fib/fib_attached_export.c
 */
export class AttachedExports {
  readonly #surroundings: Surroundings;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** Whether an interface is in another table than a prefix. Link-local prefixes are in no table of an interface. */
  isElsewhere({ family, index }: EntryTable, { address }: Prefix, swIfIndex: number): boolean {
    const isLinkLocal = address.family === 6 && address.isLinkLocal;
    return !isLinkLocal && this.#surroundings.tableOf(swIfIndex, family)?.index !== index;
  }

  /** Crashes where VPP finds no interface for a prefix that becomes attached elsewhere by these paths. */
  check(prefix: Prefix, paths: readonly FibPath[]): void {
    const { isUp, viaEntry } = this.#surroundings;
    const isKnown = paths.every((path) => path.kind !== PathKind.recursive || viaEntry(path) !== undefined);
    if (!isKnown || isUp(resolvingInterface(paths, this.#surroundings)) !== undefined) return;
    throw new VppCrash(`${prefix} is attached to no interface that exists`);
  }

  /** Crashes where an entry under this cover would be exported to a table that was freed. */
  checkExport(cover: FibEntry | undefined, prefix: Prefix): void {
    for (const importer of cover?.importers ?? []) this.#surroundings.check(importer.table, prefix);
  }

  /** Begins and ends the imports of an entry whose best source has changed. */
  changed(entry: FibEntry, wasImport: boolean, to?: EntryTable): void {
    const { isImport } = entry.best;
    if (wasImport && (!isImport || to !== undefined)) this.purge(entry);
    if (isImport && (!wasImport || to !== undefined)) this.import(entry, to ?? this.#tableToImport(entry));
  }

  /** Changes the imports of entries of one table when an interface moves to another table. */
  bind(entries: readonly FibEntry[], swIfIndex: number, to: EntryTable): void {
    const isBound = ({ kind, swIfIndex: via }: FibPath): boolean => kind === PathKind.attached && via === swIfIndex;
    for (const entry of entries) {
      if (!entry.isSourced || !entry.best.paths.some(isBound)) continue;
      const { isImport } = entry.best;
      entry.best.isImport = entry.table.index !== to.index && !entry.table.isLinkLocal;
      this.changed(entry, isImport, to);
    }
  }

  /** Imports into the table of an entry from the table of its interface. */
  import(entry: FibEntry, from: EntryTable | undefined): void {
    const same = from?.find(entry.prefix);
    const exporter = same ?? from?.lookUp(entry.prefix);
    if (from === undefined || exporter === undefined) {
      throw new VppCrash(`${entry.prefix} is attached to an interface whose table does not exist`);
    }
    const isExported = same?.best.isAttached === true;
    const started: Import = { from, exporter, isExported, imported: [] };
    entry.import = started;
    if (isExported) for (const each of exporter.covered) this.#add(entry, started, each);
    exporter.covered.add(entry);
    if (isExported) exporter.importers.add(entry);
  }

  /** Removes what was imported for an entry. */
  purge(entry: FibEntry): void {
    const ended = entry.import;
    if (ended === undefined) return;
    entry.import = undefined;
    ended.exporter.covered.delete(entry);
    ended.exporter.importers.delete(entry);
    for (const each of ended.imported) this.#surroundings.remove(entry.table, each.prefix);
  }

  /** Imports again after the exporter has changed. VPP crashes if the entry was freed while it imported. */
  renew(entry: FibEntry): void {
    if (entry.isFreed) throw new VppCrash(`${entry.prefix} was freed, but still imports`);
    const from = entry.import?.from;
    if (from === undefined) return;
    this.purge(entry);
    this.import(entry, from);
  }

  /** Exports an entry to those that import what its cover covers. */
  coveredAdded(covered: FibEntry): void {
    for (const importer of [...(covered.cover?.importers ?? [])]) this.#add(importer, importer.import!, covered);
  }

  /** Withdraws an entry from those that import it. */
  coveredRemoved(covered: FibEntry): void {
    for (const importer of [...(covered.cover?.importers ?? [])]) {
      const { imported } = importer.import!;
      const place = imported.indexOf(covered);
      if (place < 0) continue;
      imported.splice(place, 1);
      this.#surroundings.remove(importer.table, covered.prefix);
    }
  }

  #tableToImport({ table: { family }, best }: FibEntry): EntryTable | undefined {
    return this.#surroundings.tableOf(resolvingInterface(best.paths, this.#surroundings), family);
  }

  #add({ table, prefix }: FibEntry, { imported }: Import, covered: FibEntry): void {
    if (imported.includes(covered) || !covered.isInstalled || isSame(prefix, covered.prefix)) return;
    const { family } = table;
    imported.push(covered);
    this.#surroundings.add(table, covered.prefix, covered.best.isLocal ? LOCAL[family] : EXCLUSIVE[family]);
  }
}

function isSame(a: Prefix, b: Prefix): boolean {
  return a.length === b.length && a.masked().equals(b.masked());
}
