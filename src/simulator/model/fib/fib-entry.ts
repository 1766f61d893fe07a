import { Prefix } from "../../../address/index.ts";
import { NO_STATS_INDEX } from "../reserved-numbers.ts";
import type { FibPath, TableIdentity } from "./fib-path.ts";
import { type FibSource, isBetterSource } from "./fib-source.ts";

/** The paths of one source for a prefix. */
export interface SourcedPaths {
  readonly source: FibSource;
  /** How often the source was added; it is removed when it was removed as often. */
  references: number;
  /** Those of a next hop without a route of its own are those of its cover, and hold nothing. */
  paths: readonly FibPath[];
  /** Whether the addresses of the prefix are neighbours on an interface. */
  isAttached: boolean;
  /** Whether all paths that the source gets become local. */
  isLocal: boolean;
  /** Whether that interface is in another table, from which entries are imported. */
  isImport: boolean;
}

/** What a source is apart from its paths. */
export interface SourceFlags {
  readonly isAttached?: boolean;
  readonly isLocal?: boolean;
  /** The interface of the last path, if this one attaches the prefix to it. */
  readonly attachedVia?: number | undefined;
}

/** The table of an entry. */
export interface EntryTable extends TableIdentity {
  readonly isLinkLocal: boolean;
  /** The number of entries that ask for their covers. */
  coveredCount: number;
  find(prefix: Prefix): FibEntry | undefined;
  lookUp(prefix: Prefix): FibEntry | undefined;
}

/** What the imports of an entry come from. */
export interface Import {
  /** The table of the interface. */
  readonly from: EntryTable;
  /** The entry there whose changes decide what is imported: that of the same prefix, or the one that covers it. */
  readonly exporter: FibEntry;
  /** Whether the exporter is of the same prefix and attached. */
  readonly isExported: boolean;
  readonly imported: FibEntry[];
}

/** The entry of a table for one prefix: the paths of each source. Those of the best source forward packets. */
export class FibEntry {
  readonly table: EntryTable;
  /** With the host bits of the request that created the entry. */
  readonly prefix: Prefix;
  /** The entry that covers this one, if changes there matter to the best source of this one. */
  cover: FibEntry | undefined;
  /** The source that asked for the cover. */
  coverSource: FibSource | undefined;
  /** The entries to which changes of this one matter, also those in other tables. */
  readonly covered: Covered = new Covered();
  /** The entries of other tables that import what this one covers. */
  readonly importers: Covered = new Covered();
  /** What is imported for this entry. */
  import: Import | undefined;
  /** Which counter of `/net/route/to` counts its packets; none if packets cannot use it. */
  statsIndex: number = NO_STATS_INDEX;
  /** Whether its memory is free. It may still be found through an entry that listed it. */
  isFreed = false;
  readonly #sources: SourcedPaths[] = [];

  constructor(table: EntryTable, prefix: Prefix) {
    this.table = table;
    this.prefix = prefix;
  }

  /** Whether packets can use it. */
  get isInstalled(): boolean {
    return this.statsIndex !== NO_STATS_INDEX;
  }

  /** Best first. */
  get sources(): readonly SourcedPaths[] {
    return this.#sources;
  }

  /** The source that wins. An entry in a table has one. */
  get best(): SourcedPaths {
    return this.#sources[0]!;
  }

  get isSourced(): boolean {
    return this.#sources.length > 0;
  }

  find(source: FibSource): SourcedPaths | undefined {
    return this.#sources.find((each) => each.source === source);
  }

  add(source: FibSource, paths: readonly FibPath[], flags: Partial<SourcedPaths> = {}): void {
    const better = this.#sources.filter((each) => isBetterSource(each.source, source)).length;
    const plain = { isAttached: false, isLocal: false, isImport: false };
    this.#sources.splice(better, 0, { source, references: 1, paths, ...plain, ...flags });
  }

  remove(source: FibSource): void {
    const place = this.#sources.findIndex((each) => each.source === source);
    this.#sources.splice(place, 1);
  }
}

/** A set of entries that is walked from the latest to the first, and made only when it gets one. */
class Covered implements Iterable<FibEntry> {
  #entries: Set<FibEntry> | undefined;

  add(entry: FibEntry): void {
    this.#entries ??= new Set();
    this.#entries.add(entry);
  }

  delete(entry: FibEntry): void {
    this.#entries?.delete(entry);
  }

  /** The entries as they are now, whatever changes during the walk. */
  [Symbol.iterator](): Iterator<FibEntry> {
    return (this.#entries === undefined ? [] : [...this.#entries].reverse())[Symbol.iterator]();
  }
}

/** Changes a source that has other flags, and keeps its flags where the change crashes. */
export function withFlags(
  sourced: SourcedPaths | undefined,
  flags: Partial<SourcedPaths> | undefined,
  change: () => void,
): void {
  const { isAttached, isLocal, isImport } = sourced ?? {};
  if (sourced !== undefined) Object.assign(sourced, flags);
  try {
    change();
  } catch (crash) {
    if (sourced !== undefined) Object.assign(sourced, { isAttached, isLocal, isImport });
    throw crash;
  }
}

/** The entry of the longest prefix that holds this one and is shorter. */
export function above(table: EntryTable, prefix: Prefix): FibEntry | undefined {
  return prefix.length === 0 ? undefined : table.lookUp(new Prefix(prefix.address, prefix.length - 1));
}
