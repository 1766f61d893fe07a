import type { Ip6Address } from "../../address/index.ts";
import { keyOfTraffic, type Steering, steeringTo, type Traffic, withoutHostBits } from "../values/index.ts";

/** Traffic, and the policy that takes it from now on; none where its steering ends. */
export interface SteeringChange {
  readonly traffic: Traffic;
  readonly bsid?: Ip6Address;
}

/** The steering of traffic with this key, before a change and after it. */
interface Move {
  readonly key: string;
  readonly from: Steering | undefined;
  readonly to: Steering | undefined;
}

/** Changes of a list that stay, and are not in the maps yet. */
interface Waiting {
  readonly changes: readonly SteeringChange[];
  readonly start: number;
  readonly end: number;
}

const NONE: readonly Steering[] = [];
const NO_CHANGES: readonly SteeringChange[] = [];

/** So many changes may wait to be put into the maps. */
const MAX_WAITING = 65_536;

/**
 * The part of the state of one VPP that is steering, by traffic and by policy. Changes are noted, and put into the maps only when
 * these are read: a batch of many changes does not wait for that.
 */
export class HeldSteering {
  /** By traffic; and by BSID the same, by traffic. */
  readonly #rules = new Map<string, Steering>();
  readonly #to = new Map<string, Map<string, Steering>>();
  /** By traffic without host bits, the steering that has some, by traffic. */
  readonly #twins = new Map<string, Map<string, Steering>>();
  #waiting: Waiting[] = [];
  #waitingCount = 0;
  /** The changes of the last transaction; the first of them are in the maps, as moves. */
  #last = NO_CHANGES;
  #moves: Move[] = [];
  /** So many moves stay. */
  #keptMoves = 0;
  /** Whether the last transaction is in. The moves of one that was taken out stay until the maps are read: most are kept. */
  #isOpen = false;

  /** Replaces all rules. */
  learnSteering(rules: readonly Steering[]): void {
    for (const map of [this.#rules, this.#to, this.#twins]) map.clear();
    this.#waiting = [];
    this.#waitingCount = 0;
    this.#endMoves();
    for (const rule of rules) this.#move({ key: keyOfTraffic(rule), from: undefined, to: rule });
  }

  /** Applies the changes of a list, and those that are added to it later, until they are kept or closed. */
  openSteering(changes: readonly SteeringChange[]): void {
    this.#revert();
    this.#last = changes;
    this.#isOpen = true;
  }

  /** Reverts the open changes. */
  closeSteering(): void {
    this.#isOpen = false;
  }

  /** Keeps the changes from `start` to before `end`. */
  keepSteering(changes: readonly SteeringChange[], start: number, end: number): void {
    if (changes !== this.#last) this.#revert();
    this.#isOpen = false;
    const from = Math.max(start, this.#moves.length);
    this.#keptMoves = Math.min(end, this.#moves.length);
    if (this.#keptMoves === this.#moves.length) this.#endMoves();
    if (from >= end) return;
    this.#waiting.push({ changes, start: from, end });
    this.#waitingCount += end - from;
    if (this.#waitingCount > MAX_WAITING) this.#settle();
  }

  get steering(): readonly Steering[] {
    this.#settle();
    return [...this.#rules.values()];
  }

  steeringOf(traffic: Traffic): Steering | undefined {
    this.#settle();
    return this.#rules.get(keyOfTraffic(traffic));
  }

  steeringTo(bsid: Ip6Address): readonly Steering[] {
    this.#settle();
    const rules = this.#to.get(bsid.toKey());
    return rules === undefined || rules.size === 0 ? NONE : [...rules.values()];
  }

  steeringTwins(traffic: Traffic): readonly Steering[] {
    this.#settle();
    return this.#twins.size === 0 ? NONE : [...(this.#twins.get(keyOfTraffic(traffic))?.values() ?? NONE)];
  }

  #settle(): void {
    if (!this.#isOpen) this.#revert();
    for (const { changes, start, end } of this.#waiting) {
      for (let at = start; at < end; at++) this.#move(this.#moveOf(changes[at]!));
    }
    if (this.#waiting.length > 0) this.#waiting = [];
    this.#waitingCount = 0;
    while (this.#moves.length < this.#last.length) {
      const move = this.#moveOf(this.#last[this.#moves.length]!);
      this.#move(move);
      this.#moves.push(move);
    }
  }

  /** Reverts the moves that were not kept. */
  #revert(): void {
    for (let at = this.#moves.length - 1; at >= this.#keptMoves; at--) {
      const { key, from, to } = this.#moves[at]!;
      this.#move({ key, from: to, to: from });
    }
    this.#endMoves();
  }

  #endMoves(): void {
    if (this.#moves.length > 0) this.#moves = [];
    this.#last = NO_CHANGES;
    this.#keptMoves = 0;
  }

  #moveOf({ traffic, bsid }: SteeringChange): Move {
    const key = keyOfTraffic(traffic);
    return { key, from: this.#rules.get(key), to: bsid && steeringTo(bsid, traffic) };
  }

  #move({ key, from, to }: Move): void {
    if (from !== undefined) groupOf(this.#to, from.bsid.toKey()).delete(key);
    if (to === undefined) this.#rules.delete(key);
    else {
      groupOf(this.#to, to.bsid.toKey()).set(key, to);
      this.#rules.set(key, to);
    }
    const traffic = to ?? from;
    if (traffic?.kind !== "l3" || !traffic.prefix.hasHostBits) return;
    const twins = groupOf(this.#twins, keyOfTraffic(withoutHostBits(traffic)));
    if (to === undefined) twins.delete(key);
    else twins.set(key, to);
  }
}

/** Returns the map with this key; a new one if there is none. */
export function groupOf<T>(groups: Map<string, Map<string, T>>, key: string): Map<string, T> {
  const known = groups.get(key);
  if (known !== undefined) return known;
  const group = new Map<string, T>();
  groups.set(key, group);
  return group;
}
