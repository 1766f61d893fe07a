import { Ip6Address, Prefix } from "../../../address/index.ts";
import { VppCrash } from "../crash.ts";
import { EXCLUSIVE, type Fib, FibSource, type FibTable } from "../fib/index.ts";
import { Pool } from "../pool.ts";
import { DEFAULT_TABLE_ID, DEFAULT_WEIGHT } from "../reserved-numbers.ts";
import type { SteeringTables } from "./steering-tables.ts";

/** The most segments that a message holds. */
const MAX_SEGMENTS = 16;

const PolicyType = { default: 0, spray: 1, tef: 2 } as const;
const PolicyOperation = { add: 1, remove: 2, setWeight: 3 } as const;

/** A segment list in a request. */
export interface SegmentListRequest {
  /** `num_sids` of the message. */
  readonly count: number;
  readonly weight: number;
  /** All 16 places of the message. */
  readonly segments: readonly Ip6Address[];
  /** The outer source address; `::`, or none in the first version of the messages, for the global one. */
  readonly encapSource?: Ip6Address;
}

/** A segment list as VPP keeps it. */
export interface SegmentListEntry {
  /** `sl_index`: one numbering over the lists of all policies. */
  readonly index: number;
  weight: number;
  readonly segments: readonly Ip6Address[];
  /**
   * The outer source address and hop limit that its packets get, as they were when it was added; no dump shows them.
   */
  readonly encapSource: Ip6Address;
  readonly encapHopLimit: number;
}

/** A policy as VPP keeps it. */
export interface PolicyEntry {
  /** Its place in dumps, and what steering refers to. */
  readonly index: number;
  readonly bsid: Ip6Address;
  /** VPP's number: 0 default, 1 spray, 2 TEF; any other is kept as well. */
  readonly type: number;
  readonly isEncap: boolean;
  /** The id of the IPv6 table. */
  readonly fibTable: number;
  /** The source of the list that was added last; `::` for a policy that inserts. */
  encapSource: Ip6Address;
  /** In the order of dumps. */
  readonly segmentLists: readonly SegmentListEntry[];
}

type Policy = PolicyEntry & { readonly segmentLists: SegmentListEntry[] };

/**
 * The policies, their segment lists, and the settings for encapsulation.
 *
 * @see VPP src/vnet/srv6/sr_policy_rewrite.c
 */
export class Policies implements Iterable<PolicyEntry> {
  /** The outer source address of lists that are added without one. */
  encapSource: Ip6Address = Ip6Address.UNSPECIFIED;
  /** The outer hop limit of lists that are added. */
  encapHopLimit = 64;
  readonly #fib: Fib;
  readonly #tables: SteeringTables;
  readonly #pool = new Pool<Policy>();
  readonly #byBsid = new Map<string, Policy>();
  readonly #lists = new Pool<SegmentListEntry>();

  constructor(fib: Fib, tables: SteeringTables) {
    this.#fib = fib;
    this.#tables = tables;
  }

  find(bsid: Ip6Address): PolicyEntry | undefined {
    return this.#byBsid.get(bsid.toKey());
  }

  /** The BSID at an index; of a freed one that of the policy that was there. */
  bsidAt(index: number): Ip6Address {
    return this.#pool.peek(index)!.bsid;
  }

  /** Returns VPP's return value. */
  add(bsid: Ip6Address, type: number, isEncap: boolean, tableId: number, list: SegmentListRequest): number {
    const key = bsid.toKey();
    if (this.#byBsid.has(key)) return -12;
    const fibTable = tableId === DEFAULT_TABLE_ID ? 0 : tableId;
    const table = this.#fib.find(6, fibTable);
    if (table === undefined) return -13;
    if (table.find(Prefix.host(bsid)) !== undefined) return -12;
    checkSegments(list, isEncap, type);
    const encapSource = Ip6Address.UNSPECIFIED;
    const policy = this.#pool.add<Policy>((index) => {
      return { index, bsid, type, isEncap, fibTable, encapSource, segmentLists: [] };
    });
    this.#byBsid.set(key, policy);
    this.#addList(policy, list);
    this.#tables.retain();
    this.#install(policy, table);
    return 0;
  }

  /** Returns VPP's return value. */
  modify(bsid: Ip6Address, operation: number, listIndex: number, list: SegmentListRequest): number {
    const policy = this.#byBsid.get(bsid.toKey());
    if (policy === undefined) return -1;
    switch (operation) {
      case PolicyOperation.add:
        checkSegments(list, policy.isEncap, policy.type);
        this.#addList(policy, list);
        return 0;
      case PolicyOperation.remove:
        return this.#removeList(policy, listIndex);
      case PolicyOperation.setWeight:
        return setWeight(policy, listIndex, list.weight);
      default:
        return -1;
    }
  }

  /** Returns VPP's return value. Steering that refers to the policy stays. */
  remove(bsid: Ip6Address): number {
    const policy = this.#byBsid.get(bsid.toKey());
    if (policy === undefined) return -1;
    const table = this.#fib.find(6, policy.fibTable);
    if (table === undefined) throw new VppCrash(`policy ${bsid} is removed, but its table ${policy.fibTable} is gone`);
    for (const each of this.#removalOrder(policy, table)) this.#fib.remove(each, Prefix.host(bsid), FibSource.sr);
    for (const { index } of policy.segmentLists) this.#lists.remove(index);
    this.#byBsid.delete(bsid.toKey());
    this.#pool.remove(policy.index);
    this.#tables.release();
    return 0;
  }

  [Symbol.iterator](): Iterator<PolicyEntry> {
    return this.#pool[Symbol.iterator]();
  }

  /** The whole policy shows the source of the list added last, although the others keep their own. */
  #addList(policy: Policy, { count, weight: given, segments: all, encapSource: source }: SegmentListRequest): void {
    const weight = given === DEFAULT_WEIGHT ? 1 : given;
    const segments = all.slice(0, count);
    const { encapHopLimit } = this;
    const encapSource = source === undefined || source.isUnspecified ? this.encapSource : source;
    policy.segmentLists.push(this.#lists.add((index) => ({ index, weight, segments, encapSource, encapHopLimit })));
    if (policy.isEncap) policy.encapSource = encapSource;
  }

  /**
   * The last list takes the place of the removed one. VPP's own check reads past the end of the lists: this one is
   * exact.
   */
  #removeList({ segmentLists }: Policy, listIndex: number): number {
    if (segmentLists.length === 1) return -21;
    const place = segmentLists.findIndex(({ index }) => index === listIndex);
    if (place < 0) return -22;
    const last = segmentLists.pop()!;
    if (place < segmentLists.length) segmentLists[place] = last;
    this.#lists.remove(listIndex);
    return 0;
  }

  #install(policy: Policy, table: FibTable): void {
    if (policy.type > PolicyType.tef) return;
    for (const each of this.#tablesOf(policy, table)) {
      this.#fib.setPaths(each, Prefix.host(policy.bsid), FibSource.sr, EXCLUSIVE[6]);
    }
  }

  /** A policy that spreads packets holds its load balances longer than its entries do, and frees that of IPv6 last. */
  #removalOrder(policy: Policy, table: FibTable): FibTable[] {
    const [own, ...hidden] = this.#tablesOf(policy, table);
    return [own!, ...(policy.type === PolicyType.spray ? hidden : hidden.reverse())];
  }

  #tablesOf({ isEncap }: Policy, table: FibTable): FibTable[] {
    const hidden = isEncap ? [this.#tables.of(6), this.#tables.of(4)] : [this.#tables.of(6)];
    return [table, ...hidden];
  }
}

function checkSegments({ count }: SegmentListRequest, isEncap: boolean, type: number): void {
  if (count > MAX_SEGMENTS) throw new VppCrash(`${count} segments: VPP reads past the end of the message`);
  if (count === 0 && (isEncap || type === PolicyType.tef)) throw new VppCrash("no segments to encapsulate with");
}

/** Weight `0xffffffff` is kept as it is, unlike when a list is added. */
function setWeight({ segmentLists }: Policy, listIndex: number, weight: number): number {
  const list = segmentLists.find(({ index }) => index === listIndex);
  if (list === undefined) return -32;
  list.weight = weight;
  return 0;
}
