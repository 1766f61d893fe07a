import type { Ip6Address, Ip6Prefix, Prefix } from "../../address/index.ts";
import {
  describeTable,
  describeTraffic,
  keyOfTraffic,
  type LocalSid,
  nameOfRoute,
  type SrPolicy,
  type Srv6View,
  type StaticRoute,
  type Steering,
  type TableName,
  type TableRoute,
  type Traffic,
} from "../../srv6/index.ts";
import { namesOf } from "../document/named.ts";
import type { Path, Problem } from "../document/problem.ts";
import type {
  DesiredState,
  DesiredSteering,
  Ownership,
  PrefixRange,
  ResolvedState,
  SteeringRange,
} from "../document/state.ts";

/**
 * What is whose: of what VPP holds, all that lies in a range that a state owns is the state's; what it names besides, only
 * where it adopts that, or VPP has it as it is named.
 */
export class Owned {
  readonly #desired: ResolvedState;
  readonly #owns: Ownership;
  readonly #observed: Srv6View;
  /** What is named, by BSID; and by traffic, with the BSID that takes it. Made when asked for. */
  #bsids: ReadonlySet<string> | undefined;
  #traffic: ReadonlyMap<string, Ip6Address> | undefined;

  constructor(desired: ResolvedState, observed: Srv6View) {
    this.#desired = desired;
    this.#owns = desired.owns ?? {};
    this.#observed = observed;
  }

  /** Whether what is named is the state's, whoever made it. */
  get adopts(): boolean {
    return this.#desired.adopt === true;
  }

  /** The tables that VPP has and that are owned. */
  get tables(): TableName[] {
    return namesOf(this.#owns.tables).filter(({ family, tableId }) => this.#observed.tables[family].has(tableId));
  }

  /** The routes that lie in owned ranges and forward packets. */
  get routes(): StaticRoute[] {
    const ranges = this.#owns.routes ?? [];
    const tables = new Map(ranges.map((range) => [describeTable(tableOf(range)), tableOf(range)]));
    return [...tables.values()].flatMap((table) =>
      this.#observed.routesIn(table).filter((each) => this.ownsRoute(each)),
    );
  }

  /** Whether a route lies in an owned range. */
  ownsRoute(route: TableRoute): boolean {
    return this.#owns.routes?.some((range) => isInRange(range, route)) === true;
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

  /** Whether steering may be moved: it is owned, or named, and as it is named where it is not adopted. */
  isOurSteering(rule: Steering): boolean {
    this.#traffic ??= new Map(this.#desired.steering.map((each) => [keyOfTraffic(each), each.bsid]));
    const named = this.#traffic.get(keyOfTraffic(rule));
    return (named !== undefined && (this.adopts || named.equals(rule.bsid))) || this.ownsSteering(rule);
  }

  /** Whether VPP has such a policy and it is neither named nor owned. Who owns no BSIDs knows of no others. */
  isForeignPolicy(bsid: Ip6Address): boolean {
    if (this.#owns.bsids === undefined || this.ownsPolicy({ bsid })) return false;
    this.#bsids ??= new Set(this.#desired.policies.map((policy) => policy.bsid.toKey()));
    return !this.#bsids.has(bsid.toKey()) && this.#observed.policy(bsid) !== undefined;
  }

  #isInRange(traffic: Traffic): boolean {
    return this.#owns.steering?.some((range) => holdsTraffic(range, traffic)) === true;
  }
}

/** What a state names outside of what it owns, if it does not adopt that, and in the range where nothing else may be. */
export function findOutside({ owns = {}, adopt = false, ...desired }: DesiredState): Problem[] {
  const inScratch = findInScratch(desired, owns);
  return adopt
    ? inScratch
    : [...findOutsideOfTables(desired, owns), ...findOutsideOfRanges(desired, owns), ...inScratch];
}

function findInScratch({ policies }: DesiredState, { scratch }: Ownership): Problem[] {
  return policies.flatMap(({ bsid }, at) => {
    const isInside = scratch?.contains(bsid) === true;
    return isInside ? [{ path: ["policies", at, "bsid"], text: `${bsid} is in owns.scratch, which is kept free` }] : [];
  });
}

function findOutsideOfTables({ tables, routes = [] }: DesiredState, owns: Ownership): Problem[] {
  const ids = (["ip4", "ip6"] as const).flatMap((family) =>
    (tables?.[family] ?? []).flatMap((id, at) => {
      const isOutside = owns.tables !== undefined && !owns.tables[family].includes(id);
      return isOutside ? [outside(["tables", family, at], id, "tables")] : [];
    }),
  );
  const { routes: ranges } = owns;
  const prefixes = routes.flatMap((route, at) => {
    const isOutside = ranges !== undefined && !ranges.some((range) => isInRange(range, route));
    return isOutside ? [outside(["routes", at, "prefix"], nameOfRoute(route), "routes")] : [];
  });
  return [...ids, ...prefixes];
}

function findOutsideOfRanges({ localSids, policies, steering }: DesiredState, owns: Ownership): Problem[] {
  const { sids, bsids, scratch, steering: ranges } = owns;
  const isOutside = (all: readonly Ip6Prefix[] | undefined, address: Ip6Address) =>
    all !== undefined && !isIn(all, address);
  return [
    ...localSids.flatMap(({ sid }, at) =>
      isOutside(sids, sid) ? [outside(["localSids", at, "sid"], sid, "sids")] : [],
    ),
    ...policies.flatMap(({ bsid }, at) =>
      isOutside(bsids, bsid) && !scratch?.contains(bsid) ? [outside(["policies", at, "bsid"], bsid, "bsids")] : [],
    ),
    ...steering.flatMap((rule, at) => {
      const isInside = ranges === undefined || ranges.some((range) => holdsTraffic(range, rule));
      return isInside
        ? []
        : [outside(["steering", at, rule.kind === "l2" ? "interface" : "prefix"], nameOf(rule), "steering")];
    }),
  ];
}

/** An interface is in a range that tells it in the same way, by name or by number. */
function holdsTraffic(range: SteeringRange, traffic: Traffic | DesiredSteering): boolean {
  if ("prefix" in range) return traffic.kind === "l3" && isInRange(range, traffic);
  if ("interface" in range) return "interface" in traffic && range.interface === traffic.interface;
  return "swIfIndex" in traffic && range.swIfIndex === traffic.swIfIndex;
}

function isInRange(
  range: PrefixRange,
  { prefix, tableId }: { readonly prefix: Prefix; readonly tableId: number },
): boolean {
  return range.tableId === tableId && range.prefix.contains(prefix);
}

/** The table of a prefix. */
export function tableOf({ prefix, tableId }: PrefixRange): TableName {
  return { family: prefix.address.family, tableId };
}

function nameOf(rule: DesiredSteering): string {
  return "interface" in rule ? `frames of ${rule.interface}` : describeTraffic(rule);
}

function isIn(ranges: readonly Ip6Prefix[] | undefined, address: Ip6Address): boolean {
  return ranges?.some((range) => range.contains(address)) === true;
}

function outside(path: Path, what: unknown, ranges: keyof Ownership): Problem {
  return { path, text: `${what} is outside of owns.${ranges}, and not adopted` };
}
