import {
  addressOf,
  DIRECTORY_FORM,
  ENTRY_VALUE_AT,
  EntryType,
  encodeEntry,
  encodeWords,
  HEADER,
  SEGMENT_VERSION,
  symlinkValue,
} from "./layout.ts";
import { SegmentMemory } from "./memory.ts";
import { Vector } from "./vector.ts";

/** VPP's default is 32 MiB. The file has holes, so that more room costs nothing. */
const SEGMENT_BYTES = 256 << 20;
/** The end of the list of empty entries. */
const NO_ENTRY = 0xffff_ffffn;

/** What is known of an entry of the directory. */
export interface DirectoryEntry {
  readonly type: EntryType;
  readonly name: string;
  /** The entry and the column that a symlink stands for. */
  readonly target?: { readonly entryIndex: number; readonly column: number };
}

/**
 * The statistics segment of a VPP: the header, and the directory of entries. Readers see each change begin and end.
 *
 * @see VPP src/vlib/stats/stats.c
 */
export class StatsSegment implements Disposable {
  readonly memory: SegmentMemory;
  readonly #directory: Vector;
  readonly #entries: (DirectoryEntry | undefined)[] = [];
  readonly #indexes = new Map<string, number>();
  /** Places of removed entries, the last one removed last. */
  readonly #empty: number[] = [];
  #epoch = 1n;
  #depth = 0;

  constructor() {
    this.memory = new SegmentMemory(SEGMENT_BYTES);
    this.#directory = new Vector(this.memory, DIRECTORY_FORM);
    this.#writeHeader("version", SEGMENT_VERSION);
    this.#writeHeader("base", addressOf(0));
    this.#writeHeader("epoch", this.#epoch);
  }

  /** The names of all entries. */
  get names(): string[] {
    return [...this.#indexes.keys()];
  }

  /** Returns the place of an entry; undefined for a name that is not there. */
  indexOf(name: string): number | undefined {
    return this.#indexes.get(name);
  }

  /** The entry at a place where there is one. */
  at(index: number): DirectoryEntry {
    return this.#entries[index]!;
  }

  /** Changes what readers must not see half done. One change may contain others. */
  change(action: () => void): void {
    if (this.#depth++ === 0) this.#writeHeader("inProgress", 1n);
    try {
      action();
    } finally {
      if (--this.#depth === 0) {
        this.#writeHeader("epoch", ++this.#epoch);
        this.#writeHeader("inProgress", 0n);
      }
    }
  }

  /** Adds an entry with a value of 0. Returns its place. */
  add(type: EntryType, name: string): number {
    let index = 0;
    this.change(() => {
      index = this.#insert({ type, name }, 0n);
    });
    return index;
  }

  /** Adds a name for a column of an entry. VPP does this without a change of the epoch. Returns its place. */
  addSymlink(entryIndex: number, column: number, name: string): number {
    return this.#insert(
      { type: EntryType.symlink, name, target: { entryIndex, column } },
      symlinkValue(entryIndex, column),
    );
  }

  /** Removes a symlink. As in VPP, the epoch changes first and the entry ends then, unless a longer change contains this one. */
  removeSymlink(index: number): void {
    this.change(() => {});
    const next = this.#empty.at(-1);
    this.#indexes.delete(this.at(index).name);
    this.#entries[index] = undefined;
    this.#directory.write(index, encodeEntry(EntryType.empty, next === undefined ? NO_ENTRY : BigInt(next), ""));
    this.#empty.push(index);
  }

  /** Sets the number or the address of an entry. */
  setValue(index: number, value: bigint): void {
    this.#directory.write(index, encodeWords(value), ENTRY_VALUE_AT);
  }

  /** Ends the file. Who has mapped it keeps it. */
  [Symbol.dispose](): void {
    this.memory[Symbol.dispose]();
  }

  #insert(entry: DirectoryEntry, value: bigint): number {
    const index = this.#empty.pop() ?? this.#directory.length;
    if (index === this.#directory.length) this.#directory.setLength(index + 1);
    this.#directory.write(index, encodeEntry(entry.type, value, entry.name));
    this.#entries[index] = entry;
    this.#indexes.set(entry.name, index);
    this.#writeHeader("directory", this.#directory.address);
    return index;
  }

  #writeHeader(field: keyof typeof HEADER, value: bigint): void {
    this.memory.write(HEADER[field], encodeWords(value));
  }
}
