import { nearestNames } from "../../nearest-names.ts";
import type { CounterTable } from "./counter-table.ts";
import { EntryType } from "./layout.ts";
import type { DirectoryEntry } from "./segment.ts";

/** Packets and bytes. */
export interface PacketsAndBytes {
  readonly packets: bigint;
  readonly bytes: bigint;
}

/** Which counter of an entry is meant. */
export interface CounterPlace {
  /** The index, such as the sw_if_index in `/if/rx`. Not for a symlink, which has its own. */
  readonly index?: number;
  /** The thread: 0 is the main thread, workers follow; default 0. */
  readonly thread?: number;
}

/** One entry without symlinks: its place, and the index that is meant. */
interface Target {
  readonly entryIndex: number;
  readonly entry: DirectoryEntry;
  readonly index: number | undefined;
}

/** Sets the statistics of a simulated VPP, for tests of programs that read them. */
export class SimulatorStats {
  readonly #table: CounterTable;

  /** @internal */
  constructor(table: CounterTable) {
    this.#table = table;
  }

  /** The names of all entries, in no order. */
  get names(): readonly string[] {
    return this.#table.segment.names;
  }

  /**
   * Sets a number: `set("/sys/vector_rate", 7n)`, `set("/if/drops", 3n, { index: 1 })`,
   * `set("/interfaces/loop0/rx", { packets: 1n, bytes: 64n }, { thread: 1 })`.
   *
   * @param value packets and bytes for an entry that counts both, else a number; each a u64.
   * @throws {RangeError} for an entry, index or thread that does not exist, and a value that is no u64.
   * @throws {TypeError} for a value of another kind than the entry has.
   */
  set(name: string, value: bigint | PacketsAndBytes, { index, thread = 0 }: CounterPlace = {}): void {
    const target = this.#find(name, index);
    const { type } = target.entry;
    const words = wordsOf(name, type, value);
    if (type === EntryType.scalar || type === EntryType.gauge) {
      refuseIndex(name, index);
      this.#table.segment.setValue(target.entryIndex, words[0]!);
    } else {
      this.#setCounter(name, target, thread, words);
    }
  }

  #find(name: string, index: number | undefined): Target {
    const { segment } = this.#table;
    const entryIndex = segment.indexOf(name);
    if (entryIndex === undefined) throw new RangeError(`stats.set: there is no ${name}${this.#suggest(name)}`);
    const entry = segment.at(entryIndex);
    if (entry.target === undefined) return { entryIndex, entry, index };
    refuseIndex(name, index);
    const { entryIndex: place, column } = entry.target;
    return { entryIndex: place, entry: segment.at(place), index: column };
  }

  #setCounter(name: string, { entryIndex, index }: Target, thread: number, words: readonly bigint[]): void {
    const counters = this.#table.get(entryIndex)!;
    if (index === undefined) throw new RangeError(`stats.set: ${name}: index is missing`);
    check(name, "index", index, counters.length);
    check(name, "thread", thread, counters.threads);
    counters.set(thread, index, words);
  }

  #suggest(name: string): string {
    const nearest = nearestNames(name, this.names);
    return nearest.length === 0 ? "" : `; there is ${nearest.join(", ")}`;
  }
}

function wordsOf(name: string, type: EntryType, value: bigint | PacketsAndBytes): bigint[] {
  if (type === EntryType.names) throw new TypeError(`stats.set: ${name}: has names, and no numbers`);
  const isPair = typeof value === "object" && value !== null;
  if (isPair !== (type === EntryType.combined)) throw new TypeError(`stats.set: ${name}: ${kindText(isPair)}`);
  const words = isPair ? [value.packets, value.bytes] : [value];
  for (const word of words) checkWord(name, word);
  return words;
}

function kindText(isPair: boolean): string {
  return isPair ? "has one number, not packets and bytes" : "has packets and bytes";
}

function checkWord(name: string, word: unknown): void {
  if (typeof word === "bigint" && word === BigInt.asUintN(64, word)) return;
  throw new RangeError(`stats.set: ${name}: ${String(word)} is no u64: a bigint from 0n to 2n ** 64n - 1n is expected`);
}

function refuseIndex(name: string, index: number | undefined): void {
  if (index !== undefined) throw new RangeError(`stats.set: ${name}: has one number: leave out the index`);
}

function check(name: string, what: string, value: number, count: number): void {
  if (Number.isInteger(value) && value >= 0 && value < count) return;
  throw new RangeError(`stats.set: ${name}: ${what} ${value} does not exist: there are ${count}`);
}
