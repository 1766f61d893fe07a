import type { Held } from "../held/index.ts";
import { type DeleteTable, describeTable, hazard, invalid, usersOfTable } from "../values/index.ts";
import type { Rule } from "./rule.ts";
export const deleteTableRule: Rule<DeleteTable> = {
  needs: ["tables", "localSids", "policies", "steering"],
  resolve: (_, operation) =>
    operation.tableId === 0 ? invalid(`${describeTable(operation)} is always there`) : operation,
  guards: [
    // VPP gives up a table twice, even when only an interface still holds it.
    (held, table) =>
      held.tables[table.family].has(table.tableId) ? undefined : hazard(`there is no ${describeTable(table)}`),
    (held, table) => {
      const [user] = usersOf(held, table);
      return user === undefined ? undefined : hazard(`${describeTable(table)}: ${user} needs it`);
    },
  ],
  effect: (to, table) => to.deleteTable(table),
};

function* usersOf(held: Held, table: DeleteTable): Iterable<string> {
  const { localSids, policies, steering } = held;
  yield* usersOfTable(table, { localSids, policies, steering, routes: held.routesIn(table) });
  yield* held.tableUsers.get(describeTable(table)) ?? [];
}
