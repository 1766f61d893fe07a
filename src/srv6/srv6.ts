import { Ip6Address, type Ip6AddressInput } from "../address/index.ts";
import type { Outcome, VppCalls } from "../client/index.ts";
import {
  BOOLEAN,
  IP6_INPUT,
  LOCAL_SID_NAME,
  NUMBER,
  object,
  requireShape,
  SEGMENT_LIST_INPUT,
  SIGNAL,
} from "./arguments/index.ts";
import type { CheckedBatch, CheckRefusal } from "./checked-batch.ts";
import { Follower } from "./follower.ts";
import type { Srv6View } from "./held/index.ts";
import { Srv6Reader, TABLE, TABLES } from "./srv6-reader.ts";
import type {
  DeleteLocalSid,
  EndpointBehavior,
  LocalSidInput,
  Operation,
  PathTracingInput,
  ReplaceLocalSid,
  SegmentList,
  SegmentListInput,
  SrPolicyInput,
  TableName,
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
export class Srv6 extends Srv6Reader {
  readonly #follower: Follower;

  constructor(vpp: VppCalls, { unguarded = false, follows = false, pace }: Srv6Options = {}) {
    super(vpp);
    requireShape(OPTIONS, { unguarded, follows, pace }, "Srv6: options");
    const batchOptions = pace === undefined ? {} : { window: pace };
    this.#follower = new Follower(vpp, { isGuarded: !unguarded, follows, batchOptions });
  }

  /**
   * All that VPP holds. With `follows` it is looked at only where it is not known, and the same object shows later what it
   * holds then, as far as that comes from here. Routes are looked at in the named tables only.
   */
  async observe({ routesIn = [] }: { readonly routesIn?: readonly TableName[] } = {}): Promise<Srv6View> {
    requireShape(TABLES, routesIn, "routesIn");
    return this.#follower.observe(routesIn);
  }

  /** With `follows`: VPP is looked at again when something must be known of it, since others may have changed it. */
  forget(): void {
    this.#follower.forget();
  }

  /** Sets the source address for policies and segment lists that are added from now on. */
  async setEncapSource(source: Ip6AddressInput): Promise<void> {
    await this.#do({ op: "setEncapSource", source: encapSourceFrom(source) });
  }

  /** Sets the hop limit, 1 to 255, for policies and segment lists that are added from now on. */
  async setEncapHopLimit(hopLimit: number): Promise<void> {
    requireShape(NUMBER, hopLimit, "hopLimit");
    await this.#do({ op: "setEncapHopLimit", hopLimit });
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
    requireShape(IP6_INPUT, sid, "sid");
    const choice = typeof which === "string" ? { type: which } : which;
    requireShape(LOCAL_SID_NAME, choice, "which");
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
    requireShape(REPLACING, options, "options");
    await this.#do({ op: "replaceLocalSid", localSid: localSidFrom(localSid), ...options });
  }

  /** Adds a table, or leaves it as it is. */
  async addTable(tableId: number, family: 4 | 6, name = ""): Promise<void> {
    requireShape(TABLE, { tableId, family, name }, "table");
    await this.#do({ op: "addTable", tableId, family, name });
  }

  /**
   * Deletes a table that no local SID, policy or steering names, of whomever it is, in which there is no interface, and no
   * route of the API or the command line: VPP would not notice, and the next table would take its place.
   */
  async deleteTable(tableId: number, family: 4 | 6): Promise<void> {
    requireShape(TABLE, { tableId, family }, "table");
    await this.#do({ op: "deleteTable", tableId, family });
  }

  /** Begins to trace the path of packets of an interface. */
  async addPathTracing(pathTracing: PathTracingInput): Promise<void> {
    await this.#do({ op: "addPathTracing", pathTracing: pathTracingFrom(pathTracing) });
  }

  /** Ends path tracing of an interface. */
  async deletePathTracing(swIfIndex: number): Promise<void> {
    requireShape(NUMBER, swIfIndex, "swIfIndex");
    await this.#do({ op: "deletePathTracing", swIfIndex });
  }

  /** Adds a policy with all its segment lists. */
  async addPolicy(policy: SrPolicyInput): Promise<void> {
    await this.#do({ op: "addPolicy", policy: policyFrom(policy) });
  }

  /** Deletes a policy to which nothing is steered. */
  async deletePolicy(bsid: Ip6AddressInput): Promise<void> {
    await this.#do({ op: "deletePolicy", bsid: bsidFrom(bsid) });
  }

  /** Adds a segment list to a policy. */
  async addSegmentList(bsid: Ip6AddressInput, list: SegmentListInput): Promise<void> {
    await this.#do({ op: "addSegmentList", bsid: bsidFrom(bsid), segmentList: segmentListFrom(list) });
  }

  /** Deletes the segment list with these segments and this weight; not the last one of a policy. */
  async deleteSegmentList(bsid: Ip6AddressInput, list: SegmentListInput): Promise<void> {
    await this.#do({ op: "deleteSegmentList", bsid: bsidFrom(bsid), segmentList: nameOf(list) });
  }

  /** Gives the segment list with these segments and its weight until now a new one. */
  async setWeight(bsid: Ip6AddressInput, list: SegmentListInput, weight: number): Promise<void> {
    const segmentList = nameOf(list);
    await this.#do({ op: "setWeight", bsid: bsidFrom(bsid), segmentList, weight: weightFrom(weight) });
  }

  /** Steers traffic into a policy; traffic that is steered already, without losing a packet. */
  async steer(traffic: TrafficInput, bsid: Ip6AddressInput): Promise<void> {
    await this.#do({ op: "steer", traffic: trafficFrom(traffic), bsid: bsidFrom(bsid) });
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
   * Checks operations, in stages that are to be sent one after the other, against what VPP holds now and the messages that it
   * has. Sends none of them.
   *
   * @throws {VppError} the failure of a question that VPP had to answer.
   */
  async check(
    stages: readonly (readonly Operation[])[],
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<CheckedBatch | CheckRefusal> {
    requireShape(BOUNDS, options, "options");
    return this.#follower.check(stages, options);
  }

  /**
   * Does many operations in order, in one batch, and reports how each ended. Batches of one connection wait for each other,
   * and a single operation is a batch too.
   *
   * @throws {VppError} `VPP_HAZARD` or `VPP_SRV6` when one of them must not be sent, `VPP_MESSAGE_MISSING` when VPP does not
   * have a message that it takes, `VPP_FIELD_RANGE` for a `pace` below 1; none is sent then.
   */
  async batch(operations: readonly Operation[], options: { readonly signal?: AbortSignal } = {}): Promise<Outcome[]> {
    requireShape(BOUNDS, options, "options");
    return this.#follower.batch(operations, options);
  }

  async #do(operation: Operation): Promise<void> {
    const [outcome] = await this.batch([operation]);
    if (outcome?.ok === false) throw outcome.error;
  }
}

const OPTIONS = object({}, { unguarded: BOOLEAN, follows: BOOLEAN, pace: NUMBER });
const BOUNDS = object({}, { signal: SIGNAL });
const REPLACING = object({}, { from: LOCAL_SID_NAME, interrupts: BOOLEAN });

function bsidFrom(value: Ip6AddressInput): Ip6Address {
  requireShape(IP6_INPUT, value, "bsid");
  return Ip6Address.from(value);
}

/** A list to be found in VPP. Unlike one that is added it may be anything, since others add lists too. */
function nameOf(list: SegmentListInput): SegmentList {
  requireShape(SEGMENT_LIST_INPUT, list, "segmentList");
  const { segments, weight = 1 } = list;
  return { segments: segments.map(Ip6Address.from), weight };
}
