import type { Held } from "../held/index.ts";
import type { NeighborName, Refusal, TableRoute } from "../values/index.ts";
import { checkNextHop, describeTable, invalid, nameOfRoute, tableOf } from "../values/index.ts";
import { noInterface, type Rules } from "./rule.ts";

export const routes: Pick<Rules, "setRoute" | "deleteRoute" | "setNeighbor" | "deleteNeighbor"> = {
  setRoute: {
    needs: ["tables", "interfaces"],
    resolve(_, operation) {
      const { route } = operation;
      return ("nextHop" in route.via ? checkNextHop(route, route.via.nextHop) : undefined) ?? operation;
    },
    guards: [
      (held, { route }) => guardTableOfRoute(held, route),
      (held, { route }) => {
        const swIfIndex = "nextHop" in route.via ? route.via.swIfIndex : undefined;
        if (swIfIndex === undefined || held.interfaces.has(swIfIndex)) return undefined;
        // @refuses setRoute: there is no such interface | VPP replies -54
        return noInterface(`route ${nameOfRoute(route)}`, swIfIndex);
      },
    ],
    effect: (to, { route }) => to.setRoute(route, route),
  },
  deleteRoute: {
    needs: ["tables"],
    guards: [(held, { route }) => guardTableOfRoute(held, route)],
    effect: (to, { route }) => to.setRoute(route, undefined),
  },
  setNeighbor: { needs: ["interfaces"], guards: [guardNeighbor] },
  deleteNeighbor: { needs: ["interfaces"], guards: [guardNeighbor] },
};

/** Returns a refusal if the table of a route is not there. */
function guardTableOfRoute(held: Held, route: TableRoute): Refusal | undefined {
  const table = tableOf(route);
  if (held.tables[table.family].has(table.tableId)) return undefined;
  // @refuses setRoute, deleteRoute: there is no such table | VPP replies -3
  return invalid(`route ${nameOfRoute(route)}: there is no ${describeTable(table)}`);
}

/** Returns a refusal if the interface is not there: VPP would ignore the neighbor. */
function guardNeighbor(held: Held, { neighbor }: { readonly neighbor: NeighborName }): Refusal | undefined {
  const { address, swIfIndex } = neighbor;
  // @refuses setNeighbor, deleteNeighbor: there is no such interface | VPP replies -2
  return held.interfaces.has(swIfIndex) ? undefined : noInterface(`neighbor ${address}`, swIfIndex);
}
