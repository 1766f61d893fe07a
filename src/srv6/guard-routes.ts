import {
  type CheckedOperation,
  describeTable,
  invalid,
  nameOfRoute,
  type Operation,
  requireWay,
  type TableRoute,
} from "./values/index.ts";
import type { View } from "./view.ts";

export function setRoute(operation: Extract<Operation, { op: "setRoute" }>, view: View): CheckedOperation {
  const { route } = operation;
  requireTable(route, view);
  if ("nextHop" in route.via) {
    const { nextHop, swIfIndex } = route.via;
    requireWay(route, nextHop);
    if (!view.interfaces.has(swIfIndex))
      view.refuse(invalid(`route ${nameOfRoute(route)}: there is no interface ${swIfIndex}`));
  }
  view.setRoute(route);
  return operation;
}

export function deleteRoute(operation: Extract<Operation, { op: "deleteRoute" }>, view: View): CheckedOperation {
  requireTable(operation.route, view);
  view.deleteRoute(operation.route);
  return operation;
}

/** VPP ignores a neighbour on an interface that is not there. */
export function changeNeighbor<Changed extends Extract<Operation, { op: "setNeighbor" | "deleteNeighbor" }>>(
  operation: Changed,
  view: View,
): Changed {
  const { address, swIfIndex } = operation.neighbor;
  if (!view.interfaces.has(swIfIndex)) view.refuse(invalid(`neighbor ${address}: there is no interface ${swIfIndex}`));
  return operation;
}

function requireTable(route: TableRoute, view: View): void {
  const table = { family: route.prefix.address.family, tableId: route.tableId };
  if (!view.tables[table.family].has(table.tableId)) {
    view.refuse(invalid(`route ${nameOfRoute(route)}: there is no ${describeTable(table)}`));
  }
}
