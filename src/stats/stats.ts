import { VppError } from "../errors.ts";
import type { StatsEntry } from "./entry.ts";
import { matcherOf, type StatsPattern } from "./pattern.ts";
import { readEntry } from "./read-entry.ts";
import type { Matcher } from "./segment/index.ts";
import type { Snapshot } from "./snapshot.ts";
import { Source } from "./source.ts";
import { type As, formOf } from "./u64.ts";
import { type StatsChange, type WatchOptions, watchEntries } from "./watch/index.ts";

/** How 64-bit numbers are given. */
export interface ReadOptions<A extends As = As> {
  /** `bigint` (the default), or `number`, with which a number beyond 2^53 is an error. */
  readonly as?: A;
}

const EVERYTHING = /^/;

/** Texts of patterns for which the chosen entries are kept. */
const MAX_MATCHERS = 16;

/** VPP's statistics. If VPP has restarted, the next call connects to the new one. Use `openStats`. */
export class Stats implements AsyncDisposable {
  readonly socketPath: string;
  readonly #timeoutMs: number;
  #source: Source;
  #opening: Promise<void> | undefined;
  #isClosed = false;
  /** By the text of a pattern, the oldest first. */
  readonly #matchers = new Map<string, Matcher>();

  /** @internal */
  constructor(socketPath: string, timeoutMs: number, source: Source) {
    this.socketPath = socketPath;
    this.#timeoutMs = timeoutMs;
    this.#source = source;
  }

  /**
   * Returns the names of the entries that match, in VPP's order; all without a pattern.
   *
   * @throws {VppError} `VPP_FIELD_RANGE` for a wrong pattern; `VPP_CLOSED`, `VPP_CONNECT`, `VPP_STATS`, `VPP_STATS_BUSY`.
   */
  async list(pattern: StatsPattern = EVERYTHING): Promise<string[]> {
    const matches = matcherOf(pattern);
    const deadline = performance.now() + this.#timeoutMs;
    const source = await this.#current();
    const { names } = await source.reader.directory(deadline);
    return [...new Set(names.filter((name) => name !== undefined && matches(name)) as string[])];
  }

  /**
   * Returns the entries that match, by name, as they were in one moment in which VPP added and removed nothing. Counters go on
   * meanwhile: each is exact, but one may be a packet newer than another.
   *
   * @throws {VppError} as `list`; `VPP_FIELD_RANGE` also for a number beyond 2^53 with `as: "number"`.
   */
  async read<A extends As = "bigint">(
    pattern: StatsPattern = EVERYTHING,
    options: ReadOptions<A> = {},
  ): Promise<Map<string, StatsEntry<A>>> {
    const { chosen, entries } = await this.#snapshot(this.#matcher(pattern), options.as ?? ("bigint" as A));
    const byName = new Map<string, StatsEntry<A>>();
    for (let i = 0; i < chosen.length; i++) byName.set(chosen[i]!.name, entries[i]!);
    return byName;
  }

  /**
   * Reads the entries that match again and again, and gives the differences. The first change comes after one interval. While
   * VPP is away no change comes; the first one of the next VPP has `reset`.
   *
   * @throws {VppError} `VPP_ABORTED` when the signal ends it; otherwise as `read`.
   */
  watch(pattern: StatsPattern, options: WatchOptions): AsyncGenerator<StatsChange, void, void> {
    const matches = matcherOf(pattern);
    return watchEntries(() => this.#snapshot(matches, "bigint"), options);
  }

  /** Ends the use of VPP's memory. Calls that wait fail with `VPP_CLOSED`. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#opening?.catch(() => undefined);
    this.#source.close(closed());
  }

  /** Ends as `close` does, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Returns the same function for a text that is asked for again, for which the entries are chosen already. */
  #matcher(pattern: StatsPattern): Matcher {
    if (typeof pattern !== "string") return matcherOf(pattern);
    const known = this.#matchers.get(pattern);
    if (known !== undefined) return known;
    const matches = matcherOf(pattern);
    this.#matchers.set(pattern, matches);
    const [oldest] = this.#matchers.keys();
    if (this.#matchers.size > MAX_MATCHERS) this.#matchers.delete(oldest!);
    return matches;
  }

  async #snapshot<A extends As>(matches: Matcher, as: A): Promise<Snapshot<A>> {
    const form = formOf(as);
    const deadline = performance.now() + this.#timeoutMs;
    const { reader, segment } = await this.#current();
    const { chosen, owners, timeMs } = await reader.read(matches, deadline);
    const entries = chosen.map((each) => readEntry(owners, each, form));
    return { chosen, entries, timeMs, identity: segment.identity };
  }

  /** Returns the segment of the VPP that runs now. */
  async #current(): Promise<Source> {
    this.#check();
    if (this.#opening === undefined && this.#source.mayBeGone()) {
      this.#opening = this.#reopen().finally(() => {
        this.#opening = undefined;
      });
    }
    await this.#opening;
    this.#check();
    return this.#source;
  }

  async #reopen(): Promise<void> {
    const source = await Source.open(this.socketPath, this.#timeoutMs);
    this.#source.close(new VppError("VPP_CONNECTION_LOST", "VPP has restarted: read again", { effect: "none" }));
    this.#source = source;
  }

  #check(): void {
    if (this.#isClosed) throw closed();
  }
}

function closed(): VppError {
  return new VppError("VPP_CLOSED", "the statistics are closed");
}
