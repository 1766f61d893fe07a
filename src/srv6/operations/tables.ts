import type { Held } from "../held/index.ts";
import type { Refusal, TableName } from "../values/index.ts";
import {
  describeBehavior,
  describeTable,
  describeTableUser,
  HIDDEN_TABLE,
  hazard,
  invalid,
  lookupTable,
} from "../values/index.ts";
import type { Rules } from "./rule.ts";

export const tables: Pick<Rules, "addTable" | "deleteTable"> = {
  addTable: {
    needs: ["tables", "localSids"],
    resolve(_, operation) {
      const { tableId } = operation;
      if (Number.isInteger(tableId) && tableId >= 0 && tableId < HIDDEN_TABLE) return operation;
      // @refuses addTable: the id is not 0 to 0xfffffffe | 0xffffffff is the id of tables that VPP hides
      return invalid(`a table id is 0 to ${HIDDEN_TABLE - 1}, not ${tableId}`);
    },
    guards: [guardStaleLookups],
    effect: (to, table) => to.setTable(table, true),
  },
  deleteTable: {
    needs: ["tables", "localSids", "policies", "steering"],
    resolve: (_, operation) =>
      // @refuses deleteTable: table 0 | VPP replies 0 and keeps the table
      operation.tableId === 0 ? invalid(`${describeTable(operation)} always exists and cannot be deleted`) : operation,
    guards: [
      // VPP gives up a table twice, even when only an interface still holds it.
      (held, table) =>
        // @refuses deleteTable: there is no such table | VPP gives up its reference again, and can free a table that an
        // interface still holds
        held.tables[table.family].has(table.tableId) ? undefined : hazard(`there is no ${describeTable(table)}`),
      (held, table) => {
        const [user] = usersOf(held, table);
        // @refuses deleteTable: a local SID, a policy, steering, a route or another object uses the table | VPP replies 0.
        // Local SIDs then look up in whichever table is added next; VPP crashes when steering, policies or SIDs in the table
        // are deleted
        return user === undefined ? undefined : hazard(`${describeTable(table)}: ${user} needs it`);
      },
    ],
    effect: (to, table) => to.setTable(table, false),
  },
};

/**
 * Returns a refusal if a local SID looks up packets in a deleted table: the new table would take its place.
 *
 * @see VPP src/vnet/srv6/sr_localsid.c: a SID keeps the index of its table without a lock
 */
function guardStaleLookups(held: Held, table: TableName): Refusal | undefined {
  const { family, tableId } = table;
  if (held.tables[family].has(tableId)) return undefined;
  const stale = held.localSids.find(({ behavior }) => {
    const lookup = lookupTable(behavior);
    return lookup?.family === family && lookup.tableId !== tableId && !held.tables[family].has(lookup.tableId);
  });
  if (stale === undefined) return undefined;
  // @refuses addTable: a local SID looks up in a table of this family that was deleted | VPP gives the new table the number
  // of the deleted one, and the SID looks up in it
  return hazard(
    `${describeTable(table)}: local SID ${stale.sid} (${describeBehavior(stale.behavior)}) still refers to an earlier, ` +
      "deleted table, and would look up in the new one; delete the local SID first",
  );
}

function* usersOf(held: Held, table: TableName): Iterable<string> {
  for (const value of held.localSids) yield* named(describeTableUser({ kind: "localSid", value }, table));
  for (const value of held.policies) yield* named(describeTableUser({ kind: "policy", value }, table));
  for (const value of held.steering) yield* named(describeTableUser({ kind: "steering", value }, table));
  for (const value of held.routesIn(table)) yield* named(describeTableUser({ kind: "route", value }, table));
  yield* held.tableUsers.get(describeTable(table)) ?? [];
}

function named(user: string | undefined): readonly string[] {
  return user === undefined ? [] : [user];
}
