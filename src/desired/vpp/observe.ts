import { checking, describeTable, type Srv6, type Srv6View, type TableName } from "../../srv6/index.ts";
import type { DesiredState, ResolvedState } from "../document/state.ts";
import { tableOf } from "../plan/ownership.ts";

/** All that VPP holds of SRv6, and the routes of tables whose routes the state names or owns. */
export function observe(srv6: Srv6, desired: DesiredState): Promise<Srv6View> {
  return checking(() => srv6.observe({ routesIn: routedTables(desired) }));
}

/** The tables whose routes a state names or owns. */
export function routedTables({
  routes = [],
  owns,
}: Pick<DesiredState | ResolvedState, "routes" | "owns">): TableName[] {
  const tables = [...routes, ...(owns?.routes ?? [])].map(tableOf);
  return [...new Map(tables.map((table) => [describeTable(table), table])).values()];
}
