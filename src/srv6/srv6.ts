import { Ip6Address, type Ip6AddressInput } from "../address/index.ts";
import type { Batch, Outcome, VppCalls } from "../client/index.ts";
import type { MessageTable } from "../wire/index.ts";
import type { EndpointBehavior } from "./behavior.ts";
import { encapSourceFrom, readEncapHopLimit, readEncapSource } from "./encap.ts";
import { checkOperations } from "./guard.ts";
import { inTurn } from "./in-turn.ts";
import { type LocalSid, type LocalSidInput, localSidFrom } from "./local-sid.ts";
import type { Operation } from "./operation.ts";
import { policyFrom, type SrPolicy, type SrPolicyInput } from "./policy.ts";
import { readLocalSids, readPolicies, readSteering } from "./read.ts";
import { withMeaning } from "./retval.ts";
import { type SegmentList, type SegmentListInput, segmentListFrom, weightFrom } from "./segment-list.ts";
import { type Steering, type TrafficInput, trafficFrom } from "./steering.ts";
import { messagesOf, type Send } from "./translate.ts";
import { readView } from "./view.ts";

/**
 * The SRv6 state of one VPP, in the words of RFC 8986 and RFC 9256. It belongs to VPP, not to the client: it is there
 * until it is deleted, and every other client sees and can change it.
 *
 * Whatever would crash VPP is refused before it is sent (`VPP_HAZARD`, `VPP_SRV6`); what VPP refuses is a `VPP_RETVAL`
 * that says what its number means. Errors come by the promise.
 */
export class Srv6 {
  readonly #vpp: VppCalls;

  constructor(vpp: VppCalls) {
    this.#vpp = vpp;
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

  /** Deletes a local SID. `type` tells which, where End and uN of the same address are there. */
  async deleteLocalSid(sid: Ip6AddressInput, type?: EndpointBehavior["type"]): Promise<void> {
    await this.#do({ op: "deleteLocalSid", sid: Ip6Address.from(sid), ...(type === undefined ? {} : { type }) });
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

  /** Ends the steering of traffic. */
  async unsteer(traffic: TrafficInput): Promise<void> {
    await this.#do({ op: "unsteer", traffic: trafficFrom(traffic) });
  }

  /**
   * Whether VPP can be asked for these operations, in this order, with what it holds now and the messages that it has. Sends
   * none of them.
   *
   * @throws {VppError} as `batch`.
   */
  async check(operations: readonly Operation[]): Promise<void> {
    await this.#check(operations);
  }

  /**
   * Does many operations in order, in one batch, and tells how each ended. Batches of one client wait for each other, and a
   * single operation is a batch too.
   *
   * @throws {VppError} `VPP_HAZARD` or `VPP_SRV6` when one of them must not be sent, `VPP_MESSAGE_MISSING` when VPP does not
   * have a message that it takes; none is sent then.
   */
  batch(operations: readonly Operation[]): Promise<Outcome[]> {
    return inTurn(this.#vpp, async () => this.#send(await this.#check(operations)));
  }

  /** The messages of each operation. */
  async #check(operations: readonly Operation[]): Promise<Send[][]> {
    const checked = checkOperations(operations, await readView(this.#vpp, operations));
    const messages = checked.map(messagesOf);
    requireMessages(this.#vpp.messageTable, messages.flat());
    return messages;
  }

  async #send(messages: readonly Send[][]): Promise<Outcome[]> {
    const outcomes = await this.#vpp.batch((batch) => {
      for (const send of messages.flat()) send(batch);
    });
    const left = outcomes.values();
    return messages.map((sends) => outcomeOfAll(sends.map(() => left.next().value!)));
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

/** @throws {VppError} `VPP_MESSAGE_MISSING` for a message that VPP does not have, naming one that it has instead. */
function requireMessages(table: MessageTable, sends: readonly Send[]): void {
  const known = new Set<unknown>();
  const batch: Batch = {
    add(message) {
      if (!known.has(message)) table.versionOf(message);
      known.add(message);
    },
  };
  for (const send of sends) send(batch);
}

/** How the messages of one operation ended: as the first that failed. */
function outcomeOfAll(outcomes: readonly Outcome[]): Outcome {
  const outcome = outcomes.find(({ ok }) => !ok) ?? outcomes[0]!;
  return outcome.ok ? outcome : { ok: false, error: withMeaning(outcome.error) };
}
