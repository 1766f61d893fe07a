import type { Ip6Address } from "../address/index.ts";
import { keyOfTraffic, type Steering, type Traffic, withoutHostBits } from "./values/index.ts";

/** Traffic, and where it goes from now on; nowhere where its steering ends. */
export interface SteeringChange {
  readonly traffic: Traffic;
  readonly bsid?: Ip6Address;
}

/** What is steered as traffic of this name: before a change, and from it on. */
interface Move {
  readonly name: string;
  readonly from: Steering | undefined;
  readonly to: Steering | undefined;
}

const NONE: readonly Steering[] = [];

/** So many changes may wait to be put in their place. */
const MOST_WAITING = 65_536;

/**
 * What is steered, by traffic and by policy. Changes are only noted, and put in their place when somebody asks: who sends
 * many does not wait for that. They can be taken back until they are kept.
 */
export class SteeringIndex {
  /** By traffic; and by BSID the same, by traffic. */
  readonly #rules = new Map<string, Steering>();
  readonly #to = new Map<string, Map<string, Steering>>();
  /** By traffic without host bits, the steering that has some, by traffic. */
  readonly #twins = new Map<string, Map<string, Steering>>();
  #waiting: SteeringChange[] = [];
  /** So many of them are kept. */
  #kept = 0;
  /** The changes that are in their place and not kept. */
  readonly #moved: Move[] = [];

  /** Takes these in place of all that was known. */
  learn(rules: readonly Steering[]): void {
    for (const map of [this.#rules, this.#to, this.#twins]) map.clear();
    this.#waiting = [];
    this.keep();
    for (const rule of rules) this.#move({ name: keyOfTraffic(rule), from: undefined, to: rule });
  }

  change(change: SteeringChange): void {
    this.#waiting.push(change);
  }

  keep(): void {
    this.#kept = this.#waiting.length;
    this.#moved.length = 0;
    if (this.#kept > MOST_WAITING) this.#settle();
  }

  takeBack(): void {
    this.#waiting.length = this.#kept;
    for (const { name, from, to } of this.#moved.reverse()) this.#move({ name, from: to, to: from });
    this.#moved.length = 0;
  }

  get all(): Iterable<Steering> {
    this.#settle();
    return this.#rules.values();
  }

  of(traffic: Traffic): Steering | undefined {
    this.#settle();
    return this.#rules.get(keyOfTraffic(traffic));
  }

  to(bsid: Ip6Address): readonly Steering[] {
    this.#settle();
    const rules = this.#to.get(bsid.toKey());
    return rules === undefined || rules.size === 0 ? NONE : [...rules.values()];
  }

  twinsOf(traffic: Traffic): Iterable<Steering> {
    this.#settle();
    return this.#twins.size === 0 ? [] : (this.#twins.get(keyOfTraffic(traffic))?.values() ?? []);
  }

  #settle(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    const kept = this.#kept;
    this.#waiting = [];
    this.#kept = 0;
    for (let at = 0; at < waiting.length; at++) {
      const move = this.#moveOf(waiting[at]!);
      this.#move(move);
      if (at >= kept) this.#moved.push(move);
    }
  }

  #moveOf({ traffic, bsid }: SteeringChange): Move {
    const name = keyOfTraffic(traffic);
    return { name, from: this.#rules.get(name), to: bsid === undefined ? undefined : { ...traffic, bsid } };
  }

  #move({ name, from, to }: Move): void {
    if (from !== undefined) groupOf(this.#to, from.bsid.toKey()).delete(name);
    if (to === undefined) this.#rules.delete(name);
    else {
      groupOf(this.#to, to.bsid.toKey()).set(name, to);
      this.#rules.set(name, to);
    }
    const traffic = to ?? from;
    if (traffic?.kind !== "l3" || !traffic.prefix.hasHostBits) return;
    const twins = groupOf(this.#twins, keyOfTraffic(withoutHostBits(traffic)));
    if (to === undefined) twins.delete(name);
    else twins.set(name, to);
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
