import type { Ip6Address, Prefix } from "../../address/index.ts";
import type { Candidate, PathSource, TrafficFamily } from "./candidate.ts";
import { NodeIndex } from "./node-index.ts";
import { keyOfTunnel, PathTable, type TunnelName } from "./path-table.ts";
import { type OwnedPrefix, PrefixTable } from "./prefix-table.ts";

/** Returns the family of pods' packets to a prefix. */
export function familyOf({ address }: Prefix): TrafficFamily {
  return address.family === 4 ? "IPv4" : "IPv6";
}

/** What has changed since it was taken last. It belongs to who takes it. */
export interface Dirty {
  /** By key. */
  readonly tunnels: Map<string, TunnelName>;
  /** Pods' prefixes, by key. */
  readonly prefixes: Map<string, Prefix>;
  /** Locators, by key. */
  readonly locators: Map<string, Prefix>;
}

/**
 * What is known of the other nodes: which prefixes they have (step 1), and the paths to them (step 2), in any order of arrival. It
 * says what VPP should hold of a tunnel, a prefix or a locator, and notes what of it has changed.
 */
export class OverlayModel {
  /** The nodes that have prefixes, or to which paths lead; and others that are added here. */
  readonly nodes: NodeIndex = new NodeIndex((prefixKeys) => this.#judge(prefixKeys));
  readonly prefixes: PrefixTable;
  readonly locators: PrefixTable;
  readonly paths: Readonly<Record<PathSource, PathTable>> = {
    bgp: new PathTable(this.nodes, (tunnel) => this.#selected("bgp", tunnel)),
    configmap: new PathTable(this.nodes, (tunnel) => this.#selected("configmap", tunnel)),
  };
  readonly #onDirty: () => void;
  readonly #onJudged: (prefixKeys: readonly string[]) => void;
  #source: PathSource;
  /** The source that was followed before: its paths count where the new source has none. */
  #before: PathSource | undefined;
  #dirty: Dirty = nothing();

  /**
   * @param onDirty is called after each change; `takeDirty` returns them all.
   * @param onRefused is called with each announcement of a prefix that is not used, since it holds a node.
   * @param onJudged is called with the keys of the prefixes that hold a node from now on, or none any more.
   */
  constructor(
    source: PathSource,
    onDirty: () => void,
    onRefused: (announced: OwnedPrefix) => void = () => {},
    onJudged: (prefixKeys: readonly string[]) => void = () => {},
  ) {
    this.#source = source;
    this.#onDirty = onDirty;
    this.#onJudged = onJudged;
    this.prefixes = new PrefixTable(
      this.nodes,
      (prefix, before, after) => this.#moved(prefix, before, after),
      onRefused,
    );
    this.locators = new PrefixTable(this.nodes, (prefix) => this.noteLocator(prefix), onRefused);
  }

  /** The source of the paths that are used. */
  get source(): PathSource {
    return this.#source;
  }

  /**
   * Follows the paths of another source. Tunnels for which it has no path keep that of the source before, until `forgetBefore`: other
   * nodes change their source at another moment.
   */
  follow(source: PathSource): void {
    if (source === this.#source) return;
    this.#before = this.#source;
    this.#source = source;
    this.#noteTunnels();
  }

  /** Uses no path of the source before any more. */
  forgetBefore(): void {
    if (this.#before === undefined) return;
    this.#noteTunnels();
    this.#before = undefined;
  }

  /** Returns the selected path of a tunnel. */
  selected(tunnelKey: string): Candidate | undefined {
    const followed = this.paths[this.#source];
    const own = followed.selected(tunnelKey);
    if (own !== undefined || this.#before === undefined) return own;
    const before = this.paths[this.#before].selected(tunnelKey);
    // The followed source may have given its BSID to another tunnel.
    return before !== undefined && followed.isClaimed(before.policy.bsid) ? undefined : before;
  }

  /** Returns all paths of a tunnel, of both sources, the best one of the followed source first. */
  candidates(tunnelKey: string): { readonly candidate: Candidate; readonly obstacle: string | undefined }[] {
    const others = this.#source === "bgp" ? "configmap" : "bgp";
    return [this.#source, others].flatMap((source) => this.paths[source as PathSource].candidates(tunnelKey));
  }

  /** Returns the path that VPP should have for a tunnel: the selected one, if the node has prefixes. */
  wantedPath(tunnel: TunnelName): Candidate | undefined {
    return this.prefixCountOf(tunnel) > 0 ? this.selected(keyOfTunnel(tunnel)) : undefined;
  }

  /** Returns the path that packets to a prefix should take. */
  wantedPathTo(prefixKey: string): Candidate | undefined {
    const owned = this.prefixes.get(prefixKey);
    return owned && this.selected(keyOfTunnel({ endpoint: owned.node, family: familyOf(owned.prefix) }));
  }

  /** Returns the prefixes whose packets a tunnel takes. */
  prefixesOf({ endpoint, family }: TunnelName): Iterable<OwnedPrefix> {
    return this.prefixes.of(endpoint, family === "IPv4" ? 4 : 6);
  }

  /** Returns how many prefixes a tunnel has. */
  prefixCountOf({ endpoint, family }: TunnelName): number {
    return this.prefixes.count(endpoint, family === "IPv4" ? 4 : 6);
  }

  /** Returns each tunnel that has a path or prefixes. */
  tunnels(): TunnelName[] {
    const all = new Map<string, TunnelName>();
    const add = (each: TunnelName) => all.set(keyOfTunnel(each), each);
    for (const { node, prefix } of this.prefixes.all()) add({ endpoint: node, family: familyOf(prefix) });
    for (const table of Object.values(this.paths)) table.tunnels.forEach(add);
    return [...all.values()];
  }

  /** Returns what has changed since the last call. */
  takeDirty(): Dirty {
    const dirty = this.#dirty;
    this.#dirty = nothing();
    return dirty;
  }

  /** Notes a tunnel as changed, e.g. because VPP refused it. */
  noteTunnel(tunnel: TunnelName): void {
    this.#dirty.tunnels.set(keyOfTunnel(tunnel), tunnel);
    this.#onDirty();
  }

  /** Notes a prefix of pods as changed. */
  notePrefix(prefix: Prefix): void {
    this.#dirty.prefixes.set(prefix.toKey(), prefix);
    this.#onDirty();
  }

  /** Notes a locator as changed. */
  noteLocator(prefix: Prefix): void {
    this.#dirty.locators.set(prefix.toKey(), prefix);
    this.#onDirty();
  }

  /** Notes everything as changed. */
  noteAll(): void {
    this.#noteTunnels();
    for (const { prefix } of this.prefixes.all()) this.notePrefix(prefix);
    for (const { prefix } of this.locators.all()) this.noteLocator(prefix);
  }

  #judge(prefixKeys: readonly string[]): void {
    for (const key of prefixKeys) {
      this.prefixes.judge(key);
      this.locators.judge(key);
    }
    this.#onJudged(prefixKeys);
  }

  #noteTunnels(): void {
    for (const tunnel of this.tunnels()) this.noteTunnel(tunnel);
  }

  #moved(prefix: Prefix, before: Ip6Address | undefined, after: Ip6Address | undefined): void {
    const family = familyOf(prefix);
    this.notePrefix(prefix);
    if (before !== undefined) this.noteTunnel({ endpoint: before, family });
    if (after !== undefined) this.noteTunnel({ endpoint: after, family });
  }

  #selected(source: PathSource, tunnel: TunnelName): void {
    if (source !== this.#source && source !== this.#before) return;
    // While two sources count, a BSID of the one can take away that of another tunnel.
    if (this.#before !== undefined) this.#noteTunnels();
    this.noteTunnel(tunnel);
  }
}

function nothing(): Dirty {
  return { tunnels: new Map(), prefixes: new Map(), locators: new Map() };
}
