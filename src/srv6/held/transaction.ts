import type { Ip6Address } from "../../address/index.ts";
import type { Encap, LocalSid, SrPolicy, StaticRoute, TableName, TableRoute } from "../values/index.ts";
import { companionLengthOf, describeTable, keyOfLocalSid, prefixLengthOf, tableOf } from "../values/index.ts";
import type { HeldPolicy } from "./held.ts";
import { groupOf, type SteeringChange } from "./held-steering.ts";
import type { HeldState } from "./state.ts";

/** How far a transaction goes in both of its lists. */
interface Mark {
  readonly entries: number;
  readonly steering: number;
}

/**
 * The changes that checked operations make of what is held, in parts that can be kept one by one. They are a flat list of
 * store, key and other value: while they are in, the values from before; while they are out, those from after.
 */
export class Transaction {
  readonly held: HeldState;
  readonly #entries: unknown[] = [];
  /** Steering is put into its maps when it is read, and needs no other values. */
  readonly #steering: SteeringChange[] = [];
  /** Those of the parts that are not kept yet. */
  readonly #ends: Mark[] = [];
  #kept: Mark = { entries: 0, steering: 0 };
  readonly #startAge: number;
  #isIn = true;

  constructor(held: HeldState) {
    this.held = held;
    this.#startAge = held.beginPart();
    held.openSteering(this.#steering);
  }

  /** Returns whether VPP had a list before all of these changes. */
  isOld(age: number): boolean {
    return age <= this.#startAge;
  }

  endPart(): void {
    this.#ends.push({ entries: this.#entries.length, steering: this.#steering.length });
    this.held.beginPart();
  }

  /** Takes all changes out, the last one first. */
  takeOut(): void {
    if (!this.#isIn) return;
    this.#isIn = false;
    this.held.closeSteering();
    for (let at = this.#entries.length - 3; at >= 0; at -= 3) this.#swap(at);
  }

  /** Keeps the changes of the next part. While the changes are in, there must be only one part. */
  keep(): void {
    const end = this.#ends.shift()!;
    const { entries, steering } = this.#kept;
    if (!this.#isIn) for (let at = entries; at < end.entries; at += 3) this.#swap(at);
    this.#isIn = false;
    this.held.keepSteering(this.#steering, steering, end.steering);
    this.#kept = end;
  }

  setEncap(encap: Partial<Encap>): void {
    this.#set(this.held.encap, "encap", { ...this.held.encap.get("encap")!, ...encap });
  }

  setTable({ family, tableId }: TableName, isThere: boolean): void {
    this.#set(this.held.tables[family], tableId, isThere || undefined);
  }

  /** Adds a local SID. VPP refuses a second one with the same prefix. */
  addLocalSid(localSid: LocalSid): void {
    const { localSidsBySid, companionLengths } = this.held;
    const key = localSid.sid.toKey();
    const found = localSidsBySid.get(key);
    const length = prefixLengthOf(localSid);
    if (found?.some((each) => prefixLengthOf(each) === length)) return;
    this.#set(localSidsBySid, key, found === undefined ? [localSid] : [...found, localSid]);
    const companionLength = companionLengthOf(localSid);
    if (companionLength !== undefined) this.#set(companionLengths, keyOfLocalSid(localSid), companionLength);
  }

  deleteLocalSid(localSid: LocalSid): void {
    const { localSidsBySid, companionLengths } = this.held;
    const key = localSid.sid.toKey();
    const found = localSidsBySid.get(key) ?? [];
    const length = prefixLengthOf(localSid);
    const others = found.length === 1 ? undefined : found.filter((each) => prefixLengthOf(each) !== length);
    this.#set(localSidsBySid, key, others);
    if (companionLengths.size > 0) this.#set(companionLengths, keyOfLocalSid(localSid), undefined);
  }

  /** Adds a policy. VPP refuses a second one with the same BSID, and keeps the first. */
  addPolicy(policy: SrPolicy): void {
    const { policiesByBsid } = this.held;
    const key = policy.bsid.toKey();
    if (policiesByBsid.has(key)) return;
    policiesByBsid.set(key, this.held.newPolicy(policy));
    this.#entries.push(policiesByBsid, key, undefined);
  }

  setPolicy(bsid: Ip6Address, to: HeldPolicy | undefined): void {
    this.#set(this.held.policiesByBsid, bsid.toKey(), to);
  }

  steer(change: SteeringChange): void {
    this.#steering.push(change);
  }

  setRoute(route: TableRoute, to: StaticRoute | undefined): void {
    this.#set(groupOf(this.held.routesByTable, describeTable(tableOf(route))), String(route.prefix), to);
  }

  #set<K, V>(store: Store<K, V>, key: K, value: V | undefined): void {
    this.#entries.push(store, key, put(store, key, value));
  }

  /** In each entry, the key and the value are of the types of the store. */
  #swap(at: number): void {
    const entries = this.#entries;
    entries[at + 2] = put(entries[at] as Store<unknown, unknown>, entries[at + 1], entries[at + 2]);
  }
}

/** A map, or a set: that of the keys whose value is true. */
type Store<K, V> = Map<K, V> | Set<K>;

/** Puts a value in the place of another one, and returns that; undefined takes the key out. */
function put<K, V>(store: Store<K, V>, key: K, value: V | undefined): V | true | undefined {
  const before = store instanceof Map ? store.get(key) : store.has(key) || undefined;
  if (value === undefined) store.delete(key);
  else if (store instanceof Map) store.set(key, value);
  else store.add(key);
  return before;
}
