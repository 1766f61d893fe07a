import type { Ip6Address, Ip6Prefix } from "../../address/index.ts";
import type { TableRoute, Traffic } from "../../srv6/index.ts";
import type { DesiredSteering, PrefixRange, SteeringRange } from "./state.ts";

/** Returns whether an address lies in one of the ranges; false without ranges. */
export function isIn(ranges: readonly Ip6Prefix[] | undefined, address: Ip6Address): boolean {
  return ranges?.some((range) => range.contains(address)) === true;
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
