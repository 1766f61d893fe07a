import type { Prefix } from "../../../address/index.ts";
import type { FibPath } from "./fib-path.ts";
import type { FibSource } from "./fib-source.ts";

/** The paths of one source for a prefix. */
export interface SourcedPaths {
  readonly source: FibSource;
  /** How often the source was added; it is removed when it was removed as often. */
  references: number;
  paths: readonly FibPath[];
}

/** The entry of a table for one prefix: the paths of each source. Those of the best source forward packets. */
export class FibEntry {
  /** With the host bits of the request that created the entry. */
  readonly prefix: Prefix;
  /** Which counter of `/net/route/to` counts its packets. */
  readonly statsIndex: number;
  readonly #sources: SourcedPaths[] = [];

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

  find(source: FibSource): SourcedPaths | undefined {
    return this.#sources.find((each) => each.source === source);
  }

  add(source: FibSource, paths: readonly FibPath[]): void {
    const better = this.#sources.filter((each) => each.source < source).length;
    this.#sources.splice(better, 0, { source, references: 1, paths });
  }

  remove(source: FibSource): void {
    const place = this.#sources.findIndex((each) => each.source === source);
    this.#sources.splice(place, 1);
  }
}
