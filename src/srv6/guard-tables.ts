import {
  type CheckedOperation,
  type DeleteTable,
  describeBehavior,
  describeTable,
  describeTraffic,
  type EndpointBehavior,
  HIDDEN_TABLE,
  hazard,
  invalid,
  type LocalSid,
  lookupTable,
  type Operation,
  type TableName,
} from "./values/index.ts";
import type { View } from "./view.ts";

/**
 * A new table takes the place of one that was deleted before, and with it the packets of local SIDs that still look up there.
 *
 * @see VPP src/vnet/srv6/sr_localsid.c: a SID keeps the index of its table without a lock
 */
export function addTable(operation: Extract<Operation, { op: "addTable" }>, view: View): CheckedOperation {
  const { family, tableId } = operation;
  if (!Number.isInteger(tableId) || tableId < 0 || tableId >= HIDDEN_TABLE) {
    throw invalid(`a table id is 0 to ${HIDDEN_TABLE - 1}, not ${tableId}`);
  }
  const stale = view.localSids.find(({ behavior }) => isStale(behavior, family, view, tableId));
  if (stale !== undefined && !view.tables[family].has(tableId)) {
    view.refuse(
      hazard(
        `${describeTable(operation)}: local SID ${stale.sid} does ${describeBehavior(stale.behavior)}, which was deleted, ` +
          "and would look up in the new table; delete it first",
      ),
    );
  }
  view.addTable(family, tableId);
  return operation;
}

function isStale(behavior: EndpointBehavior, family: 4 | 6, view: View, added: number): boolean {
  const table = lookupTable(behavior);
  return table?.family === family && table.tableId !== added && !view.tables[family].has(table.tableId);
}

export function deleteTable(operation: DeleteTable, view: View): CheckedOperation {
  const { family, tableId } = operation;
  const name = describeTable(operation);
  if (tableId === 0) throw invalid(`${name} is always there`);
  // VPP gives up a table twice, even when only an interface still holds it.
  if (!view.tables[family].has(tableId)) view.refuse(hazard(`there is no ${name}`));
  const [user] = usersOf(operation, view);
  if (user !== undefined) view.refuse(hazard(`${name}: ${user} needs it`));
  view.deleteTable(family, tableId);
  return operation;
}

function* usersOf(table: DeleteTable, view: View): Iterable<string> {
  for (const localSid of view.localSids) {
    if (isOf(localSid, table)) yield `local SID ${localSid.sid} (${describeBehavior(localSid.behavior)})`;
  }
  for (const { bsid, fibTable } of view.policies) {
    if (table.family === 6 && fibTable === table.tableId) yield `policy ${bsid}`;
  }
  for (const traffic of view.steering) {
    if (traffic.kind !== "l3" || traffic.tableId !== table.tableId) continue;
    if (traffic.prefix.address.family === table.family) yield `steering of ${describeTraffic(traffic)}`;
  }
  for (const { prefix } of view.routesIn(table)) yield `route ${prefix} of source API`;
  yield* view.tableUsers.get(describeTable(table)) ?? [];
}

function isOf({ fibTable, behavior }: LocalSid, { family, tableId }: TableName): boolean {
  const lookup = lookupTable(behavior);
  const isInside = family === 6 && fibTable === tableId;
  return isInside || (lookup?.family === family && lookup.tableId === tableId);
}
