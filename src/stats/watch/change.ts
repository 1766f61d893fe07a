import { bigintOf, U64_WORDS } from "../u64.ts";
import { Differences, type Rates } from "./differences.ts";
import type { Sums } from "./sums.ts";

/** `reset`: a counter went back, or it is another VPP. The difference of such a counter is 0. */
export type EntryChange =
  | ({ readonly kind: "simple" | "histogram"; readonly reset: boolean } & Rates)
  | { readonly kind: "combined"; readonly reset: boolean; readonly packets: Rates; readonly bytes: Rates }
  | { readonly kind: "scalar" | "gauge"; readonly value: bigint; readonly difference: bigint };

/** The differences between two readings. */
export interface StatsChange {
  /** The seconds between the two copies, by a monotonic clock. */
  readonly seconds: number;
  /** Whether it is another VPP than before. */
  readonly reset: boolean;
  /** Entries that both readings have, by name. Names and rings are left out. */
  readonly entries: Map<string, EntryChange>;
}

/** Returns the differences between two readings. */
export function changeBetween(before: Sums, after: Sums): StatsChange {
  const seconds = (after.timeMs - before.timeMs) / 1000;
  const reset = after.identity !== before.identity;
  const differences = new Differences(before.words, after.words, seconds);
  const indexes = before.chosen === after.chosen ? undefined : new Map(before.chosen.map(({ name }, i) => [name, i]));
  const entries = new Map<string, EntryChange>();
  for (let i = 0; i < after.kinds.length; i++) {
    const { name } = after.chosen[i]!;
    const previous = indexes === undefined ? i : indexes.get(name);
    const isKnown = previous !== undefined && before.kinds[previous] !== undefined && after.kinds[i] !== undefined;
    if (isKnown) entries.set(name, changeOf(before, previous, after, i, differences));
  }
  return { seconds, reset, entries };
}

/** Returns the difference between the entries at an index of two readings. */
function changeOf(before: Sums, previous: number, after: Sums, index: number, differences: Differences): EntryChange {
  const kind = after.kinds[index]!;
  const isSame = before.kinds[previous] === kind && before.identity === after.identity;
  const [from, fromEnd] = [before.starts[previous]!, before.starts[previous + 1]!];
  const [at, end] = [after.starts[index]!, after.starts[index + 1]!];
  switch (kind) {
    case "scalar":
    case "gauge": {
      const value = numberAt(after.words, at);
      return { kind, value, difference: isSame ? value - numberAt(before.words, from) : 0n };
    }
    case "simple":
      return new CounterChange(kind, !isSame || differences.subtract(from, fromEnd, at, end), differences, at, end);
    case "histogram": {
      const [fromBins, bins] = [from + U64_WORDS, at + U64_WORDS];
      // The first number is the exponent of the first bin.
      const isComparable = isSame && before.words[from] === after.words[at];
      const reset = !isComparable || differences.subtract(fromBins, fromEnd, bins, end);
      return new CounterChange(kind, reset, differences, bins, end);
    }
    case "combined": {
      // Half of the numbers are those of packets, and the others those of bytes.
      const [fromBytes, bytes] = [(from + fromEnd) / 2, (at + end) / 2];
      const packetsReset = !isSame || differences.subtract(from, fromBytes, at, bytes);
      const bytesReset = !isSame || differences.subtract(fromBytes, fromEnd, bytes, end);
      return new CombinedChange(packetsReset || bytesReset, differences, at, end);
    }
  }
}

function numberAt(words: Uint32Array, at: number): bigint {
  return bigintOf(words[at]!, words[at + 1]!);
}

/** The change of counters with one number each. Ten thousand pairs of arrays take milliseconds: they are made when they are asked for. */
class CounterChange implements Rates {
  readonly kind: "simple" | "histogram";
  readonly reset: boolean;
  readonly #all: Differences;
  readonly #at: number;
  readonly #end: number;
  #rates: Rates | undefined;

  constructor(kind: "simple" | "histogram", reset: boolean, all: Differences, at: number, end: number) {
    this.kind = kind;
    this.reset = reset;
    this.#all = all;
    this.#at = at;
    this.#end = end;
  }

  get differences(): BigUint64Array {
    return this.#own().differences;
  }

  get perSecond(): Float64Array {
    return this.#own().perSecond;
  }

  #own(): Rates {
    this.#rates ??= this.#all.rates(this.#at, this.#end);
    return this.#rates;
  }
}

/** The change of counters of packets and bytes. */
class CombinedChange {
  readonly kind = "combined";
  readonly reset: boolean;
  readonly #all: Differences;
  readonly #at: number;
  readonly #end: number;
  #packets: Rates | undefined;
  #bytes: Rates | undefined;

  constructor(reset: boolean, all: Differences, at: number, end: number) {
    this.reset = reset;
    this.#all = all;
    this.#at = at;
    this.#end = end;
  }

  get packets(): Rates {
    this.#packets ??= this.#all.rates(this.#at, this.#middle);
    return this.#packets;
  }

  get bytes(): Rates {
    this.#bytes ??= this.#all.rates(this.#middle, this.#end);
    return this.#bytes;
  }

  get #middle(): number {
    return (this.#at + this.#end) / 2;
  }
}
