import { Prefix } from "../../../address/index.ts";
import { VppCrash } from "../crash.ts";
import { FibEntry } from "./fib-entry.ts";
import type { Family, TableIdentity } from "./fib-path.ts";
import { FibSource } from "./fib-source.ts";

/** One routing table. It lives as long as a source holds a lock on it. */
export class FibTable implements TableIdentity {
  readonly family: Family;
  readonly index: number;
  readonly tableId: number;
  readonly name: string;
  /** Whether it holds an interface's link-local addresses. */
  readonly isLinkLocal: boolean;
  /** The number of entries that use the paths of their covers. */
  coveredCount: number;
  readonly #entries: Map<string, FibEntry>;
  readonly #locks = new Map<FibSource, number>();
  #lockCount = 0;
  #isFreed = false;

  /** `former` is a table that is gone and whose entries this one takes over. */
  constructor(
    family: Family,
    index: number,
    tableId: number,
    name: string,
    isLinkLocal: boolean,
    former: FibTable | undefined,
  ) {
    this.family = family;
    this.index = index;
    this.tableId = tableId;
    this.name = name;
    this.isLinkLocal = isLinkLocal;
    this.coveredCount = former?.coveredCount ?? 0;
    this.#entries = former === undefined ? new Map() : former.#entries;
  }

  /** How many locks each source holds. */
  get locks(): Iterable<readonly [source: FibSource, count: number]> {
    return this.#locks;
  }

  get isLocked(): boolean {
    return this.#lockCount !== 0;
  }

  lock(source: FibSource): void {
    // The API may create a table many times and needs to delete it only once.
    if (source === FibSource.api && this.#heldBy(source) > 0) return;
    this.#count(source, 1);
  }

  /** Removes a lock of a source. VPP does not check that the source has one, unless it is the API. */
  unlock(source: FibSource): void {
    if (source === FibSource.api && this.#heldBy(source) === 0) return;
    this.#count(source, -1);
  }

  /** Frees the table, whatever entries it has. VPP may still find and lock it, but crashes when it gets an entry. */
  free(): void {
    this.#isFreed = true;
    if (this.family === 6) this.#entries.clear();
  }

  /** Whether the table is freed when the source removes this number of locks. */
  goesWithout(source: FibSource, locks: number): boolean {
    return this.#lockCount === locks && this.#heldBy(source) === locks;
  }

  /** The entry for exactly this prefix; host bits do not matter. */
  find(prefix: Prefix): FibEntry | undefined {
    return this.#entries.get(prefix.masked().toKey());
  }

  /** The entry of the longest prefix that holds this one, itself included. */
  lookUp(prefix: Prefix): FibEntry | undefined {
    for (let length = prefix.length; length >= 0; length--) {
      const entry = this.find(new Prefix(prefix.address, length));
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  /** Crashes if the table was freed and has no entry for a prefix, so that VPP would add one. */
  check(prefix: Prefix): void {
    if (!this.#isFreed || this.find(prefix) !== undefined) return;
    throw new VppCrash(`table ${this.tableId} was freed, and ${prefix} is added to it`);
  }

  /** Returns an entry that is not in the table yet. */
  create(prefix: Prefix): FibEntry {
    this.check(prefix);
    return new FibEntry(this, prefix);
  }

  /**
   * Adds an entry and returns it. If another one for its prefix came since it was created, because the table imports from itself, then an
   * IPv4 table keeps the other one, and an IPv6 table this one.
   */
  insert(entry: FibEntry): FibEntry {
    const isKept = this.family === 4 && this.find(entry.prefix) !== undefined;
    if (!isKept) this.#entries.set(entry.prefix.masked().toKey(), entry);
    return entry;
  }

  remove(entry: FibEntry): void {
    this.#entries.delete(entry.prefix.masked().toKey());
  }

  get entries(): Iterable<FibEntry> {
    return this.#entries.values();
  }

  #heldBy(source: FibSource): number {
    return this.#locks.get(source) ?? 0;
  }

  #count(source: FibSource, change: number): void {
    this.#locks.set(source, this.#heldBy(source) + change);
    this.#lockCount += change;
  }
}
