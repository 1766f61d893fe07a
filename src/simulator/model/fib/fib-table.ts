import { Prefix } from "../../../address/index.ts";
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
  readonly #entries: Map<string, FibEntry>;
  readonly #locks = new Map<FibSource, number>();

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
    this.#entries = former === undefined ? new Map() : former.#entries;
  }

  get isLocked(): boolean {
    return this.#locks.size > 0;
  }

  lock(source: FibSource): void {
    const held = this.#locks.get(source) ?? 0;
    // The API may create a table many times and needs to delete it only once.
    this.#locks.set(source, source === FibSource.api ? 1 : held + 1);
  }

  unlock(source: FibSource): void {
    const held = this.#locks.get(source) ?? 0;
    if (held <= 1) this.#locks.delete(source);
    else this.#locks.set(source, held - 1);
  }

  /** Whether the table is freed when the source removes this number of locks. */
  goesWithout(source: FibSource, locks: number): boolean {
    return this.#locks.size === 1 && this.#locks.get(source) === locks;
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

  insert(prefix: Prefix, statsIndex: number): FibEntry {
    const entry = new FibEntry(prefix, statsIndex);
    this.#entries.set(prefix.masked().toKey(), entry);
    return entry;
  }

  remove(entry: FibEntry): void {
    this.#entries.delete(entry.prefix.masked().toKey());
  }

  get entries(): Iterable<FibEntry> {
    return this.#entries.values();
  }
}
