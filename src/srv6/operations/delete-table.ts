import type { Held } from "../held/index.ts";
import type { DeleteTable, LocalSid, TableName } from "../values/index.ts";
import {
  API_SOURCE,
  describeBehavior,
  describeTable,
  describeTraffic,
  hazard,
  invalid,
  lookupTable,
} from "../values/index.ts";
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
  for (const localSid of held.localSids) {
    if (isIn(localSid, table)) yield `local SID ${localSid.sid} (${describeBehavior(localSid.behavior)})`;
  }
  for (const { bsid, fibTable } of held.policies) {
    if (table.family === 6 && fibTable === table.tableId) yield `policy ${bsid}`;
  }
  for (const traffic of held.steering) {
    if (traffic.kind !== "l3" || traffic.tableId !== table.tableId) continue;
    if (traffic.prefix.address.family === table.family) yield `steering of ${describeTraffic(traffic)}`;
  }
  for (const { prefix } of held.routesIn(table)) yield `route ${prefix} of source ${API_SOURCE}`;
  yield* held.tableUsers.get(describeTable(table)) ?? [];
}

/** Whether a local SID is in a table, or looks packets up there. */
function isIn({ fibTable, behavior }: LocalSid, { family, tableId }: TableName): boolean {
  const lookup = lookupTable(behavior);
  const isInside = family === 6 && fibTable === tableId;
  return isInside || (lookup?.family === family && lookup.tableId === tableId);
}
