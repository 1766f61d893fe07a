import type { Ip6Address, Prefix } from "../../address/index.ts";
import type { VppCalls } from "../../client/index.ts";
import { Srv6State } from "../../desired/index.ts";
import { VppError } from "../../errors.ts";
import type { Srv6View } from "../../srv6/index.ts";
import { type Candidate, familyOf, type OverlayModel } from "../model/index.ts";
import { Batch, type Item } from "./batch.ts";
import {
  Books,
  itemOfPrefix,
  itemOfTunnel,
  type Knowledge,
  type Notes,
  type PrefixChange,
  type TunnelChange,
} from "./books.ts";
import {
  type Ground,
  NO_RANGES,
  type OwnedEntries,
  ownedEntries,
  ownershipOf,
  type Ranges,
  rangesInUse,
  rangesOutside,
  UNDERLAY,
  withRanges,
} from "./ground.ts";
import { isLost } from "./lost.ts";
import { type Obstacle, Retries } from "./retries.ts";

/** What happened in VPP. */
export type InstallEvent =
  | TunnelChange
  | PrefixChange
  /** VPP has a local SID of this node, so that others may send to it; or refuses it. */
  | { readonly type: "local-sid"; readonly sid: Ip6Address; readonly isHeld: boolean }
  /** VPP refuses an item, which is tried again. Reported once for each reason. */
  | { readonly type: "refused"; readonly name: string; readonly error: VppError }
  /** A VPP was connected, for the first time or again; so many steps have brought it to what it should hold. */
  | { readonly type: "attached"; readonly steps: number }
  /** A comparison found that VPP did not hold what it should; so many steps have repaired it. */
  | { readonly type: "repaired"; readonly steps: number };

/** How often something was done since the start. */
export interface InstallCounters {
  /** Updates, each of which carries out all that has changed in a turn of the event loop. */
  updates: number;
  /** Their steps. */
  steps: number;
  /** Items that were refused. */
  refused: number;
  /** Comparisons with VPP. */
  checks: number;
  /** The steps that comparisons needed. */
  repaired: number;
}

/** So many updates are made before VPP has answered to the first of them. */
const MAX_AHEAD = 4;

const NOTHING: Item = { key: "", again: () => {} };

/**
 * Brings VPP to what the model says: one update for all that has changed in a turn of the event loop, or several if it is much; the
 * next one when VPP has answered, or has enough to do. Items that VPP refuses return after a pause.
 */
export class Installer {
  readonly #model: OverlayModel;
  readonly #onEvent: (event: InstallEvent) => void;
  readonly #retries = new Retries();
  readonly #books: Books;
  readonly counters: InstallCounters = { updates: 0, steps: 0, refused: 0, checks: 0, repaired: 0 };
  #vpp: { readonly state: Srv6State; readonly calls: VppCalls; readonly ground: Ground } | undefined;
  /** The ranges of grounds before, of which VPP still has entries. */
  #former: Ranges = NO_RANGES;
  #isGroundDirty = true;
  #work: Promise<void> = Promise.resolve();
  /** Resolves when VPP has answered to all updates, and what has changed is reported. */
  #answered: Promise<unknown> = Promise.resolve();
  /** The last updates: VPP may not have answered to these yet. */
  #ahead: Promise<number>[] = [];
  #isScheduled = false;
  #isClosed = false;

  constructor(model: OverlayModel, onEvent: (event: InstallEvent) => void) {
    this.#model = model;
    this.#onEvent = onEvent;
    this.#books = new Books(model, {
      resync: () => void this.#next(() => this.#resync()),
      forget: (item) => this.#retries.succeed(item),
    });
  }

  get knowledge(): Knowledge {
    return this.#books.knowledge;
  }

  /** The items that VPP has refused. */
  get obstacles(): Obstacle[] {
    return this.#retries.obstacles;
  }

  /** Returns why VPP does not steer a prefix. */
  obstacleOf(prefix: Prefix): Obstacle | undefined {
    const endpoint = this.#model.prefixes.get(prefix.toKey())?.node;
    const tunnel = endpoint && this.#retries.get(itemOfTunnel({ endpoint, family: familyOf(prefix) }));
    return tunnel ?? this.#retries.get(itemOfPrefix(prefix));
  }

  /** Returns the path that VPP has for a tunnel. */
  pathOf(tunnelKey: string): Candidate | undefined {
    return this.#books.pathOf(tunnelKey);
  }

  /** Returns whether VPP steers a prefix as the model says. */
  isSteered(prefixKey: string): boolean {
    return this.#books.isSteered(prefixKey);
  }

  /** Begins with a VPP of which nothing is known: the first one, or one that was restarted. Resolves when all was tried for. */
  attach(calls: VppCalls, ground: Ground): Promise<void> {
    return this.#begin(calls, ground, (steps) => this.#onEvent({ type: "attached", steps }));
  }

  /** Changes the outer source, the local SIDs or the ranges. Resolves when all was tried for. */
  async setGround(ground: Ground): Promise<void> {
    if (this.#vpp !== undefined) await this.#begin(this.#vpp.calls, ground);
  }

  /** The sources have said more. */
  learn(knowledge: Knowledge): Promise<void> {
    return this.#next(() => {
      this.#books.knowledge = knowledge;
      return this.#resync();
    });
  }

  /** Reads VPP, compares it with what it should hold, and repairs it. */
  check(): Promise<void> {
    return this.#next(async () => {
      this.counters.checks++;
      this.#vpp?.state.forget();
      const steps = await this.#resync();
      if (steps === 0) return;
      this.counters.repaired += steps;
      this.#onEvent({ type: "repaired", steps });
    });
  }

  /** Carries out what has changed in the model, at the end of this turn of the event loop. */
  schedule(): void {
    if (this.#isScheduled || this.#isClosed) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      void this.#then(async () => void (await this.#flush(new Batch())));
    });
  }

  /** Resolves when all that has changed until now was tried for. */
  async idle(): Promise<void> {
    while (this.#isScheduled) await new Promise((resolve) => setImmediate(resolve));
    await this.#next(async () => {});
  }

  /** Removes all that is owned from VPP, and ends. @throws {VppError} the first refusal, when all was tried. */
  async removeAll(): Promise<void> {
    await this.close();
    if (this.#vpp === undefined) return;
    const { state } = this.#vpp;
    state.forget();
    const { policies, steering, localSids, routes } = ownedEntries(await this.#observe(), this.#owned);
    const batch = new Batch();
    for (const rule of steering) batch.add("remove.steering", rule, NOTHING);
    for (const { bsid } of policies) batch.add("remove.policies", bsid, NOTHING);
    for (const { sid } of localSids) batch.add("remove.localSids", sid, NOTHING);
    for (const route of routes) batch.add("remove.routes", route, NOTHING);
    const [failed] = (await state.update(batch.changes)).failed;
    if (failed !== undefined) throw failed.error;
  }

  /** Ends: what VPP holds stays. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#retries.clear();
    await this.#work;
    await this.#answered;
  }

  #begin(calls: VppCalls, ground: Ground, done: (steps: number) => void = () => {}): Promise<void> {
    const before = this.#vpp === undefined ? NO_RANGES : this.#owned;
    this.#former = rangesOutside(before, ground);
    const owns = ownershipOf(withRanges(ground, this.#former));
    this.#vpp = { state: new Srv6State(calls, { owns }), calls, ground };
    return this.#next(async () => done(await this.#resync()));
  }

  /** Does a piece of work when VPP has answered to all updates before. */
  #next(work: () => Promise<unknown>): Promise<void> {
    return this.#then(async () => {
      await this.#answered;
      await work();
    });
  }

  /** Does a piece of work when those before have ended. */
  #then(work: () => Promise<unknown>): Promise<void> {
    this.#work = this.#work.then(async () => {
      if (!this.#isClosed) await work();
    });
    return this.#work;
  }

  /** The ground with all that the agent owns. */
  get #owned(): Ground {
    return withRanges(this.#vpp!.ground, this.#former);
  }

  #observe(): Promise<Srv6View> {
    return this.#vpp!.state.observe([UNDERLAY]);
  }

  /** Brings VPP to what the model says, whatever is in the books. Returns the number of steps. */
  async #resync(): Promise<number> {
    if (this.#vpp === undefined) return 0;
    const batch = new Batch();
    let owned: OwnedEntries;
    try {
      owned = ownedEntries(await this.#observe(), this.#owned);
    } catch (reason) {
      this.#refused("VPP", { name: "VPP", error: VppError.from(reason) }, () => void this.#next(() => this.#resync()));
      return 0;
    }
    this.#retries.clear();
    this.#books.reopen(owned);
    this.#isGroundDirty = true;
    this.#model.noteAll();
    if (this.knowledge !== "settled") return (await this.#flush(batch)).steps;
    this.#addOldSids(batch, owned.localSids);
    return (await this.#flush(batch, owned)).steps;
  }

  /**
   * Makes one update of all that has changed, or several if it is much; of the owned entries of VPP, if they are given, the ones that are
   * not wanted go. Ends when VPP has answered to the only one, or all of several are on their way: VPP has work then.
   *
   * @returns a promise of the number of steps, when VPP has answered.
   */
  async #flush(batch: Batch, owned?: OwnedEntries): Promise<{ readonly steps: Promise<number> }> {
    if (this.#vpp === undefined) return { steps: Promise.resolve(0) };
    const { ground } = this.#vpp;
    const dirty = this.#model.takeDirty();
    if (this.#isGroundDirty) this.#addGround(batch, ground);
    this.#isGroundDirty = false;
    const view = dirty.locators.size === 0 ? undefined : await this.#observeForLocators();
    const updates: Promise<number>[] = [];
    for (const each of this.#books.batches(batch, dirty, { table: ground.table, view, owned })) {
      if (this.#ahead.length === MAX_AHEAD) await this.#ahead.shift();
      const update = this.#update(each);
      updates.push(update);
      this.#ahead.push(update);
    }
    const steps = this.#report(ground, this.#books.takeNotes(), updates, this.#answered);
    this.#answered = steps;
    // Where it was little, all that changes until VPP answers becomes one update, which costs less than several.
    if (updates.length < 2) await steps;
    return { steps };
  }

  /** Reports what updates have changed, when VPP has answered to them and those before. Returns the number of their steps. */
  async #report(
    ground: Ground,
    notes: Notes,
    updates: readonly Promise<number>[],
    before: Promise<unknown>,
  ): Promise<number> {
    await before;
    const steps = (await Promise.all(updates)).reduce((sum, each) => sum + each, 0);
    await this.#giveUpFormer(ground);
    const { tunnels, prefixes } = this.#books.changesOf(notes);
    for (const change of tunnels) this.#onEvent(change);
    for (const change of prefixes) this.#onEvent(change);
    return steps;
  }

  /** Gives up the ranges of grounds before, once VPP has nothing of them any more: others may use them then. */
  async #giveUpFormer(ground: Ground): Promise<void> {
    if (Object.values(this.#former).every(({ length }) => length === 0)) return;
    const view = await this.#observe().catch(() => undefined); // a later update looks again
    if (view !== undefined && ground === this.#vpp?.ground) this.#former = rangesInUse(view, this.#former, ground);
  }

  /** Reads VPP for locators. If that fails, VPP is read again after a pause, and then all of them are tried. */
  async #observeForLocators(): Promise<Srv6View | undefined> {
    try {
      return await this.#observe();
    } catch (reason) {
      const again = () => void this.#next(() => this.#resync());
      this.#refused("locators", { name: "routes to locators", error: VppError.from(reason) }, again);
      return undefined;
    }
  }

  async #update(batch: Batch): Promise<number> {
    const settle = (item: Item, failure: { readonly name: string; readonly error: VppError } | undefined) => {
      if (failure === undefined) {
        this.#retries.succeed(item);
        item.done?.();
      } else if (!isLost(failure.error)) {
        item.failed?.();
        this.#refused(item.key, failure, () => item.again());
      }
    };
    this.counters.updates++;
    try {
      const outcome = await this.#vpp!.state.update(batch.changes);
      this.counters.steps += outcome.steps.length;
      batch.settle(outcome, settle);
      return outcome.steps.length;
    } catch (reason) {
      batch.settleAll(VppError.from(reason), settle);
      return 0;
    }
  }

  #refused(key: string, { name, error }: { readonly name: string; readonly error: VppError }, again: () => void): void {
    this.counters.refused++;
    if (this.#retries.fail(key, name, error, again)) this.#onEvent({ type: "refused", name, error });
  }

  #addGround(batch: Batch, { source, localSids }: Ground): void {
    const again = () => {
      this.#isGroundDirty = true;
      this.schedule();
    };
    batch.setEncap({ source }, { key: "encap source", again });
    for (const localSid of localSids) {
      const { sid } = localSid;
      const report = (isHeld: boolean) => () => this.#onEvent({ type: "local-sid", sid, isHeld });
      batch.add("localSids", localSid, { key: `local SID ${sid}`, done: report(true), failed: report(false), again });
    }
  }

  #addOldSids(batch: Batch, found: readonly { readonly sid: Ip6Address }[]): void {
    for (const { sid } of found) {
      const isWanted = this.#vpp!.ground.localSids.some((each) => each.sid.equals(sid));
      const again = () => void this.#next(() => this.#resync());
      if (!isWanted) batch.add("remove.localSids", sid, { key: `local SID ${sid}`, again });
    }
  }
}
