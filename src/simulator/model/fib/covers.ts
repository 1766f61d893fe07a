import type { Prefix } from "../../../address/index.ts";
import { VppCrash } from "../crash.ts";
import { to46 } from "./address46.ts";
import type { AttachedExports } from "./attached-exports.ts";
import { above, type EntryTable, type FibEntry, type SourcedPaths } from "./fib-entry.ts";
import { DROP, type FibPath, isHost, neighborPath, PathKind } from "./fib-path.ts";
import { FibSource } from "./fib-source.ts";
import { type Forwarding, isLooped, resolvingInterface } from "./resolution.ts";

/** What entries ask of the rest of VPP. */
interface Surroundings extends Forwarding {
  /** Lets packets use an entry, or lets them no more. */
  readonly install: (entry: FibEntry, isInstalled: boolean) => void;
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
    entry.cover = above(table, prefix);
    if (entry.cover === undefined) return;
    entry.coverSource = entry.best.source;
    entry.cover.covered.add(entry);
    table.coveredCount++;
    this.#inherit(entry);
  }

  /** Lets go of the cover of an entry. VPP withdraws only neighbours from the tables that import them. */
  deactivate(entry: FibEntry): void {
    if (entry.cover === undefined) return;
    entry.cover.covered.delete(entry);
    entry.table.coveredCount--;
    if (entry.coverSource === FibSource.adjacency) this.#exports.coveredRemoved(entry);
    if (entry.coverSource === FibSource.recursiveResolution) {
      // VPP clears the flags of this source, but its imports go on.
      Object.assign(entry.find(entry.coverSource) ?? {}, { isImport: false });
    }
    entry.cover = undefined;
  }

  /** Crashes where VPP would if the best paths for a prefix were these. */
  check(table: EntryTable, prefix: Prefix, best: Pick<SourcedPaths, "isAttached" | "paths">): void {
    if (!best.isAttached || table.coveredCount === 0) return;
    const found = table.find(prefix);
    for (const each of (found ?? above(table, prefix))?.covered ?? []) {
      if (each.cover === undefined || each.best.source !== FibSource.recursiveResolution) continue;
      if (found !== undefined || prefix.contains(each.prefix.address)) this.#interfaceTo(each, best.paths);
    }
  }

  /** Crashes where VPP would if a path had this next hop. */
  checkNextHop(table: EntryTable, prefix: Prefix): void {
    const cover = table.find(prefix) === undefined ? above(table, prefix) : undefined;
    if (cover?.best.isAttached === true) this.#interfaceTo({ prefix }, cover.best.paths);
  }

  /**
   * Crashes where a neighbour loses another source while the entry that covers it has no paths: when this source goes, which
   * is the best one, and perhaps the last.
   */
  checkRemoval(cover: FibEntry, { paths }: SourcedPaths, isLast: boolean): void {
    for (const each of cover.covered) {
      if (each.cover !== cover || each.best.source !== FibSource.adjacency) continue;
      const { viaEntry } = this.#surroundings;
      const held = paths.filter((path) => path.kind === PathKind.recursive && viaEntry(path) === each).length;
      const isReleased = held > 0 && each.find(FibSource.recursiveResolution)?.references === held;
      const isImported = isLast && cover.import?.imported.some(({ prefix }) => each.prefix.equals(prefix)) === true;
      if (isReleased || isImported)
        throw new VppCrash(`${each.prefix} loses a source while nothing with paths covers it`);
    }
  }

  /** Recomputes the entries that an entry covers after it has other paths. */
  updated(cover: FibEntry): void {
    for (const each of cover.covered) {
      this.#exports.renew(each);
      this.#inherit(each);
      if (each.cover !== cover || each.best.source !== FibSource.adjacency) continue;
      this.#surroundings.install(each, cover.best.isAttached && this.#refines(each, cover));
      if (cover.best.isAttached) this.#exports.coveredAdded(each);
    }
  }

  /** Moves covered entries to an entry that was added. */
  inserted(added: FibEntry): void {
    const { table, prefix } = added;
    if (table.coveredCount === 0 || isHost(prefix)) return;
    for (const each of above(table, prefix)?.covered ?? []) {
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
    if (entry.cover === undefined) return;
    this.activate(entry);
    if (isExported(entry)) this.#exports.coveredAdded(entry);
  }

  #inherit(entry: FibEntry): void {
    const { source } = entry.best;
    if (source === FibSource.recursiveResolution) entry.best.paths = this.#pathsUnder(entry.cover, entry);
  }

  #refines({ best }: FibEntry, cover: FibEntry): boolean {
    if (!cover.best.isAttached && cover.find(FibSource.interface)?.isAttached !== true) return false;
    const swIfIndex = resolvingInterface(cover.best.paths, this.#surroundings);
    return best.paths.some((path) => path.swIfIndex === swIfIndex);
  }

  #pathsUnder(cover: FibEntry | undefined, entry: FibEntry): readonly FibPath[] {
    if (cover === undefined) return [];
    const { address } = entry.prefix;
    const { paths, isAttached } = cover.best;
    if (isAttached) return [neighborPath(to46(address), address.family, this.#interfaceTo(entry, paths))];
    return isLooped(paths, [entry], this.#surroundings) ? DROP[address.family] : paths;
  }

  #interfaceTo({ prefix }: Pick<FibEntry, "prefix">, paths: readonly FibPath[]): number {
    const swIfIndex = resolvingInterface(paths, this.#surroundings);
    if (this.#surroundings.isUp(swIfIndex) !== undefined) return swIfIndex;
    throw new VppCrash(`${prefix} resolves through interface ${swIfIndex}, which does not exist`);
  }
}

/** Whether entries are exported to the tables that import what their cover covers. */
export function isExported({ best: { source } }: FibEntry): boolean {
  return source === FibSource.adjacency || source === FibSource.interface;
}

function asksForCover({ best: { source, isLocal } }: FibEntry): boolean {
  if (source === FibSource.interface) return isLocal;
  return source === FibSource.recursiveResolution || source === FibSource.adjacency;
}
