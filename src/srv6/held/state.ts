import { Ip6Address } from "../../address/index.ts";
import type { Facts, NumberedLists } from "../read/index.ts";
import type {
  CheckedList,
  Encap,
  FoundLocalSid,
  LocalSid,
  SegmentList,
  SrPolicy,
  StaticRoute,
  TableName,
  TableRoute,
} from "../values/index.ts";
import { describeTable, isSameSegmentList, keyOfLocalSid, prefixLengthOf, tableOf } from "../values/index.ts";
import type { Held, HeldPolicy } from "./held.ts";
import { groupOf, HeldSteering } from "./held-steering.ts";

export type Fact = keyof Facts;

/** Facts, and those that are read for each check that needs them. */
type Learned = Partial<Facts & Pick<Held, "tableUsers" | "coverLengths">>;

const NO_LOCAL_SIDS: readonly LocalSid[] = [];
const NO_NUMBER: readonly undefined[] = [undefined];

/** The state of one VPP, as far as it was read. Only `learn...` methods and transactions change it. */
export class HeldState extends HeldSteering implements Held {
  takesSource = true;
  interfaces: ReadonlySet<number> = new Set();
  hasMicroSids = false;
  tableUsers: Held["tableUsers"] = new Map();
  coverLengths: Held["coverLengths"] = new Map();
  tables: { readonly 4: Set<number>; readonly 6: Set<number> } = { 4: new Set(), 6: new Set() };
  /** The only value. */
  readonly encap: Map<"encap", Encap> = new Map([["encap", { source: Ip6Address.UNSPECIFIED, hopLimit: 0 }]]);
  /** By address. */
  readonly localSidsBySid: Map<string, readonly LocalSid[]> = new Map();
  /** By `keyOfLocalSid`, the prefix lengths of companions. */
  readonly companionLengths: Map<string, number> = new Map();
  readonly policiesByBsid: Map<string, HeldPolicy> = new Map();
  /** By table, then by prefix. */
  readonly routesByTable: Map<string, Map<string, StaticRoute>> = new Map();
  /** The first words of BSIDs: most segments begin with another one, and need no key to be looked up. */
  readonly #bsidHeads = new Set<number>();
  #lastAge = 0;
  #lastAgeBefore = 0;
  /** Facts, and tables whose routes are known. */
  readonly #known = new Set<string>();

  constructor(learned: Learned = {}) {
    super();
    this.learn(learned);
  }

  knows(fact: Fact): boolean {
    return this.#known.has(fact);
  }

  knowsAll(facts: readonly Fact[]): boolean {
    return facts.every((fact) => this.#known.has(fact));
  }

  knowsRoutes(table: TableName): boolean {
    return this.#known.has(describeTable(table));
  }

  /** Replaces the named facts by those that were read. */
  learn(learned: Learned): void {
    const { encap, tables, localSids, policies, steering, ...rest } = learned;
    for (const fact of Object.keys(learned)) this.#known.add(fact);
    Object.assign(this, rest);
    if (encap !== undefined) this.encap.set("encap", encap);
    if (tables !== undefined) this.tables = { 4: new Set(tables[4]), 6: new Set(tables[6]) };
    if (localSids !== undefined) this.#learnLocalSids(localSids);
    if (policies !== undefined) {
      this.policiesByBsid.clear();
      this.#bsidHeads.clear();
      for (const { policy, numbers } of policies) {
        this.policiesByBsid.set(policy.bsid.toKey(), this.newPolicy(policy, numbers));
      }
    }
    if (steering !== undefined) this.learnSteering(steering);
  }

  /** Replaces the routes of a table by those that were read. */
  learnRoutes(table: TableName, routes: readonly StaticRoute[]): void {
    const key = describeTable(table);
    const known = groupOf(this.routesByTable, key);
    known.clear();
    for (const route of routes) known.set(String(route.prefix), route);
    this.#known.add(key);
  }

  /** Whether VPP's number of some list is not known. */
  get lacksNumbers(): boolean {
    for (const { numbers } of this.policiesByBsid.values()) if (numbers.includes(undefined)) return true;
    return false;
  }

  /**
   * Stores VPP's numbers of lists.
   *
   * @param before the policies when VPP was asked: the numbers of those that have changed since are not stored.
   * @returns false, and stores nothing, if VPP has other policies or lists than this state: another client has changed them.
   */
  learnNumbers(
    found: ReadonlyMap<string, NumberedLists>,
    before: ReadonlyMap<string, HeldPolicy> = this.policiesByBsid,
  ): boolean {
    if (found.size !== before.size) return false;
    const numbered: [key: string, held: HeldPolicy][] = [];
    for (const [key, held] of before) {
      if (this.policiesByBsid.get(key) !== held) continue;
      const { policy, ages } = held;
      const numbers = numbersOf(policy.segmentLists, found.get(key));
      if (numbers === undefined) return false;
      numbered.push([key, { policy, numbers, ages }]);
    }
    for (const [key, held] of numbered) this.policiesByBsid.set(key, held);
    return true;
  }

  /** Returns VPP's number for a list that was there before. */
  numberOf({ bsid, age = 0 }: CheckedList): number | undefined {
    const held = this.heldPolicy(bsid);
    return held?.numbers[held.ages.indexOf(age)];
  }

  /** Marks everything as unknown. The values stay visible until they are read again. */
  forget(): void {
    this.#known.clear();
  }

  /** Marks these facts, and the routes of tables by `describeTable`, as unknown. */
  unlearn(facts: Iterable<string>): void {
    for (const fact of facts) this.#known.delete(fact);
  }

  /** Begins a part, and returns the age of the youngest list: VPP reports the numbers of younger lists after the part. */
  beginPart(): number {
    this.#lastAgeBefore = this.#lastAge;
    return this.#lastAge;
  }

  isEarlier(age: number): boolean {
    return age <= this.#lastAgeBefore;
  }

  nextAge(): number {
    return ++this.#lastAge;
  }

  /** Returns a policy whose lists were all added now. */
  newPolicy(policy: SrPolicy, numbers?: readonly number[]): HeldPolicy {
    const { length } = policy.segmentLists;
    this.#bsidHeads.add(policy.bsid.word0);
    const ages = [++this.#lastAge];
    while (ages.length < length) ages.push(++this.#lastAge);
    const unknown = length === 1 ? NO_NUMBER : new Array<undefined>(length).fill(undefined);
    return { policy, numbers: numbers ?? unknown, ages };
  }

  get encapSource(): Ip6Address {
    return this.encap.get("encap")!.source;
  }

  get encapHopLimit(): number {
    return this.encap.get("encap")!.hopLimit;
  }

  get localSids(): readonly LocalSid[] {
    return [...this.localSidsBySid.values()].flat();
  }

  get policies(): readonly SrPolicy[] {
    return Array.from(this.policiesByBsid.values(), ({ policy }) => policy);
  }

  localSidsAt(sid: Ip6Address): readonly LocalSid[] {
    return this.localSidsBySid.get(sid.toKey()) ?? NO_LOCAL_SIDS;
  }

  foundLocalSid(localSid: LocalSid): FoundLocalSid {
    const lengths = this.companionLengths;
    const companionLength = lengths.size === 0 ? undefined : lengths.get(keyOfLocalSid(localSid)); // few have one
    return companionLength === undefined ? localSid : { ...localSid, companionLength };
  }

  policy(bsid: Ip6Address): SrPolicy | undefined {
    return this.heldPolicy(bsid)?.policy;
  }

  heldPolicy(bsid: Ip6Address): HeldPolicy | undefined {
    return this.#bsidHeads.has(bsid.word0) ? this.policiesByBsid.get(bsid.toKey()) : undefined;
  }

  routesIn(table: TableName): readonly StaticRoute[] {
    return [...(this.routesByTable.get(describeTable(table))?.values() ?? [])];
  }

  route(route: TableRoute): StaticRoute | undefined {
    return this.routesByTable.get(describeTable(tableOf(route)))?.get(String(route.prefix));
  }

  #learnLocalSids(localSids: readonly FoundLocalSid[]): void {
    this.localSidsBySid.clear();
    this.companionLengths.clear();
    for (const { companionLength, ...localSid } of localSids) {
      const found = this.localSidsAt(localSid.sid);
      const length = prefixLengthOf(localSid);
      if (found.some((each) => prefixLengthOf(each) === length)) continue;
      this.localSidsBySid.set(localSid.sid.toKey(), [...found, localSid]);
      if (companionLength !== undefined) this.companionLengths.set(keyOfLocalSid(localSid), companionLength);
    }
  }
}

/** Returns VPP's numbers of lists in their order; undefined where VPP has other lists. */
function numbersOf(lists: readonly SegmentList[], read: NumberedLists | undefined): HeldPolicy["numbers"] | undefined {
  if (read === undefined || read.lists.length !== lists.length) return undefined;
  if (lists.every((list, at) => isSameSegmentList(list, read.lists[at]!))) return read.numbers;
  const left = [...read.lists.entries()];
  const numbers = lists.map((list) => {
    const at = left.findIndex(([, each]) => isSameSegmentList(each, list));
    return at < 0 ? undefined : read.numbers[left.splice(at, 1)[0]![0]];
  });
  return numbers.includes(undefined) ? undefined : numbers;
}
