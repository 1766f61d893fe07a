import type { Ip6Address, Ip6Prefix } from "../../address/index.ts";
import { describeTraffic, nameOfRoute, type TableRoute, type Traffic } from "../../srv6/index.ts";
import type { Path, Problem } from "../../yaml/index.ts";
import type { DesiredState, DesiredSteering, Ownership, PrefixRange, SteeringRange } from "./state.ts";

/** Returns whether an address lies in one of the ranges; undefined without ranges. */
export function isIn(ranges: readonly Ip6Prefix[] | undefined, address: Ip6Address): boolean | undefined {
  return ranges?.some((range) => range.contains(address));
}

/** Returns whether a prefix lies in a range of the same table. */
export function isInRange(range: PrefixRange, { prefix, tableId }: TableRoute): boolean {
  return range.tableId === tableId && range.prefix.contains(prefix);
}

/** Returns whether traffic lies in a range. An interface must be given in both by name, or in both by number. */
export function holdsTraffic(range: SteeringRange, traffic: Traffic | DesiredSteering): boolean {
  if ("prefix" in range) return traffic.kind === "l3" && isInRange(range, traffic);
  if ("interface" in range) return "interface" in traffic && range.interface === traffic.interface;
  return "swIfIndex" in traffic && range.swIfIndex === traffic.swIfIndex;
}

/**
 * Returns what a state names outside of the ranges that it owns, unless it adopts that, and what it names inside of the range
 * that is kept free. Leaves out interfaces, see `findOutsideFrames`.
 */
export function findOutside(state: DesiredState): Problem[] {
  const inScratch = state.policies.flatMap(({ bsid }, at): Problem[] => {
    const text = `${bsid} is in owns.scratch, which must stay free: use another BSID`;
    return state.owns?.scratch?.contains(bsid) ? [{ path: ["policies", at, "bsid"], text }] : [];
  });
  if (state.adopt === true) return inScratch;
  return [
    ...findOutsideOfTables(state),
    ...findOutsideOfRanges(state),
    ...findOutsideTraffic(state, "l3"),
    ...inScratch,
  ];
}

function findOutsideOfTables({ tables, owns }: DesiredState): Problem[] {
  return (["ip4", "ip6"] as const).flatMap((family) =>
    (tables?.[family] ?? []).flatMap((id, at) => {
      const isInside = owns?.tables?.[family].includes(id);
      return isInside === false ? [outside(["tables", family, at], id, "tables")] : [];
    }),
  );
}

function findOutsideOfRanges({ routes = [], localSids, policies, owns = {} }: DesiredState): Problem[] {
  const { sids, bsids, scratch, routes: ranges } = owns;
  return [
    ...routes.flatMap((route, at) => {
      const isInside = ranges?.some((range) => isInRange(range, route));
      return isInside === false ? [outside(["routes", at, "prefix"], nameOfRoute(route), "routes")] : [];
    }),
    ...localSids.flatMap(({ sid }, at) =>
      isIn(sids, sid) === false ? [outside(["localSids", at, "sid"], sid, "sids")] : [],
    ),
    ...policies.flatMap(({ bsid }, at) => {
      const isInside = isIn(bsids, bsid) !== false || scratch?.contains(bsid) === true;
      return isInside ? [] : [outside(["policies", at, "bsid"], bsid, "bsids")];
    }),
  ];
}

/**
 * Returns the interfaces of which a state steers frames, but does not own or adopt them. They are looked at together with the
 * interfaces that VPP does not have, since a name that VPP does not have is mostly a wrong one.
 */
export function findOutsideFrames(state: DesiredState): Problem[] {
  return state.adopt === true ? [] : findOutsideTraffic(state, "l2");
}

function findOutsideTraffic({ owns, steering }: DesiredState, kind: DesiredSteering["kind"]): Problem[] {
  const key = kind === "l2" ? "interface" : "prefix";
  return steering.flatMap((rule, at) => {
    const isInside = rule.kind !== kind || owns?.steering?.some((range) => holdsTraffic(range, rule));
    if (isInside !== false) return [];
    const name = "interface" in rule ? `frames of ${rule.interface}` : describeTraffic(rule);
    return [outside(["steering", at, key], name, "steering")];
  });
}

function outside(path: Path, what: unknown, ranges: keyof Ownership): Problem {
  return { path, text: `${what} is outside of owns.${ranges}: extend owns.${ranges}, or set adopt: true` };
}
