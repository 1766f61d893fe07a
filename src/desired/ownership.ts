import type { Ip6Address, Ip6Prefix } from "../address/index.ts";
import {
  describeTraffic,
  keyOfTraffic,
  type LocalSid,
  type SrPolicy,
  type Srv6View,
  type Steering,
  type Traffic,
} from "../srv6/index.ts";
import type { Path, Problem } from "./problem.ts";
import type { DesiredState, Ownership } from "./state.ts";

/** What is whose: of what VPP holds, all that is named in a state or lies in a range that it owns is the state's. */
export class Owned {
  readonly #desired: DesiredState;
  readonly #owns: Ownership;
  readonly #observed: Srv6View;
  /** By BSID, and by traffic: what is named. Made when asked for. */
  #bsids: ReadonlySet<string> | undefined;
  #traffic: ReadonlySet<string> | undefined;

  constructor(desired: DesiredState, observed: Srv6View) {
    this.#desired = desired;
    this.#owns = desired.owns ?? {};
    this.#observed = observed;
  }

  /** Whether a local SID lies in an owned range. */
  ownsSid({ sid }: LocalSid): boolean {
    return isIn(this.#owns.sids, sid);
  }

  /** Whether a local SID lies outside of the owned ranges. Who owns no SIDs knows of no others. */
  isForeignSid(localSid: LocalSid): boolean {
    return this.#owns.sids !== undefined && !this.ownsSid(localSid);
  }

  /** Whether a policy lies in an owned range, or stands in for another one. */
  ownsPolicy({ bsid }: Pick<SrPolicy, "bsid">): boolean {
    return isIn(this.#owns.bsids, bsid) || this.isScratch(bsid);
  }

  /** Whether the BSID is that of a policy that stands in for another one. */
  isScratch(bsid: Ip6Address): boolean {
    return this.#owns.scratch?.contains(bsid) === true;
  }

  /**
   * Whether steering may go with what is owned: prefix and table must be in an owned range, and the policy not another's. VPP
   * can show our BSID, or one that it does not have, where the policy of an entry is gone.
   */
  ownsSteering(rule: Steering): boolean {
    return this.#isInRange(rule) && !this.isForeignPolicy(rule.bsid);
  }

  /** Whether steering may be moved: it is named, or owned. */
  isOurSteering(rule: Steering): boolean {
    this.#traffic ??= new Set(this.#desired.steering.map(keyOfTraffic));
    return this.#traffic.has(keyOfTraffic(rule)) || this.ownsSteering(rule);
  }

  /** Whether VPP has such a policy and it is neither named nor owned. Who owns no BSIDs knows of no others. */
  isForeignPolicy(bsid: Ip6Address): boolean {
    if (this.#owns.bsids === undefined || this.ownsPolicy({ bsid })) return false;
    this.#bsids ??= new Set(this.#desired.policies.map((policy) => policy.bsid.toKey()));
    return !this.#bsids.has(bsid.toKey()) && this.#observed.policy(bsid) !== undefined;
  }

  #isInRange(traffic: Traffic): boolean {
    if (traffic.kind === "l2") return false;
    const { prefix, tableId } = traffic;
    return this.#owns.steering?.some((range) => range.tableId === tableId && range.prefix.contains(prefix)) === true;
  }
}

/** What a state names outside of what it owns, and in the range where nothing else may be. */
export function findOutside({ owns = {}, localSids, policies, steering }: DesiredState): Problem[] {
  const { sids, bsids, scratch, steering: ranges } = owns;
  const isOutside = (all: readonly Ip6Prefix[] | undefined, address: Ip6Address) =>
    all !== undefined && !isIn(all, address);
  return [
    ...localSids.flatMap(({ sid }, at) =>
      isOutside(sids, sid) ? [outside(["localSids", at, "sid"], sid, "sids")] : [],
    ),
    ...policies.flatMap(({ bsid }, at) => {
      const path = ["policies", at, "bsid"];
      if (scratch?.contains(bsid)) return [{ path, text: `${bsid} is in owns.scratch, which is kept free` }];
      return isOutside(bsids, bsid) ? [outside(path, bsid, "bsids")] : [];
    }),
    ...steering.flatMap((rule, at) => {
      if (ranges === undefined || rule.kind === "l2") return [];
      const isInside = ranges.some((each) => each.tableId === rule.tableId && each.prefix.contains(rule.prefix));
      return isInside ? [] : [outside(["steering", at, "prefix"], describeTraffic(rule), "steering")];
    }),
  ];
}

function isIn(ranges: readonly Ip6Prefix[] | undefined, address: Ip6Address): boolean {
  return ranges?.some((range) => range.contains(address)) === true;
}

function outside(path: Path, what: unknown, ranges: keyof Ownership): Problem {
  return { path, text: `${what} is outside of owns.${ranges}` };
}
