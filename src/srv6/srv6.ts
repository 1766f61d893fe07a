import type { Ip6AddressInput } from "../address/index.ts";
import { namingCaller, VppError } from "../errors.ts";
import { LOCAL_SID_NAME, NUMBER, REPLACING, requireShape, TABLE } from "./arguments/index.ts";
import { Follower } from "./follower.ts";
import type {
  DeleteLocalSid,
  EndpointBehavior,
  LocalSidInput,
  Operation,
  PathTracingInput,
  ReplaceLocalSid,
  SegmentListInput,
  SrPolicyInput,
  TrafficInput,
} from "./values/index.ts";
import {
  checking,
  encapSourceFrom,
  exactSegmentListFrom,
  exactTrafficFrom,
  ip6From,
  keyOfTraffic,
  localSidFrom,
  pathTracingFrom,
  policyFrom,
  segmentListFrom,
  trafficFrom,
  weightFrom,
} from "./values/index.ts";

/**
 * Reads and changes the SRv6 state of one VPP, in the terms of RFC 8986 and RFC 9256. The state belongs to VPP, not to the
 * client: it stays until it is deleted, and every other client sees it and can change it.
 *
 * An operation that would crash VPP is refused before it is sent (`VPP_HAZARD`, `VPP_SRV6`). An operation that VPP refuses is
 * a `VPP_RETVAL` that says what VPP's number means. Errors reject the promise.
 */
export class Srv6 extends Follower {
  /** Sets the source address for policies and segment lists that are added from now on. */
  setEncapSource(source: Ip6AddressInput): Promise<void> {
    return this.#do(() => ({ op: "setEncapSource", source: encapSourceFrom(source) }));
  }

  /** Sets the hop limit, 1 to 255, for policies and segment lists that are added from now on. */
  setEncapHopLimit(hopLimit: number): Promise<void> {
    return this.#do(() => ({ op: "setEncapHopLimit", hopLimit: requireShape(NUMBER, hopLimit, "hopLimit") }));
  }

  /** Adds a local SID. VPP cannot change one: delete it and add it again. */
  addLocalSid(localSid: LocalSidInput): Promise<void> {
    return this.#do(() => ({ op: "addLocalSid", localSid: localSidFrom(localSid) }));
  }

  /** Deletes a local SID. `which` is needed where VPP has the address twice, for example as End and as uN. */
  deleteLocalSid(
    sid: Ip6AddressInput,
    which: EndpointBehavior["type"] | Pick<DeleteLocalSid, "type" | "prefixLength"> = {},
  ): Promise<void> {
    return this.#do(() => {
      const address = ip6From(sid, "sid");
      const choice = typeof which === "string" ? { type: which } : which;
      return { op: "deleteLocalSid", sid: address, ...requireShape(LOCAL_SID_NAME, choice, "which") };
    });
  }

  /**
   * Gives a local SID another behavior, table or prefix length, without losing a packet: meanwhile a SID with a shorter prefix
   * takes the packets.
   *
   * @throws {VppError} `VPP_SRV6` where the SID must be deleted before it is added again: uN, uA, and any SID of a VPP before
   * 26.06. `interrupts` allows that.
   */
  replaceLocalSid(localSid: LocalSidInput, options: Pick<ReplaceLocalSid, "from" | "interrupts"> = {}): Promise<void> {
    return this.#do(() => ({
      op: "replaceLocalSid",
      ...requireShape(REPLACING, options, "options"),
      localSid: localSidFrom(localSid),
    }));
  }

  /** Adds a table. A table that exists stays as it is. */
  addTable(tableId: number, family: 4 | 6, name = ""): Promise<void> {
    return this.#do(() => ({ op: "addTable", ...requireShape(TABLE, { tableId, family, name }, "table") }));
  }

  /**
   * Deletes a table. Refuses a table that is used by a local SID, a policy, steering, an interface, or a route of the API or
   * the command line: VPP would delete it all the same, and the next table would take its place.
   */
  deleteTable(tableId: number, family: 4 | 6): Promise<void> {
    return this.#do(() => ({ op: "deleteTable", ...requireShape(TABLE, { tableId, family }, "table") }));
  }

  /** Starts path tracing of an interface. */
  addPathTracing(pathTracing: PathTracingInput): Promise<void> {
    return this.#do(() => ({ op: "addPathTracing", pathTracing: pathTracingFrom(pathTracing) }));
  }

  /** Ends path tracing of an interface. */
  deletePathTracing(swIfIndex: number): Promise<void> {
    return this.#do(() => ({ op: "deletePathTracing", swIfIndex: requireShape(NUMBER, swIfIndex, "swIfIndex") }));
  }

  /** Adds a policy with all its segment lists. */
  addPolicy(policy: SrPolicyInput): Promise<void> {
    return this.#do(() => ({ op: "addPolicy", policy: policyFrom(policy) }));
  }

  /** Deletes a policy to which nothing is steered. */
  deletePolicy(bsid: Ip6AddressInput): Promise<void> {
    return this.#do(() => ({ op: "deletePolicy", bsid: ip6From(bsid, "bsid") }));
  }

  /** Adds a segment list to a policy. */
  addSegmentList(bsid: Ip6AddressInput, list: SegmentListInput): Promise<void> {
    return this.#do(() => ({ op: "addSegmentList", bsid: ip6From(bsid, "bsid"), segmentList: segmentListFrom(list) }));
  }

  /** Deletes the segment list with these segments and this weight; not the last one of a policy. */
  deleteSegmentList(bsid: Ip6AddressInput, list: SegmentListInput): Promise<void> {
    return this.#do(() => ({ op: "deleteSegmentList", ...namedList(bsid, list) }));
  }

  /** Sets another weight for the segment list with these segments and this weight. */
  setWeight(bsid: Ip6AddressInput, list: SegmentListInput, weight: number): Promise<void> {
    return this.#do(() => ({ op: "setWeight", ...namedList(bsid, list), weight: weightFrom(weight) }));
  }

  /** Steers traffic into a policy. Traffic that is steered already moves to the policy without losing a packet. */
  steer(traffic: TrafficInput, bsid: Ip6AddressInput): Promise<void> {
    return this.#do(() => ({ op: "steer", traffic: trafficFrom(traffic), bsid: ip6From(bsid, "bsid") }));
  }

  /** Ends the steering of traffic: of a prefix as it is, or without its host bits if it is not steered as it is. */
  async unsteer(traffic: TrafficInput): Promise<void> {
    const exact = exactTrafficFrom(traffic);
    const hasHostBits = exact.kind === "l3" && exact.prefix.hasHostBits;
    const isThere =
      hasHostBits && (await checking(() => this.steering())).some((rule) => keyOfTraffic(rule) === keyOfTraffic(exact));
    await this.#do(() => ({ op: "unsteer", traffic: isThere ? exact : trafficFrom(exact) }));
  }

  /** Does one operation. @param operationOf makes it of the arguments of the method, or refuses them. */
  async #do(operationOf: () => Operation): Promise<void> {
    try {
      const [outcome] = await this.batch([operationOf()]);
      if (outcome?.ok === false) throw outcome.error;
    } catch (reason) {
      throw namingCaller(VppError.from(reason), this.#do);
    }
  }
}

/** Returns what names a list of a policy that VPP has. */
function namedList(bsid: Ip6AddressInput, list: SegmentListInput) {
  return { bsid: ip6From(bsid, "bsid"), segmentList: exactSegmentListFrom(list) };
}
