import type { Ip6Address, Ip6Prefix } from "../../address/index.ts";
import { describeTraffic, nameOfRoute } from "../../srv6/index.ts";
import type { Path, Problem } from "./problem.ts";
import { holdsTraffic, isIn, isInRange } from "./ranges.ts";
import type { DesiredState, DesiredSteering, Ownership } from "./state.ts";

/**
 * Returns what a state names outside of the ranges that it owns, unless it adopts that, and what it names inside of the range
 * that is kept free.
 */
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

function nameOf(rule: DesiredSteering): string {
  return "interface" in rule ? `frames of ${rule.interface}` : describeTraffic(rule);
}

function outside(path: Path, what: unknown, ranges: keyof Ownership): Problem {
  return { path, text: `${what} is outside of owns.${ranges}, and not adopted` };
}
