import { Prefix } from "../../../address/index.ts";
import { VppCrash } from "../crash.ts";
import { NO_INTERFACE } from "../reserved-numbers.ts";
import { to46 } from "./address46.ts";
import type { FibEntry } from "./fib-entry.ts";
import { DROP, type FibPath, neighborPath, PathKind } from "./fib-path.ts";
import { FibSource } from "./fib-source.ts";
import type { FibTable } from "./fib-table.ts";

/** What the next hops ask of the rest of the FIB. */
interface Surroundings {
  readonly isInterface: (swIfIndex: number) => boolean;
  /** The entry through which a recursive path resolves. */
  readonly viaEntry: (path: FibPath) => FibEntry | undefined;
}

/**
 * The next hops of recursive paths that have no route of their own: each has an entry with the paths of the route that
 * covers it. The paths are computed when VPP does it, since the result may depend on the order of changes if routes
 * resolve through each other.
 *
 * @see VPP src/vnet/fib/fib_entry_src_rr.c, fib_entry_cover.c
 */
export class NextHops {
  readonly #surroundings: Surroundings;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** Finds the cover of an entry whose best source is now that of a next hop. */
  activate(table: FibTable, entry: FibEntry): void {
    const { address, length } = entry.prefix;
    const cover = length === 0 ? undefined : table.lookUp(new Prefix(address, length - 1));
    this.deactivate(table, entry);
    if (cover !== undefined) {
      cover.track(entry);
      table.coveredCount++;
    }
    this.#inherit(entry);
  }

  /** Lets go of the cover of an entry. */
  deactivate(table: FibTable, entry: FibEntry): void {
    if (entry.cover === undefined) return;
    entry.untrack();
    table.coveredCount--;
  }

  /** Recomputes the paths of next hops after their cover has other paths. */
  updated(cover: FibEntry): void {
    for (const each of cover.covered) this.#inherit(each);
  }

  /** Moves next hops to an entry that was added. */
  inserted(table: FibTable, added: FibEntry): void {
    if (table.coveredCount === 0 || added.prefix.length === 0) return;
    const { prefix } = added;
    const former = table.lookUp(new Prefix(prefix.address, prefix.length - 1));
    for (const each of former?.covered ?? []) {
      if (each !== added && prefix.contains(each.prefix.address)) this.activate(table, each);
    }
  }

  /** Moves next hops away from an entry that is gone. */
  removed(table: FibTable, gone: FibEntry): void {
    this.deactivate(table, gone);
    for (const each of gone.covered) this.activate(table, each);
  }

  #inherit(entry: FibEntry): void {
    const sourced = entry.find(FibSource.recursiveResolution);
    if (sourced !== undefined) sourced.paths = this.#pathsUnder(entry.cover, entry);
  }

  #pathsUnder(cover: FibEntry | undefined, entry: FibEntry): readonly FibPath[] {
    if (cover === undefined) return [];
    const { address } = entry.prefix;
    const { paths, isAttached } = cover.best;
    if (isAttached) return [neighborPath(to46(address), address.family, this.#interfaceTo(entry, paths))];
    return this.#isLooped(paths, [entry]) ? DROP[address.family] : paths;
  }

  #interfaceTo({ prefix }: FibEntry, paths: readonly FibPath[]): number {
    const swIfIndex = this.#resolvingInterface(paths);
    if (this.#surroundings.isInterface(swIfIndex)) return swIfIndex;
    throw new VppCrash(`${prefix} resolves through interface ${swIfIndex}, which does not exist`);
  }

  #resolvingInterface(paths: readonly FibPath[]): number {
    for (const path of paths) {
      const via = path.kind === PathKind.recursive ? this.#surroundings.viaEntry(path)?.best.paths : undefined;
      const swIfIndex = via === undefined ? interfaceOf(path) : this.#resolvingInterface(via);
      if (swIfIndex !== NO_INTERFACE) return swIfIndex;
    }
    return NO_INTERFACE;
  }

  /** Whether one of the paths leads to an entry that was visited before. */
  #isLooped(paths: readonly FibPath[], visited: readonly FibEntry[]): boolean {
    return paths.some((path) => {
      if (path.kind !== PathKind.recursive) return false;
      const via = this.#surroundings.viaEntry(path);
      return via !== undefined && (visited.includes(via) || this.#isLooped(via.best.paths, [...visited, via]));
    });
  }
}

function interfaceOf({ kind, swIfIndex }: FibPath): number {
  return kind === PathKind.interfaceRx ? NO_INTERFACE : swIfIndex;
}
