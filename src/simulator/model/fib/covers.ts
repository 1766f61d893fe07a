import { Prefix } from "../../../address/index.ts";
import { VppCrash } from "../crash.ts";
import { NO_INTERFACE } from "../reserved-numbers.ts";
import { to46 } from "./address46.ts";
import type { AttachedExports } from "./attached-exports.ts";
import type { FibEntry } from "./fib-entry.ts";
import { DROP, type FibPath, neighborPath, PathKind } from "./fib-path.ts";
import { FibSource } from "./fib-source.ts";

/** What entries ask of the rest of VPP. */
export interface Surroundings {
  /** Whether an interface is up; undefined when it does not exist. */
  readonly isUp: (swIfIndex: number) => boolean | undefined;
  /** Lets packets use an entry, or lets them no more. */
  readonly install: (entry: FibEntry, isInstalled: boolean) => void;
  /** The entry through which a recursive path resolves. */
  readonly viaEntry: (path: FibPath) => FibEntry | undefined;
}

/**
 * The entries to which it matters what covers them: next hops without a route of their own, which use the paths of their
 * cover; neighbours, which are installed only in a prefix of their interface; addresses of interfaces and attached prefixes
 * of other tables, for which entries are exported. All is computed when VPP does it, since the result may depend on the
 * order of changes if routes resolve through each other.
 *
 * @see VPP src/vnet/fib/fib_entry_src_rr.c, fib_entry_src_adj.c, fib_entry_cover.c
 */
export class Covers {
  readonly #surroundings: Surroundings;
  readonly #exports: AttachedExports;

  constructor(surroundings: Surroundings, exports: AttachedExports) {
    this.#surroundings = surroundings;
    this.#exports = exports;
  }

  /** Finds the cover of an entry whose best source asks for it. */
  activate(entry: FibEntry): void {
    this.deactivate(entry);
    this.#findCover(entry);
    this.#surroundings.install(
      entry,
      entry.best.source !== FibSource.adjacency || (entry.cover !== undefined && this.#refines(entry, entry.cover)),
    );
  }

  #findCover(entry: FibEntry): void {
    if (!asksForCover(entry)) return;
    const { table, prefix } = entry;
    entry.cover = prefix.length === 0 ? undefined : table.lookUp(new Prefix(prefix.address, prefix.length - 1));
    if (entry.cover === undefined) return;
    entry.cover.covered.add(entry);
    table.coveredCount++;
    this.#inherit(entry);
  }

  /** Lets go of the cover of an entry. */
  deactivate(entry: FibEntry): void {
    if (entry.cover === undefined) return;
    entry.cover.covered.delete(entry);
    entry.table.coveredCount--;
    this.#exports.coveredRemoved(entry);
    entry.cover = undefined;
  }

  /** Recomputes the entries that an entry covers after it has other paths. */
  updated(cover: FibEntry): void {
    for (const each of cover.covered) {
      this.#exports.renew(each);
      this.#inherit(each);
      if (each.cover !== cover || each.best.source !== FibSource.adjacency) continue;
      this.#surroundings.install(each, cover.best.isAttached);
    }
  }

  /** Moves covered entries to an entry that was added. */
  inserted(added: FibEntry): void {
    const { table, prefix } = added;
    if (table.coveredCount === 0 || prefix.length === 0) return;
    const former = table.lookUp(new Prefix(prefix.address, prefix.length - 1));
    for (const each of former?.covered ?? []) {
      if (each !== added && prefix.contains(each.prefix.address)) this.#coverChanged(each);
    }
  }

  /** Moves covered entries away from an entry that is gone. */
  removed(gone: FibEntry): void {
    this.deactivate(gone);
    for (const each of gone.covered) this.#coverChanged(each);
  }

  #coverChanged(entry: FibEntry): void {
    this.#exports.renew(entry);
    if (entry.cover !== undefined) this.activate(entry);
  }

  #inherit(entry: FibEntry): void {
    const { source } = entry.best;
    if (source === FibSource.recursiveResolution) entry.best.paths = this.#pathsUnder(entry.cover, entry);
  }

  #refines({ best }: FibEntry, cover: FibEntry): boolean {
    if (!cover.best.isAttached && cover.find(FibSource.interface)?.isAttached !== true) return false;
    const swIfIndex = this.#resolvingInterface(cover.best.paths);
    return best.paths.some((path) => path.swIfIndex === swIfIndex);
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
    if (this.#surroundings.isUp(swIfIndex) !== undefined) return swIfIndex;
    throw new VppCrash(`${prefix} resolves through interface ${swIfIndex}, which does not exist`);
  }

  #resolvingInterface(paths: readonly FibPath[]): number {
    return resolvingInterface(paths, this.#surroundings);
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

/** Returns the interface through which paths go: that of the first path that has one. */
export function resolvingInterface(paths: readonly FibPath[], surroundings: Surroundings): number {
  for (const path of paths) {
    const swIfIndex = path.kind === PathKind.recursive ? interfaceVia(path, surroundings) : interfaceOf(path);
    if (swIfIndex !== NO_INTERFACE) return swIfIndex;
  }
  return NO_INTERFACE;
}

function interfaceVia(path: FibPath, surroundings: Surroundings): number {
  if (!isResolved(path, surroundings, [])) return NO_INTERFACE;
  return resolvingInterface(surroundings.viaEntry(path)!.best.paths, surroundings);
}

/** Whether packets can use a path. */
function isResolved(path: FibPath, surroundings: Surroundings, visited: readonly FibEntry[]): boolean {
  switch (path.kind) {
    case PathKind.attachedNextHop:
    case PathKind.attached:
      return surroundings.isUp(path.swIfIndex) === true;
    case PathKind.special:
      return path.type !== "drop";
    case PathKind.recursive: {
      const via = surroundings.viaEntry(path);
      if (via === undefined || visited.includes(via)) return false;
      return via.best.paths.some((each) => isResolved(each, surroundings, [...visited, via]));
    }
    default:
      return true;
  }
}

function interfaceOf({ kind, swIfIndex }: FibPath): number {
  return kind === PathKind.interfaceRx ? NO_INTERFACE : swIfIndex;
}

function asksForCover({ best: { source, isLocal } }: FibEntry): boolean {
  if (source === FibSource.interface) return isLocal;
  return source === FibSource.recursiveResolution || source === FibSource.adjacency;
}
