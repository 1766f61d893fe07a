import { describeBehavior, lookupTable } from "./behavior.ts";
import type { LocalSid } from "./local-sid.ts";
import type { SrPolicy } from "./policy.ts";
import type { StaticRoute } from "./static-route.ts";
import { describeTraffic, type Steering } from "./steering.ts";
import type { TableName } from "./table-route.ts";
import { API_SOURCE } from "./vpp-constants.ts";

/** What SRv6 and the API have put into VPP, and can use a table. */
export interface TableContents {
  readonly localSids: Iterable<LocalSid>;
  readonly policies: Iterable<SrPolicy>;
  readonly steering: Iterable<Steering>;
  /** The routes of the API in the table. */
  readonly routes: Iterable<StaticRoute>;
}

/** Returns, in words, what uses a table. VPP does not survive that a table is deleted while anything uses it. */
export function* usersOfTable(table: TableName, contents: TableContents): Iterable<string> {
  const { localSids, policies, steering, routes } = contents;
  for (const localSid of localSids) {
    if (usesTable(localSid, table)) yield `local SID ${localSid.sid} (${describeBehavior(localSid.behavior)})`;
  }
  for (const { bsid, fibTable } of policies) {
    if (table.family === 6 && fibTable === table.tableId) yield `policy ${bsid}`;
  }
  for (const traffic of steering) {
    if (traffic.kind !== "l3" || traffic.tableId !== table.tableId) continue;
    if (traffic.prefix.address.family === table.family) yield `steering of ${describeTraffic(traffic)}`;
  }
  for (const { prefix } of routes) yield `route ${prefix} of source ${API_SOURCE}`;
}

/** Returns whether a local SID is in a table, or looks packets up there. */
function usesTable({ fibTable, behavior }: LocalSid, { family, tableId }: TableName): boolean {
  const lookup = lookupTable(behavior);
  const isInside = family === 6 && fibTable === tableId;
  return isInside || (lookup?.family === family && lookup.tableId === tableId);
}
