import type { Prefix } from "../../../address/index.ts";
import type { FibPath } from "./fib-path.ts";
import type { FibSource } from "./fib-source.ts";

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
}

/** What a source is apart from its paths. */
export type SourceFlags = Partial<Pick<SourcedPaths, "isAttached" | "isLocal">>;

/** The entry of a table for one prefix: the paths of each source. Those of the best source forward packets. */
export class FibEntry {
  /** With the host bits of the request that created the entry. */
  readonly prefix: Prefix;
  /** Which counter of `/net/route/to` counts its packets. */
  readonly statsIndex: number;
  readonly #sources: SourcedPaths[] = [];
  readonly #covered = new Set<FibEntry>();
  #cover: FibEntry | undefined;

  constructor(prefix: Prefix, statsIndex: number) {
    this.prefix = prefix;
    this.statsIndex = statsIndex;
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

  /** The entry whose paths this one uses, if it is a next hop without a route of its own. */
  get cover(): FibEntry | undefined {
    return this.#cover;
  }

  /** The entries that use the paths of this one, the latest first. */
  get covered(): readonly FibEntry[] {
    return this.#covered.size === 0 ? [] : [...this.#covered].reverse();
  }

  /** Becomes the cover of another entry. */
  track(covered: FibEntry): void {
    covered.untrack();
    covered.#cover = this;
    this.#covered.add(covered);
  }

  /** Lets go of the cover. */
  untrack(): void {
    if (this.#cover !== undefined) this.#cover.#covered.delete(this);
    this.#cover = undefined;
  }

  find(source: FibSource): SourcedPaths | undefined {
    return this.#sources.find((each) => each.source === source);
  }

  add(source: FibSource, paths: readonly FibPath[], { isAttached = false, isLocal = false }: SourceFlags): void {
    const better = this.#sources.filter((each) => each.source < source).length;
    this.#sources.splice(better, 0, { source, references: 1, paths, isAttached, isLocal });
  }

  remove(source: FibSource): void {
    const place = this.#sources.findIndex((each) => each.source === source);
    this.#sources.splice(place, 1);
  }
}
