import type { Held } from "../held/index.ts";
import type { OperationOf, Refusal, TableRoute } from "../values/index.ts";
import { checkNextHop, describeTable, invalid, nameOfRoute, tableOf } from "../values/index.ts";
import { noInterface, type Rule } from "./rule.ts";

export const setRouteRule: Rule<OperationOf<"setRoute">> = {
  needs: ["tables", "interfaces"],
  resolve(_, operation) {
    const { route } = operation;
    return ("nextHop" in route.via ? checkNextHop(route, route.via.nextHop) : undefined) ?? operation;
  },
  guards: [
    (held, { route }) => guardTableOfRoute(held, route),
    (held, { route }) => {
      if (!("nextHop" in route.via) || held.interfaces.has(route.via.swIfIndex)) return undefined;
      // @refuses setRoute: there is no such interface | VPP replies -54
      return noInterface(`route ${nameOfRoute(route)}`, route.via.swIfIndex);
    },
  ],
  effect: (to, { route }) => to.setRoute(route, route),
};

export const deleteRouteRule: Rule<OperationOf<"deleteRoute">> = {
  needs: ["tables"],
  guards: [(held, { route }) => guardTableOfRoute(held, route)],
  effect: (to, { route }) => to.setRoute(route, undefined),
};

/** Returns a refusal if the table of a route is not there. */
function guardTableOfRoute(held: Held, route: TableRoute): Refusal | undefined {
  const table = tableOf(route);
  if (held.tables[table.family].has(table.tableId)) return undefined;
  // @refuses setRoute, deleteRoute: there is no such table | VPP replies -3
  return invalid(`route ${nameOfRoute(route)}: there is no ${describeTable(table)}`);
}
