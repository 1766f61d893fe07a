import { Ip6Address } from "../address/index.ts";
import type { VppError } from "../errors.ts";
import type { SlIndexes, Tables, TableUsers } from "./read/index.ts";
import { groupOf, type SteeringChange, SteeringIndex } from "./steering-index.ts";
import {
  describeTable,
  type Encap,
  type FoundLocalSid,
  isSameSegmentList,
  type LocalSid,
  prefixLengthOf,
  type SegmentList,
  type SrPolicy,
  type StaticRoute,
  type Steering,
  type TableName,
  type TableRoute,
  type Traffic,
} from "./values/index.ts";

/** What a VPP holds of SRv6. Addresses and traffic find what belongs to them without a search. */
export interface Srv6View {
  /** The source address that outer headers get of policies and lists that are added from now on. */
  readonly encapSource: Ip6Address;
  /** Their hop limit. */
  readonly encapHopLimit: number;
  /** Whether policies and lists can be given a source of their own, which VPP has from 23.06 on. */
  readonly takesSource: boolean;
  readonly localSids: readonly LocalSid[];
  readonly policies: readonly SrPolicy[];
  readonly steering: readonly Steering[];
  /** Ids of the tables. */
  readonly tables: { readonly 4: ReadonlySet<number>; readonly 6: ReadonlySet<number> };
  /** More than one where an address is there with prefixes of different lengths. */
  localSidsAt(sid: Ip6Address): readonly LocalSid[];
  policy(bsid: Ip6Address): SrPolicy | undefined;
  /** Where traffic is steered to. */
  steeringOf(traffic: Traffic): Steering | undefined;
  /** What is steered to a policy. */
  steeringTo(bsid: Ip6Address): readonly Steering[];
  /** The routes of a table that come from the API and forward its packets; of tables that were asked for. */
  routesIn(table: TableName): readonly StaticRoute[];
  /** One of them. */
  route(route: TableRoute): StaticRoute | undefined;
  /** Of steering of a prefix, what is steered of the same with host bits: VPP has one route for all, which goes with any. */
  steeringTwins(traffic: Traffic): readonly Steering[];
}

/** What there is to know of a VPP. */
export interface Parts {
  readonly encap: Encap;
  readonly tables: Tables;
  readonly interfaces: ReadonlySet<number>;
  readonly localSids: readonly FoundLocalSid[];
  readonly policies: readonly SrPolicy[];
  /** VPP's numbers for the lists of the policies. */
  readonly slIndexes: SlIndexes;
  readonly steering: readonly Steering[];
  readonly hasMicroSids: boolean;
  readonly takesSource: boolean;
  /** Of the tables that are to be deleted. */
  readonly tableUsers: TableUsers;
  /** Of the local SIDs that are to replace others; none where VPP cannot add a SID at another prefix length. */
  readonly coverLengths: ReadonlyMap<LocalSid, readonly number[]>;
}

export type Part = keyof Parts;

/** What a map had at a key. */
interface Entry {
  readonly map: Map<string, unknown>;
  readonly key: string;
  readonly before: unknown;
}

/** In place of a number that VPP has not told yet; it is never sent. */
const NO_INDEX = 0xffffffff;

/**
 * What VPP holds, as far as it is known. It follows operations as they are checked: each is checked against what those before
 * it will have left. All of that can be taken back, until it is kept.
 */
export class View implements Srv6View {
  encapSource: Ip6Address = Ip6Address.UNSPECIFIED;
  encapHopLimit = 0;
  takesSource = true;
  tables: { readonly 4: Set<number>; readonly 6: Set<number> } = { 4: new Set(), 6: new Set() };
  interfaces: ReadonlySet<number> = new Set();
  hasMicroSids = false;
  tableUsers: TableUsers = new Map();
  coverLengths: Parts["coverLengths"] = new Map();
  /** By address. */
  readonly #localSids = new Map<string, readonly LocalSid[]>();
  readonly #companionLengths = new WeakMap<LocalSid, number>();
  /** By BSID. */
  readonly #policies = new Map<string, SrPolicy>();
  /** The first words of their BSIDs: other addresses, as most segments are, need no key to be looked for. */
  readonly #bsidHeads = new Set<number>();
  #slIndexes: WeakMap<SegmentList, number> = new WeakMap();
  /** Which of two lists of a policy came first, where it has had more than one. */
  readonly #ages: WeakMap<SegmentList, number> = new WeakMap();
  #youngest = 0;
  readonly #steering = new SteeringIndex();
  /** By table and prefix. */
  readonly #routes = new Map<string, Map<string, StaticRoute>>();
  readonly #knownRoutes = new Set<string>();
  readonly #known = new Set<Part>();
  readonly #isGuarded: boolean;
  /** What takes back the changes since the last ones were kept: of maps, what they had. */
  readonly #undo: (Entry | (() => void))[] = [];
  #isRehearsal = false;
  /** The place of the operation that is checked. */
  place = 0;

  constructor(parts: Partial<Parts> = {}, isGuarded = true) {
    this.#isGuarded = isGuarded;
    this.learn(parts);
  }

  /** Throws what speaks against an operation, unless nobody wants to know. */
  refuse(reason: VppError): void {
    if (this.#isGuarded) throw reason;
  }

  knows(part: Part): boolean {
    return this.#known.has(part);
  }

  /** From now on operations are only checked: VPP will have told the numbers of lists that they add when they are sent. */
  beginRehearsal(): void {
    this.#isRehearsal = true;
  }

  endRehearsal(): void {
    this.#isRehearsal = false;
  }

  /** Takes what was read from VPP in place of what was known of it. */
  learn(parts: Partial<Parts>): void {
    const { encap, tables, localSids, policies, slIndexes, steering, ...rest } = parts;
    for (const part of Object.keys(parts)) this.#known.add(part as Part); // an object of this type has no other keys
    Object.assign(this, rest);
    if (encap !== undefined) this.#setEncap(encap);
    if (tables !== undefined) this.tables = { 4: new Set(tables[4]), 6: new Set(tables[6]) };
    if (localSids !== undefined) this.#localSids.clear();
    for (const localSid of localSids ?? []) this.addLocalSid(localSid);
    if (policies !== undefined) {
      this.#policies.clear();
      this.#bsidHeads.clear();
    }
    for (const policy of policies ?? []) this.setPolicy(policy);
    if (slIndexes !== undefined) this.#slIndexes = new WeakMap(slIndexes);
    if (steering !== undefined) this.#steering.learn(steering);
    this.keep();
  }

  /** Nothing is known any more. What was read stays to be looked at, until it is read again. */
  forget(): void {
    this.#known.clear();
    this.#knownRoutes.clear();
    this.keep();
  }

  /** What has changed stays so. */
  keep(): void {
    this.#undo.length = 0;
    this.#steering.keep();
  }

  /** Takes back what has changed since the last changes were kept. */
  takeBack(): void {
    for (const undo of this.#undo.reverse()) {
      if (typeof undo === "function") undo();
      else put(undo.map, undo.key, undo.before);
    }
    this.#steering.takeBack();
    this.keep();
  }

  get localSids(): readonly LocalSid[] {
    return [...this.#localSids.values()].flat();
  }

  get policies(): readonly SrPolicy[] {
    return [...this.#policies.values()];
  }

  get steering(): readonly Steering[] {
    return [...this.#steering.all];
  }

  localSidsAt(sid: Ip6Address): readonly LocalSid[] {
    return this.#localSids.get(sid.toKey()) ?? [];
  }

  policy(bsid: Ip6Address): SrPolicy | undefined {
    return this.#bsidHeads.has(bsid.word0) ? this.#policies.get(bsid.toKey()) : undefined;
  }

  steeringOf(traffic: Traffic): Steering | undefined {
    return this.#steering.of(traffic);
  }

  steeringTo(bsid: Ip6Address): readonly Steering[] {
    return this.#steering.to(bsid);
  }

  steeringTwins(traffic: Traffic): readonly Steering[] {
    return [...this.#steering.twinsOf(traffic)];
  }

  setEncap(encap: Partial<Encap>): void {
    const before = { source: this.encapSource, hopLimit: this.encapHopLimit };
    this.#setEncap({ ...before, ...encap });
    this.#undo.push(() => this.#setEncap(before));
  }

  addTable(family: 4 | 6, tableId: number): void {
    if (this.tables[family].has(tableId)) return;
    this.tables[family].add(tableId);
    this.#undo.push(() => this.tables[family].delete(tableId));
  }

  deleteTable(family: 4 | 6, tableId: number): void {
    if (!this.tables[family].delete(tableId)) return;
    this.#undo.push(() => this.tables[family].add(tableId));
  }

  knowsRoutes(table: TableName): boolean {
    return this.#knownRoutes.has(describeTable(table));
  }

  /** Takes the routes of a table as they were read, in place of what was known of them. */
  learnRoutes(table: TableName, routes: readonly StaticRoute[]): void {
    const key = describeTable(table);
    this.#routes.set(key, new Map(routes.map((route) => [String(route.prefix), route])));
    this.#knownRoutes.add(key);
  }

  routesIn(table: TableName): readonly StaticRoute[] {
    return [...(this.#routes.get(describeTable(table))?.values() ?? [])];
  }

  route({ prefix, tableId }: TableRoute): StaticRoute | undefined {
    return this.#routes.get(describeTable({ family: prefix.address.family, tableId }))?.get(String(prefix));
  }

  setRoute(route: StaticRoute): void {
    this.#set(this.#routesOf(route), String(route.prefix), route);
  }

  deleteRoute(route: TableRoute): void {
    this.#set(this.#routesOf(route), String(route.prefix), undefined);
  }

  /** A local SID of this view with what belongs to it. */
  found(localSid: LocalSid): FoundLocalSid {
    const companionLength = this.#companionLengths.get(localSid);
    return companionLength === undefined ? localSid : { ...localSid, companionLength };
  }

  /** VPP refuses a second one with the same prefix. */
  addLocalSid(added: FoundLocalSid): void {
    const found = this.localSidsAt(added.sid);
    const length = prefixLengthOf(added);
    if (found.some((each) => prefixLengthOf(each) === length)) return;
    this.#set(this.#localSids, added.sid.toKey(), [...found, this.#split(added)]);
  }

  deleteLocalSid(localSid: LocalSid): void {
    const found = this.localSidsAt(localSid.sid);
    const isAlone = found.length === 1 && found[0] === localSid;
    const length = prefixLengthOf(localSid);
    const others = isAlone ? [] : found.filter((each) => prefixLengthOf(each) !== length);
    this.#set(this.#localSids, localSid.sid.toKey(), others.length === 0 ? undefined : others);
  }

  setPolicy(policy: SrPolicy): void {
    const { segmentLists } = policy;
    if (segmentLists.length > 1) {
      for (const list of segmentLists) if (!this.#ages.has(list)) this.#ages.set(list, ++this.#youngest);
    }
    this.#bsidHeads.add(policy.bsid.word0);
    this.#set(this.#policies, policy.bsid.toKey(), policy);
  }

  deletePolicy(bsid: Ip6Address): void {
    this.#set(this.#policies, bsid.toKey(), undefined);
  }

  /** Whether VPP has told its number for a list; not of one that was added since the numbers were read. */
  knowsSlIndexOf(list: SegmentList): boolean {
    return this.#slIndexes.has(list);
  }

  /** VPP's number for a list, if it is known; in a rehearsal one for any. */
  slIndexOf(list: SegmentList): number | undefined {
    const slIndex = this.#slIndexes.get(list);
    return slIndex ?? (this.#isRehearsal ? NO_INDEX : undefined);
  }

  /**
   * The lists of a policy that are equal to one, the oldest first: VPP tells them apart by their numbers only, and has each in
   * the place of one that was deleted.
   */
  equalLists(bsid: Ip6Address, segmentList: SegmentList): SegmentList[] {
    const equal = this.policy(bsid)?.segmentLists.filter((each) => isSameSegmentList(each, segmentList)) ?? [];
    return equal.length < 2 ? equal : equal.sort((a, b) => this.#ages.get(a)! - this.#ages.get(b)!);
  }

  /** Another list in place of one, which keeps its number. */
  replaceList(policy: SrPolicy, from: SegmentList, to: SegmentList): void {
    const slIndex = this.#slIndexes.get(from);
    const age = this.#ages.get(from);
    if (age !== undefined) this.#ages.set(to, age);
    if (slIndex !== undefined) this.#slIndexes.set(to, slIndex);
    this.setPolicy({ ...policy, segmentLists: policy.segmentLists.map((each) => (each === from ? to : each)) });
  }

  /**
   * Takes VPP's numbers as they are now.
   *
   * @returns whether all policies have the lists that are known here. If not, others have changed them, and nothing is taken.
   */
  learnSlIndexes(listsOf: ReadonlyMap<string, readonly SegmentList[]>, slIndexes: SlIndexes): boolean {
    if (listsOf.size !== this.#policies.size) return false;
    const found = this.policies.flatMap(({ bsid, segmentLists }) =>
      pair(segmentLists, listsOf.get(bsid.toKey()) ?? []),
    );
    if (found.includes(undefined)) return false;
    for (const [known, read] of found as readonly Pair[]) this.#slIndexes.set(known, slIndexes.get(read)!);
    return true;
  }

  /** What is given must not change. */
  changeSteering(change: SteeringChange): void {
    this.#steering.change(change);
  }

  /** The local SID alone; what belongs to it is kept beside. */
  #split(found: FoundLocalSid): LocalSid {
    if (found.companionLength === undefined) return found;
    const { companionLength, ...localSid } = found;
    this.#companionLengths.set(localSid, companionLength);
    return localSid;
  }

  #setEncap({ source, hopLimit }: Encap): void {
    this.encapSource = source;
    this.encapHopLimit = hopLimit;
  }

  #routesOf({ prefix, tableId }: TableRoute): Map<string, StaticRoute> {
    return groupOf(this.#routes, describeTable({ family: prefix.address.family, tableId }));
  }

  #set<T>(map: Map<string, T>, key: string, value: T | undefined): void {
    this.#undo.push({ map, key, before: map.get(key) });
    put(map, key, value);
  }
}

/** Undefined takes the key away. */
function put<T>(map: Map<string, T>, key: string, value: T | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

/** A list as it is known, and the same as it was read. */
type Pair = readonly [known: SegmentList, read: SegmentList];

/** The same lists of both; one undefined where they differ. */
function pair(known: readonly SegmentList[], read: readonly SegmentList[]): (Pair | undefined)[] {
  const left = [...read];
  const pairs = known.map((list): Pair | undefined => {
    const at = left.findIndex((each) => isSameSegmentList(each, list));
    return at < 0 ? undefined : [list, left.splice(at, 1)[0]!];
  });
  return left.length === 0 ? pairs : [undefined];
}
