import type { Ip6Address } from "../address/index.ts";
import { groupOf } from "./group-of.ts";
import { keyOfTraffic, type Steering, type Traffic, withoutHostBits } from "./steering.ts";

/** Traffic, and where it goes from now on; undefined where its steering ends. */
interface Change {
  readonly traffic: Traffic;
  readonly bsid: Ip6Address | undefined;
}

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
  #waiting: Change[] = [];
  /** So many of them are kept. */
  #kept = 0;
  /** What takes back changes that are in their place and not kept. */
  readonly #undo: (() => void)[] = [];

  /** Takes these in place of all that was known. */
  learn(rules: readonly Steering[]): void {
    for (const map of [this.#rules, this.#to, this.#twins]) map.clear();
    this.#waiting = [];
    this.keep();
    for (const rule of rules) this.#move(keyOfTraffic(rule), undefined, rule);
  }

  change(traffic: Traffic, bsid: Ip6Address | undefined): void {
    this.#waiting.push({ traffic, bsid });
  }

  keep(): void {
    this.#kept = this.#waiting.length;
    this.#undo.length = 0;
    if (this.#kept > MOST_WAITING) this.#settle();
  }

  takeBack(): void {
    this.#waiting.length = this.#kept;
    for (const undo of this.#undo.reverse()) undo();
    this.#undo.length = 0;
  }

  get all(): Iterable<Steering> {
    this.#settle();
    return this.#rules.values();
  }

  of(traffic: Traffic): Steering | undefined {
    this.#settle();
    return this.#rules.get(keyOfTraffic(traffic));
  }

  to(bsid: Ip6Address): Iterable<Steering> {
    this.#settle();
    return this.#to.get(bsid.toKey())?.values() ?? [];
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
    for (const [at, change] of waiting.entries()) this.#put(change, at < kept);
  }

  #put({ traffic, bsid }: Change, isKept: boolean): void {
    const name = keyOfTraffic(traffic);
    const before = this.#rules.get(name);
    const rule = bsid === undefined ? undefined : { ...traffic, bsid };
    this.#move(name, before, rule);
    if (!isKept) this.#undo.push(() => this.#move(name, rule, before));
  }

  #move(name: string, from: Steering | undefined, to: Steering | undefined): void {
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
