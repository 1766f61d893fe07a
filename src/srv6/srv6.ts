import { Ip6Address, type Ip6AddressInput } from "../address/index.ts";
import type { Outcome, VppCalls } from "../client/index.ts";
import type { CheckedBatch, CheckRefusal } from "./checked-batch.ts";
import { Follower } from "./follower.ts";
import type { Srv6View } from "./held/index.ts";
import type { LocalSidCounters } from "./read/index.ts";
import {
  hasPrefixLengths,
  readBsidSources,
  readCoverLengths,
  readEgress,
  readEncapHopLimit,
  readEncapSource,
  readFirstSids,
  readForwarding,
  readLocalSidCounters,
  readLocalSids,
  readOrphans,
  readPathTracing,
  readPolicies,
  readRoutesTo,
  readShadows,
  readSteering,
  readTables,
  readTableUsers,
  type TableUsers,
} from "./read/index.ts";
import type {
  DeleteLocalSid,
  Destination,
  EndpointBehavior,
  Forwarding,
  LocalSid,
  LocalSidInput,
  Operation,
  PathTracing,
  PathTracingInput,
  ReplaceLocalSid,
  Route,
  SegmentList,
  SegmentListInput,
  SrPolicy,
  SrPolicyInput,
  Steering,
  TableName,
  TableRoute,
  TrafficInput,
} from "./values/index.ts";
import {
  checking,
  encapSourceFrom,
  exactTrafficFrom,
  keyOfTraffic,
  localSidFrom,
  pathTracingFrom,
  policyFrom,
  segmentListFrom,
  tableNames,
  trafficFrom,
  weightFrom,
} from "./values/index.ts";

export interface Srv6Options {
  /**
   * Whether to send what VPP may not survive, for those who test VPP itself; default false. Values must be valid all the same,
   * and the client must be `unguarded` too for what a message alone tells.
   */
  readonly unguarded?: boolean;
  /**
   * Whether what VPP holds is looked at once, when it is needed, and followed from then on, instead of before each batch:
   * for whoever is the only one to change it. When a batch fails, or does not fit what is known, VPP is looked at again.
   * Default false.
   */
  readonly follows?: boolean;
  /**
   * How many messages VPP is given at a time; default 512. Without a worker VPP forwards no packet while it carries out what it
   * has read: fewer spare the packets, and take longer.
   */
  readonly pace?: number;
}

/**
 * The SRv6 state of one VPP, in the words of RFC 8986 and RFC 9256. It belongs to VPP, not to the client: it is there
 * until it is deleted, and every other client sees and can change it.
 *
 * Whatever would crash VPP is refused before it is sent (`VPP_HAZARD`, `VPP_SRV6`); what VPP refuses is a `VPP_RETVAL`
 * that says what its number means. Errors come by the promise.
 */
export class Srv6 {
  readonly #vpp: VppCalls;
  readonly #follower: Follower;

  constructor(vpp: VppCalls, { unguarded = false, follows = false, pace }: Srv6Options = {}) {
    this.#vpp = vpp;
    const batchOptions = pace === undefined ? {} : { window: pace };
    this.#follower = new Follower(vpp, { isGuarded: !unguarded, follows, batchOptions });
  }

  /**
   * All that VPP holds. With `follows` it is looked at only where it is not known, and the same object shows later what it
   * holds then, as far as that comes from here. Routes are looked at in the named tables only.
   */
  observe({ routesIn = [] }: { readonly routesIn?: readonly TableName[] } = {}): Promise<Srv6View> {
    return this.#follower.observe(routesIn);
  }

  /** With `follows`: VPP is looked at again when something must be known of it, since others may have changed it. */
  forget(): void {
    this.#follower.forget();
  }

  /** The source address of outer headers; `::` when none is set. */
  encapSource(): Promise<Ip6Address> {
    return readEncapSource(this.#vpp);
  }

  /** Sets the source address for policies and segment lists that are added from now on. */
  async setEncapSource(source: Ip6AddressInput): Promise<void> {
    await this.#do({ op: "setEncapSource", source: encapSourceFrom(source) });
  }

  /** The hop limit of outer headers. */
  encapHopLimit(): Promise<number> {
    return readEncapHopLimit(this.#vpp);
  }

  /** Sets the hop limit, 1 to 255, for policies and segment lists that are added from now on. */
  async setEncapHopLimit(hopLimit: number): Promise<void> {
    await this.#do({ op: "setEncapHopLimit", hopLimit });
  }

  /** All local SIDs, in VPP's order. */
  localSids(): Promise<LocalSid[]> {
    return readLocalSids(this.#vpp);
  }

  /** Adds a local SID. VPP cannot change one: delete it and add it again. */
  async addLocalSid(localSid: LocalSidInput): Promise<void> {
    await this.#do({ op: "addLocalSid", localSid: localSidFrom(localSid) });
  }

  /** Deletes a local SID. Type or prefix length tell which, where the same address is there twice: as End and as uN. */
  async deleteLocalSid(
    sid: Ip6AddressInput,
    which: EndpointBehavior["type"] | Pick<DeleteLocalSid, "type" | "prefixLength"> = {},
  ): Promise<void> {
    const choice = typeof which === "string" ? { type: which } : which;
    await this.#do({ op: "deleteLocalSid", sid: Ip6Address.from(sid), ...choice });
  }

  /**
   * Gives a local SID another behavior, table or prefix length, without losing a packet: meanwhile a SID at a shorter prefix
   * takes them.
   *
   * @throws {VppError} `VPP_SRV6` where there is no way but to delete it and add it again: of uN, of uA, of a VPP before 26.06.
   * With `interrupts` that is done.
   */
  async replaceLocalSid(
    localSid: LocalSidInput,
    options: Pick<ReplaceLocalSid, "from" | "interrupts"> = {},
  ): Promise<void> {
    await this.#do({ op: "replaceLocalSid", localSid: localSidFrom(localSid), ...options });
  }

  /**
   * The routes that local SIDs have left which were deleted from a wrong table: nothing else explains them, and nothing can be
   * added in their place.
   */
  async orphans(): Promise<TableRoute[]> {
    return readOrphans(this.#vpp, tableNames(await readTables(this.#vpp)));
  }

  /** Adds a table, or leaves it as it is. */
  async addTable(tableId: number, family: 4 | 6, name = ""): Promise<void> {
    await this.#do({ op: "addTable", tableId, family, name });
  }

  /**
   * Deletes a table that no local SID, policy or steering names, of whomever it is, in which there is no interface, and no
   * route of the API or the command line: VPP would not notice, and the next table would take its place.
   */
  async deleteTable(tableId: number, family: 4 | 6): Promise<void> {
    await this.#do({ op: "deleteTable", tableId, family });
  }

  /** All interfaces with path tracing, in VPP's order. */
  pathTracing(): Promise<PathTracing[]> {
    return readPathTracing(this.#vpp);
  }

  /** Begins to trace the path of packets of an interface. */
  async addPathTracing(pathTracing: PathTracingInput): Promise<void> {
    await this.#do({ op: "addPathTracing", pathTracing: pathTracingFrom(pathTracing) });
  }

  /** Ends path tracing of an interface. */
  async deletePathTracing(swIfIndex: number): Promise<void> {
    await this.#do({ op: "deletePathTracing", swIfIndex });
  }

  /** All policies, in VPP's order. */
  policies(): Promise<SrPolicy[]> {
    return readPolicies(this.#vpp);
  }

  /** Adds a policy with all its segment lists. */
  async addPolicy(policy: SrPolicyInput): Promise<void> {
    await this.#do({ op: "addPolicy", policy: policyFrom(policy) });
  }

  /** Deletes a policy to which nothing is steered. */
  async deletePolicy(bsid: Ip6AddressInput): Promise<void> {
    await this.#do({ op: "deletePolicy", bsid: Ip6Address.from(bsid) });
  }

  /** Adds a segment list to a policy. */
  async addSegmentList(bsid: Ip6AddressInput, list: SegmentListInput): Promise<void> {
    await this.#do({ op: "addSegmentList", bsid: Ip6Address.from(bsid), segmentList: segmentListFrom(list) });
  }

  /** Deletes the segment list with these segments and this weight; not the last one of a policy. */
  async deleteSegmentList(bsid: Ip6AddressInput, list: SegmentListInput): Promise<void> {
    await this.#do({ op: "deleteSegmentList", bsid: Ip6Address.from(bsid), segmentList: nameOf(list) });
  }

  /** Gives the segment list with these segments and its weight until now a new one. */
  async setWeight(bsid: Ip6AddressInput, list: SegmentListInput, weight: number): Promise<void> {
    const segmentList = nameOf(list);
    await this.#do({ op: "setWeight", bsid: Ip6Address.from(bsid), segmentList, weight: weightFrom(weight) });
  }

  /** All steering, in VPP's order. What was steered to a deleted policy can show another policy's BSID. */
  steering(): Promise<Steering[]> {
    return readSteering(this.#vpp);
  }

  /** Steers traffic into a policy; traffic that is steered already, without losing a packet. */
  async steer(traffic: TrafficInput, bsid: Ip6AddressInput): Promise<void> {
    await this.#do({ op: "steer", traffic: trafficFrom(traffic), bsid: Ip6Address.from(bsid) });
  }

  /** Ends the steering of traffic. Of a prefix with host bits, as others steer it, that one; if there is none, without them. */
  async unsteer(traffic: TrafficInput): Promise<void> {
    const exact = exactTrafficFrom(traffic);
    const hasHostBits = exact.kind === "l3" && exact.prefix.hasHostBits;
    const isThere =
      hasHostBits && (await checking(() => this.steering())).some((rule) => keyOfTraffic(rule) === keyOfTraffic(exact));
    await this.#do({ op: "unsteer", traffic: isThere ? exact : trafficFrom(exact) });
  }

  /**
   * What became of steering: retval 0 tells only that VPP has taken it. L3 steering that is installed has the index of its
   * packet counters in `/net/route/to` of the stats segment.
   *
   * @param firstSids of the policies to which traffic is steered, when they are known.
   */
  async forwarding(
    steering: readonly Steering[],
    firstSids?: ReadonlyMap<SrPolicy, readonly (Route | undefined)[]>,
  ): Promise<Forwarding[]> {
    return readForwarding(this.#vpp, steering, firstSids ?? (await this.firstSids(await this.policies())));
  }

  /** The routes to the first SIDs of the lists of each policy, in the policy's table; undefined where there is none. */
  firstSids(policies: readonly SrPolicy[]): Promise<ReadonlyMap<SrPolicy, readonly (Route | undefined)[]>> {
    return readFirstSids(this.#vpp, policies);
  }

  /**
   * What VPP forwards packets to each destination by, and the index of its packet counters: of a BSID with length 128 and
   * `exact`.
   */
  routesTo(
    destinations: readonly Destination[],
    options: { readonly exact: boolean } = { exact: false },
  ): Promise<(Route | undefined)[]> {
    return readRoutesTo(this.#vpp, destinations, options);
  }

  /** The interfaces by which packets to each destination leave; none where there is no way. */
  egress(destinations: readonly Destination[]): Promise<ReadonlySet<number>[]> {
    return readEgress(this.#vpp, destinations);
  }

  /**
   * The source of what VPP has at the BSID of each policy, of whatever kind, in the policy's table: it takes no policy there.
   * Undefined where there is nothing, or VPP cannot be asked.
   */
  bsidSources(policies: readonly Pick<SrPolicy, "bsid" | "fibTable">[]): Promise<(string | undefined)[]> {
    return readBsidSources(this.#vpp, policies);
  }

  /**
   * Who else has a route to each prefix that VPP prefers to one of its API: `SR` or `interface`; undefined where nobody has.
   */
  shadowsOf(routes: readonly TableRoute[]): Promise<(string | undefined)[]> {
    return readShadows(this.#vpp, routes);
  }

  /** Returns what keeps each table besides SRv6 and the routes of the API, in words, by `describeTable`. */
  tableUsers(tables: readonly TableName[]): Promise<TableUsers> {
    return readTableUsers(this.#vpp, tables);
  }

  /**
   * Returns the lengths of shorter prefixes around each local SID for which its table has no route, the longest first; nothing
   * where VPP cannot add a local SID at another prefix length.
   */
  async coverLengths(localSids: readonly LocalSid[]): Promise<ReadonlyMap<LocalSid, readonly number[]>> {
    return hasPrefixLengths(this.#vpp) ? await readCoverLengths(this.#vpp, localSids) : new Map();
  }

  /** The packets that came to each local SID. Each call leaks a few bytes in VPP: not for short intervals. */
  localSidCounters(): Promise<LocalSidCounters[]> {
    return readLocalSidCounters(this.#vpp);
  }

  /**
   * Checks operations, in stages that are to be sent one after the other, against what VPP holds now and the messages that it
   * has. Sends none of them.
   *
   * @throws {VppError} the failure of a question that VPP had to answer.
   */
  check(
    stages: readonly (readonly Operation[])[],
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<CheckedBatch | CheckRefusal> {
    return this.#follower.check(stages, options);
  }

  /**
   * Does many operations in order, in one batch, and reports how each ended. Batches of one connection wait for each other,
   * and a single operation is a batch too.
   *
   * @throws {VppError} `VPP_HAZARD` or `VPP_SRV6` when one of them must not be sent, `VPP_MESSAGE_MISSING` when VPP does not
   * have a message that it takes, `VPP_FIELD_RANGE` for a `pace` below 1; none is sent then.
   */
  batch(operations: readonly Operation[], options: { readonly signal?: AbortSignal } = {}): Promise<Outcome[]> {
    return this.#follower.batch(operations, options);
  }

  async #do(operation: Operation): Promise<void> {
    const [outcome] = await this.batch([operation]);
    if (outcome?.ok === false) throw outcome.error;
  }
}

/** A list to be found in VPP. Unlike one that is added it may be anything, since others add lists too. */
function nameOf({ segments, weight = 1 }: SegmentListInput): SegmentList {
  return { segments: segments.map(Ip6Address.from), weight };
}
