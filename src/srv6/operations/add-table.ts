import type { Held } from "../held/index.ts";
import type { EndpointBehavior, OperationOf, Refusal, TableName } from "../values/index.ts";
import { describeBehavior, describeTable, HIDDEN_TABLE, hazard, invalid, lookupTable } from "../values/index.ts";
import type { Rule } from "./rule.ts";

export const addTableRule: Rule<OperationOf<"addTable">> = {
  needs: ["tables", "localSids"],
  resolve(_, operation) {
    const { tableId } = operation;
    if (Number.isInteger(tableId) && tableId >= 0 && tableId < HIDDEN_TABLE) return operation;
    // @refuses addTable: the id is not 0 to 0xfffffffe | 0xffffffff is the id of tables that VPP hides
    return invalid(`a table id is 0 to ${HIDDEN_TABLE - 1}, not ${tableId}`);
  },
  guards: [guardStaleLookups],
  effect: (to, table) => to.setTable(table, true),
};

/**
 * Returns a refusal if a local SID looks up packets in a deleted table: the new table would take its place.
 *
 * @see VPP src/vnet/srv6/sr_localsid.c: a SID keeps the index of its table without a lock
 */
function guardStaleLookups(held: Held, table: OperationOf<"addTable">): Refusal | undefined {
  if (held.tables[table.family].has(table.tableId)) return undefined;
  const stale = held.localSids.find(({ behavior }) => isStale(held, behavior, table));
  if (stale === undefined) return undefined;
  // @refuses addTable: a local SID looks up in a table of this family that was deleted | VPP gives the new table the number
  // of the deleted one, and the SID looks up in it
  return hazard(
    `${describeTable(table)}: local SID ${stale.sid} (${describeBehavior(stale.behavior)}) still refers to an earlier, ` +
      "deleted table, and would look up in the new one; delete the local SID first",
  );
}

function isStale(held: Held, behavior: EndpointBehavior, { family, tableId }: TableName): boolean {
  const table = lookupTable(behavior);
  return table?.family === family && table.tableId !== tableId && !held.tables[family].has(table.tableId);
}
