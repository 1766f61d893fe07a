import type { Held } from "../held/index.ts";
import { type DeleteTable, describeTable, describeTableUser, hazard, invalid } from "../values/index.ts";
import type { Rule } from "./rule.ts";

export const deleteTableRule: Rule<DeleteTable> = {
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
};

function* usersOf(held: Held, table: DeleteTable): Iterable<string> {
  for (const value of held.localSids) yield* named(describeTableUser({ kind: "localSid", value }, table));
  for (const value of held.policies) yield* named(describeTableUser({ kind: "policy", value }, table));
  for (const value of held.steering) yield* named(describeTableUser({ kind: "steering", value }, table));
  for (const value of held.routesIn(table)) yield* named(describeTableUser({ kind: "route", value }, table));
  yield* held.tableUsers.get(describeTable(table)) ?? [];
}

function named(user: string | undefined): readonly string[] {
  return user === undefined ? [] : [user];
}
