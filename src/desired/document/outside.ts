import type { Ip6Address, Ip6Prefix } from "../../address/index.ts";
import { describeTraffic, nameOfRoute } from "../../srv6/index.ts";
import type { Path, Problem } from "./problem.ts";
import { holdsTraffic, isIn, isInRange } from "./ranges.ts";
import type { DesiredState, DesiredSteering, Ownership, SteeringRange } from "./state.ts";

/**
 * Returns what a state names outside of the ranges that it owns, unless it adopts that, and what it names inside of the range
 * that is kept free. Leaves out interfaces, see `findOutsideFrames`.
 */
export function findOutside({ owns = {}, adopt = false, ...desired }: DesiredState): Problem[] {
  const inScratch = findInScratch(desired, owns);
  return adopt
    ? inScratch
    : [...findOutsideOfTables(desired, owns), ...findOutsideOfRanges(desired, owns), ...inScratch];
}

function findInScratch({ policies }: DesiredState, { scratch }: Ownership): Problem[] {
  return policies.flatMap(({ bsid }, at) => {
    const text = `${bsid} is in owns.scratch, which must stay free: use another BSID`;
    return scratch?.contains(bsid) === true ? [{ path: ["policies", at, "bsid"], text }] : [];
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
    ...findOutsideTraffic(steering, ranges, "l3"),
  ];
}

/**
 * Returns the interfaces of which a state steers frames, but does not own or adopt them. They are looked at together with the
 * interfaces that VPP does not have, since a name that VPP does not have is mostly a wrong one.
 */
export function findOutsideFrames({ owns = {}, adopt = false, steering }: DesiredState): Problem[] {
  return adopt ? [] : findOutsideTraffic(steering, owns.steering, "l2");
}

function findOutsideTraffic(
  steering: readonly DesiredSteering[],
  ranges: readonly SteeringRange[] | undefined,
  kind: DesiredSteering["kind"],
): Problem[] {
  if (ranges === undefined) return [];
  const key = kind === "l2" ? "interface" : "prefix";
  return steering.flatMap((rule, at) => {
    const isInside = rule.kind !== kind || ranges.some((range) => holdsTraffic(range, rule));
    return isInside ? [] : [outside(["steering", at, key], nameOf(rule), "steering")];
  });
}

function nameOf(rule: DesiredSteering): string {
  return "interface" in rule ? `frames of ${rule.interface}` : describeTraffic(rule);
}

function outside(path: Path, what: unknown, ranges: keyof Ownership): Problem {
  return { path, text: `${what} is outside of owns.${ranges}: extend owns.${ranges}, or set adopt: true` };
}
