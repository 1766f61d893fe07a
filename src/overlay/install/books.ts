import type { Ip6Address, Prefix } from "../../address/index.ts";
import type { SrPolicy, Srv6View } from "../../srv6/index.ts";
import {
  type Candidate,
  type Dirty,
  familyOf,
  isSamePolicy,
  keyOfTunnel,
  type OverlayModel,
  type TunnelName,
} from "../model/index.ts";
import { Batch, type Item } from "./batch.ts";
import { type OwnedEntries, UNDERLAY } from "./ground.ts";

/**
 * How much the sources have said since the start. `unknown`: entries that VPP has from before stay as they are, unless the sources say
 * the same of them. `told`: they are changed where the sources say otherwise. `settled`: those of which the sources say nothing go.
 */
export type Knowledge = "unknown" | "told" | "settled";

/** A tunnel that takes another path, or begins (no path before) or ends (no path now). */
export interface TunnelChange extends TunnelName {
  readonly type: "tunnel";
  readonly path: Candidate | undefined;
  readonly before: Candidate | undefined;
  /** How many prefixes are steered to it. */
  readonly prefixes: number;
}

/** A prefix that is steered to another tunnel than before, or to none (no node), while the paths of these have not changed. */
export interface PrefixChange {
  readonly type: "prefix";
  readonly prefix: Prefix;
  readonly node: Ip6Address | undefined;
}

/** What a tunnel or a prefix has in VPP, or will have: an item, since a cluster has many. */
abstract class Installed<Name, Value> implements Item {
  readonly value: Value;
  /** Whether VPP has confirmed it. */
  isSure: boolean;
  protected readonly name: Name;
  protected readonly model: OverlayModel;

  constructor(model: OverlayModel, name: Name, value: Value, isSure = false) {
    this.model = model;
    this.name = name;
    this.value = value;
    this.isSure = isSure;
  }

  abstract get key(): string;
  abstract again(): void;

  done(): void {
    this.isSure = true;
  }
}

class InstalledPath extends Installed<TunnelName, Candidate> {
  get key(): string {
    return itemOfTunnel(this.name);
  }

  again(): void {
    this.model.noteTunnel(this.name);
  }
}

class InstalledPrefix extends Installed<Prefix, Ip6Address> {
  get key(): string {
    return itemOfPrefix(this.name);
  }

  again(): void {
    this.model.notePrefix(this.name);
  }
}

/** What follows from items. */
interface Consequences {
  /** Reads VPP again and brings it to what the model says. */
  resync(): void;
  /** Drops an item that was refused and is not wanted any more. */
  forget(item: { readonly key: string }): void;
}

/** The tunnels that were looked at, and the prefixes that lead elsewhere. */
export interface Notes {
  readonly touched: ReadonlyMap<string, TunnelName>;
  readonly moved: readonly { readonly prefix: Prefix; readonly path: Candidate | undefined }[];
}

/**
 * So many items make a batch full: VPP works on it while the next one is made. Two are within the 512 messages that are sent at a time;
 * with fewer items each, the client takes a quarter more processor time.
 */
const MAX_ITEMS = 224;

/** The books of what VPP has of tunnels and prefixes, so that only what differs from the model is sent. */
export class Books {
  readonly #model: OverlayModel;
  readonly #retries: Consequences;
  knowledge: Knowledge = "unknown";
  /** By tunnel. */
  readonly #paths = new Map<string, InstalledPath>();
  /** By BSID, the tunnel. */
  readonly #bsids = new Map<string, string>();
  /** By prefix, the BSID. */
  readonly #prefixes = new Map<string, InstalledPrefix>();
  /** By prefix, the node. */
  readonly #locators = new Map<string, Ip6Address>();
  /** What VPP has from before, and no source has confirmed yet. */
  #foundPolicies = new Map<string, SrPolicy>();
  #foundSteering = new Map<string, Ip6Address>();
  /** By tunnel, the path that was reported last. */
  readonly #reported = new Map<string, Candidate>();
  /** The tunnels that were looked at, and the prefixes that lead elsewhere: since the last report. */
  #touched = new Map<string, TunnelName>();
  #moved: Notes["moved"][number][] = [];

  constructor(model: OverlayModel, retries: Consequences) {
    this.#model = model;
    this.#retries = retries;
  }

  /** Returns the path that VPP has for a tunnel. */
  pathOf(tunnelKey: string): Candidate | undefined {
    const path = this.#paths.get(tunnelKey);
    return path?.isSure === true ? path.value : undefined;
  }

  /** Returns whether VPP steers a prefix as the model says. */
  isSteered(prefixKey: string): boolean {
    return this.#prefixes.get(prefixKey)?.isSure === true;
  }

  /** Takes nothing in the books for confirmed any more, since VPP was read again and has these entries. */
  reopen(found: OwnedEntries): void {
    for (const path of this.#paths.values()) path.isSure = false;
    for (const prefix of this.#prefixes.values()) prefix.isSure = false;
    this.#foundPolicies.clear();
    this.#foundSteering.clear();
    if (this.knowledge === "settled") return;
    this.#foundPolicies = new Map(found.policies.map((policy) => [policy.bsid.toKey(), policy]));
    this.#foundSteering = new Map(found.steering.map(({ prefix, bsid }) => [prefix.toKey(), bsid]));
    // What a source has asked for since the start is not from before.
    for (const { value } of this.#paths.values()) this.#foundPolicies.delete(value.policy.bsid.toKey());
    for (const key of this.#prefixes.keys()) this.#foundSteering.delete(key);
  }

  /**
   * Yields what differs from the model, as far as it has changed: in several batches if it is much. The first one is given. What has
   * changed is used up. A tunnel and its prefixes are in one batch. Policies go in the last one, when nothing is steered to them any
   * more: those that tunnels have left, and the owned entries of VPP that the model does not want, if they are given.
   */
  *batches(
    first: Batch,
    { tunnels, prefixes, locators }: Dirty,
    {
      table,
      view,
      owned,
    }: { readonly table: number; readonly view?: Srv6View | undefined; readonly owned?: OwnedEntries | undefined },
  ): Iterable<Batch> {
    let batch = first;
    const leaving = new Map<string, Ip6Address>();
    for (const [key, tunnel] of tunnels) {
      if (this.#addTunnel(batch, leaving, key, tunnel)) {
        for (const { prefix } of this.#model.prefixesOf(tunnel)) {
          const prefixKey = prefix.toKey();
          prefixes.delete(prefixKey);
          this.#addPrefix(batch, prefixKey, prefix, table);
        }
      }
      if (batch.size < MAX_ITEMS) continue;
      yield batch;
      batch = new Batch();
    }
    for (const [key, prefix] of prefixes) this.#addPrefix(batch, key, prefix, table);
    for (const [key, bsid] of leaving) {
      // Another tunnel may have taken it over.
      if (!this.#bsids.has(key)) batch.add("remove.policies", bsid, this.#extra(`policy ${bsid}`));
    }
    if (view !== undefined) for (const [key, prefix] of locators) this.#addLocator(batch, key, prefix, view);
    if (owned !== undefined) this.#addExtras(batch, owned);
    if (batch.size > 0) yield batch;
  }

  /** Adds the removal of owned entries that the model does not want. */
  #addExtras(batch: Batch, { policies, steering, routes }: OwnedEntries): void {
    const model = this.#model;
    const paths = model.tunnels().flatMap((tunnel) => model.wantedPath(tunnel) ?? []);
    const wanted = new Set(paths.map(({ policy }) => policy.bsid.toKey()));
    for (const rule of steering) {
      const isWanted = model.wantedPathTo(rule.prefix.toKey()) !== undefined;
      if (!isWanted) batch.add("remove.steering", rule, this.#extra(itemOfPrefix(rule.prefix)));
    }
    for (const { bsid } of policies) {
      if (!wanted.has(bsid.toKey())) batch.add("remove.policies", bsid, this.#extra(`policy ${bsid}`));
    }
    for (const route of routes) {
      const isWanted = model.locators.get(route.prefix.toKey()) !== undefined;
      if (!isWanted) batch.add("remove.routes", route, this.#extra(itemOfLocator(route.prefix)));
    }
  }

  /** An entry that nobody wants: if it cannot go, VPP is read again. */
  #extra(key: string): Item {
    return { key, again: () => this.#retries.resync() };
  }

  /** Returns what was looked at for the batches since the last call: its changes can be told when VPP has answered to these. */
  takeNotes(): Notes {
    const notes = { touched: this.#touched, moved: this.#moved };
    this.#touched = new Map();
    this.#moved = [];
    return notes;
  }

  /** Returns what has changed in VPP of what was looked at, and was not returned before. */
  changesOf({ touched, moved }: Notes): { readonly tunnels: TunnelChange[]; readonly prefixes: PrefixChange[] } {
    const tunnels: TunnelChange[] = [];
    const changed = new Set<Candidate>();
    const ended = new Set<string>();
    for (const [key, tunnel] of touched) {
      const before = this.#reported.get(key);
      const installed = this.#paths.get(key);
      const path = this.pathOf(key);
      if (installed === undefined) this.#retries.forget({ key: itemOfTunnel(tunnel) });
      // A path that was refused is reported when VPP has it.
      const isRefused = path === undefined && installed !== undefined;
      const isSame = before === undefined || path === undefined ? before === path : isSameTold(before, path);
      if (installed !== undefined && (isRefused || !isSame)) changed.add(installed.value);
      if (isRefused || isSame) continue;
      if (path === undefined) {
        this.#reported.delete(key);
        ended.add(key);
      } else this.#reported.set(key, path);
      const { endpoint, family } = tunnel;
      tunnels.push({ type: "tunnel", endpoint, family, path, before, prefixes: this.#model.prefixCountOf(tunnel) });
    }
    const prefixes: PrefixChange[] = [];
    for (const { prefix, path } of moved) {
      const node = path?.endpoint ?? this.#model.prefixes.get(prefix.toKey())?.node;
      // The report of a tunnel says how many prefixes it has.
      const isTold =
        path === undefined
          ? node !== undefined && ended.has(keyOfTunnel({ endpoint: node, family: familyOf(prefix) }))
          : changed.has(path);
      if (!isTold) prefixes.push({ type: "prefix", prefix, node });
    }
    return { tunnels, prefixes };
  }

  /** Adds the policy of a tunnel, and the BSID that it leaves. Returns whether VPP may steer its prefixes elsewhere. */
  #addTunnel(batch: Batch, leaving: Map<string, Ip6Address>, key: string, tunnel: TunnelName): boolean {
    const wanted = this.#model.wantedPath(tunnel);
    const installed = this.#paths.get(key);
    this.#touched.set(key, tunnel);
    const old = installed?.value.policy.bsid;
    const isSameBsid = old !== undefined && wanted?.policy.bsid.equals(old) === true;
    const isMoving = !isSameBsid || installed?.isSure !== true;
    if (wanted !== undefined) {
      if (this.#isHeld(wanted)) return isMoving;
      this.#addPath(batch, key, tunnel, wanted);
    } else this.#paths.delete(key);
    if (old === undefined || isSameBsid || this.#bsids.get(old.toKey()) !== key) return isMoving;
    this.#bsids.delete(old.toKey());
    leaving.set(old.toKey(), old);
    return isMoving;
  }

  #addPath(batch: Batch, key: string, tunnel: TunnelName, candidate: Candidate): void {
    const installed = this.#paths.get(key);
    const isSure = installed?.isSure === true && isSamePolicy(installed.value.policy, candidate.policy);
    const path = new InstalledPath(this.#model, tunnel, candidate, isSure);
    this.#paths.set(key, path);
    if (isSure) return;
    const { policy } = candidate;
    this.#foundPolicies.delete(policy.bsid.toKey());
    this.#bsids.set(policy.bsid.toKey(), key);
    batch.add("policies", policy, path);
  }

  /**
   * Returns whether a tunnel stays as VPP has it from before: as long as the sources have not said everything, a path that differs from
   * that of VPP may not be the last one.
   */
  #isHeld({ policy, endpoint, family }: Candidate): boolean {
    if (this.knowledge !== "unknown" || (this.#foundPolicies.size === 0 && this.#foundSteering.size === 0))
      return false;
    const found = this.#foundPolicies.get(policy.bsid.toKey());
    if (found !== undefined && !isSamePolicy(found, policy)) return true;
    if (this.#foundSteering.size === 0) return false;
    for (const { prefix } of this.#model.prefixesOf({ endpoint, family })) {
      if (this.#foundSteering.get(prefix.toKey())?.equals(policy.bsid) === false) return true;
    }
    return false;
  }

  #addPrefix(batch: Batch, key: string, prefix: Prefix, tableId: number): void {
    const path = this.#model.wantedPathTo(key);
    const isHeld = path === undefined ? this.#foundSteering.has(key) : this.#isHeld(path);
    if (isHeld) return;
    this.#foundSteering.delete(key);
    const installed = this.#prefixes.get(key);
    if (path === undefined) {
      if (installed === undefined) return;
      this.#moved.push({ prefix, path });
      // It can be wanted again before VPP has answered.
      installed.isSure = false;
      const item = { key: itemOfPrefix(prefix), again: () => this.#model.notePrefix(prefix) };
      const done = () => deleteIf(this.#prefixes, key, installed);
      batch.add("remove.steering", { kind: "l3", prefix, tableId }, { ...item, done });
      return;
    }
    const { bsid } = path.policy;
    const isSame = installed?.value.equals(bsid) === true;
    if (isSame && installed.isSure) return;
    if (!isSame) this.#moved.push({ prefix, path });
    const next = new InstalledPrefix(this.#model, prefix, bsid);
    this.#prefixes.set(key, next);
    batch.add("steering", { kind: "l3", prefix, tableId, bsid }, next);
  }

  /** Adds the route to a locator, unless VPP has a route of others to the same prefix. */
  #addLocator(batch: Batch, key: string, prefix: Prefix, view: Srv6View): void {
    const node = this.#model.locators.get(key)?.node;
    const found = view.route({ prefix, tableId: UNDERLAY.tableId });
    const isOthers = found !== undefined && !("nextHop" in found.via && found.via.swIfIndex === undefined);
    const item = { key: itemOfLocator(prefix), again: () => this.#model.noteLocator(prefix) };
    if (isOthers) {
      this.#locators.delete(key);
      this.#retries.forget(item);
    } else if (node !== undefined) {
      this.#locators.set(key, node);
      batch.add("routes", { prefix, nextHop: node }, item);
    } else if (this.#locators.has(key)) {
      const held = this.#locators.get(key);
      batch.add("remove.routes", { prefix }, { ...item, done: () => deleteIf(this.#locators, key, held) });
    }
  }
}

/** Deletes an entry that still has this value. */
function deleteIf<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (map.get(key) === value) map.delete(key);
}

/** Returns a tunnel as an item of the retries, which shows it. */
export function itemOfTunnel({ endpoint, family }: TunnelName): string {
  return `${family} tunnel to ${endpoint}`;
}

/** Returns the steering of a prefix as an item of the retries. */
export function itemOfPrefix(prefix: Prefix): string {
  return `steering of ${prefix}`;
}

function itemOfLocator(prefix: Prefix): string {
  return `route to ${prefix}`;
}

/** Returns whether a report would show the same of both. */
function isSameTold(a: Candidate, b: Candidate): boolean {
  return a.preference === b.preference && a.origin.from === b.origin.from && isSamePolicy(a.policy, b.policy);
}
