import type { Ip6Address } from "../../address/index.ts";
import type { Encap, LocalSid, StaticRoute, TableName, TableRoute } from "../values/index.ts";
import { companionLengthOf, describeTable, keyOfLocalSid, prefixLengthOf, tableOf } from "../values/index.ts";
import type { HeldPolicy } from "./held.ts";
import type { HeldState } from "./state.ts";
import { groupOf, type SteeringChange } from "./steering-index.ts";

/** Values by key; in a set the value of each key is true. */
type Store<K, V> = Map<K, V> | Set<K>;

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
  readonly #ends: Mark[] = [];
  #kept: Mark = { entries: 0, steering: 0 };
  readonly #startAge: number;
  #isIn = true;

  constructor(held: HeldState) {
    this.held = held;
    this.#startAge = held.beginPart();
    held.steeringIndex.open(this.#steering);
  }

  /** Whether VPP had a list before all of these changes. */
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
    this.held.steeringIndex.close();
    for (let at = this.#entries.length - 3; at >= 0; at -= 3) this.#swap(at);
  }

  /** Makes the changes of the next part stay. While they are in, it must be the only one. */
  keep(part: number): void {
    const end = this.#ends[part]!;
    const { entries, steering } = this.#kept;
    if (!this.#isIn) for (let at = entries; at < end.entries; at += 3) this.#swap(at);
    this.#isIn = false;
    this.held.steeringIndex.keep(this.#steering, steering, end.steering);
    this.#kept = end;
  }

  setEncap(encap: Partial<Encap>): void {
    this.#set(this.held.encap, "encap", { ...this.held.encap.get("encap")!, ...encap });
  }

  addTable({ family, tableId }: TableName): void {
    this.#set(this.held.tables[family], tableId, true);
  }

  deleteTable({ family, tableId }: TableName): void {
    this.#set(this.held.tables[family], tableId, undefined);
  }

  /** Adds a local SID. VPP refuses a second one with the same prefix. */
  addLocalSid(localSid: LocalSid): void {
    const { localSidsBySid, companionLengths } = this.held;
    const found = this.held.localSidsAt(localSid.sid);
    const length = prefixLengthOf(localSid);
    if (found.some((each) => prefixLengthOf(each) === length)) return;
    this.#set(localSidsBySid, localSid.sid.toKey(), [...found, localSid]);
    const companionLength = companionLengthOf(localSid);
    if (companionLength !== undefined) this.#set(companionLengths, keyOfLocalSid(localSid), companionLength);
  }

  deleteLocalSid(localSid: LocalSid): void {
    const { localSidsBySid, companionLengths } = this.held;
    const length = prefixLengthOf(localSid);
    const others = this.held.localSidsAt(localSid.sid).filter((each) => prefixLengthOf(each) !== length);
    this.#set(localSidsBySid, localSid.sid.toKey(), others.length === 0 ? undefined : others);
    if (companionLengths.size > 0) this.#set(companionLengths, keyOfLocalSid(localSid), undefined);
  }

  setPolicy(held: HeldPolicy): void {
    this.#set(this.held.policiesByBsid, held.policy.bsid.toKey(), held);
  }

  deletePolicy(bsid: Ip6Address): void {
    this.#set(this.held.policiesByBsid, bsid.toKey(), undefined);
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

  #swap(at: number): void {
    const entries = this.#entries;
    // A store with a key and a value of its types.
    entries[at + 2] = put(entries[at] as Store<unknown, unknown>, entries[at + 1], entries[at + 2]);
  }
}

/** Puts a value in the place of another one, and returns that; undefined takes the key out. */
function put<K, V>(store: Store<K, V>, key: K, value: V | undefined): unknown {
  const isSet = store instanceof Set;
  const before = isSet ? store.has(key) || undefined : store.get(key);
  if (value === undefined) store.delete(key);
  else if (isSet) store.add(key);
  else store.set(key, value);
  return before;
}
