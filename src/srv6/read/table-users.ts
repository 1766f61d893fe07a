import { swInterfaceGetTable } from "../../binapi/interface.ts";
import { CLI_SOURCE, describeTable, type TableName, type TableRoute } from "../values/index.ts";
import { readInterfaces, readPolicies, readSteering } from "./dumps.ts";
import { readFoundLocalSids } from "./local-sids.ts";
import { askForEach, type Questions } from "./questions.ts";
import { orphansOf, readRoutesFrom, readSrRoutes } from "./routes.ts";

/** The users of tables, in words, by `describeTable`. */
export type TableUsers = ReadonlyMap<string, readonly string[]>;

/**
 * Reads the users of these tables other than SRv6 and the routes of the API: interfaces, routes of the command line, and
 * orphans of SRv6.
 */
export async function readTableUsers(vpp: Questions, tables: readonly TableName[]): Promise<TableUsers> {
  const users = new Map(tables.map((table) => [describeTable(table), [] as string[]]));
  const add = (table: TableName, user: string) => users.get(describeTable(table))?.push(user);
  for (const { swIfIndex, ...table } of await readBindings(vpp, tables)) add(table, `interface ${swIfIndex}`);
  for (const [at, [route]] of (await readRoutesFrom(vpp, CLI_SOURCE, tables)).entries()) {
    if (route !== undefined) add(tables[at]!, `route ${route.prefix} of source ${CLI_SOURCE}`);
  }
  for (const { prefix, tableId } of await readOrphans(vpp, tables)) {
    add({ family: prefix.address.family, tableId }, `prefix ${prefix}, left by a deleted local SID,`);
  }
  return users;
}

/** Reads the routes of SRv6 in these tables that nothing explains. */
export async function readOrphans(vpp: Questions, tables: readonly TableName[]): Promise<TableRoute[]> {
  const [routes, localSids, policies, steering] = await Promise.all([
    readSrRoutes(vpp, tables),
    readFoundLocalSids(vpp),
    readPolicies(vpp),
    readSteering(vpp),
  ]);
  return orphansOf(routes, localSids, policies, steering);
}

/** The interfaces in tables of these families. */
async function readBindings(vpp: Questions, tables: readonly TableName[]) {
  const interfaces = [...(await readInterfaces(vpp))];
  const families = [...new Set(tables.map(({ family }) => family))];
  const asked = families.flatMap((family) => interfaces.map((swIfIndex) => ({ family, swIfIndex })));
  const fields = asked.map(({ family, swIfIndex }) => ({ swIfIndex, isIpv6: family === 6 }));
  const replies = await askForEach(vpp, swInterfaceGetTable, fields);
  // An interface that has been deleted meanwhile is in no table.
  return asked.map((each, at) => ({ ...each, tableId: replies[at]?.vrfId ?? NaN }));
}
