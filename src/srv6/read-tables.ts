import { Prefix } from "../address/index.ts";
import { type SwInterfaceGetTableReply, swInterfaceGetTable } from "../binapi/interface.ts";
import { type IpRouteLookupReply, ipRouteLookup } from "../binapi/ip.ts";
import type { Outcome, VppCalls } from "../client/index.ts";
import { replyIfThere } from "./absence.ts";
import { type LocalSid, prefixLengthOf } from "./local-sid.ts";
import { readInterfaces, readPolicies, readSteering } from "./read.ts";
import { readFoundLocalSids } from "./read-local-sids.ts";
import {
  orphansOf,
  readRoutes,
  readSources,
  readSrRoutes,
  sourceNamed,
  type TableName,
  type TableRoute,
} from "./routes.ts";

/** What keeps a table, in words, by `describeTable`. */
export type TableUsers = ReadonlyMap<string, readonly string[]>;

/** As that of the API, a source of routes that stay in a table until they are deleted one by one. */
const CLI_SOURCE = "CLI";
/** VPP takes prefix lengths in whole bytes. */
const BITS_STEP = 8;
const MOST_COVERS = 6;

/** The table in words: `IPv6 table 7`. */
export function describeTable({ family, tableId }: TableName): string {
  return `IPv${family} table ${tableId}`;
}

/**
 * What keeps these tables besides SRv6 and the routes of the API: interfaces in them, routes of the command line, and
 * orphans of SRv6.
 */
export async function readTableUsers(vpp: VppCalls, tables: readonly TableName[]): Promise<TableUsers> {
  const users = new Map(tables.map((table) => [describeTable(table), [] as string[]]));
  const add = (table: TableName, user: string) => users.get(describeTable(table))?.push(user);
  for (const { swIfIndex, ...table } of await readBindings(vpp, tables)) add(table, `interface ${swIfIndex}`);
  const sources = await readSources(vpp);
  for (const table of tables) {
    const [route] = await readRoutes(vpp, table, sourceNamed(sources, CLI_SOURCE));
    if (route !== undefined) add(table, `route ${route.prefix} of source ${CLI_SOURCE}`);
  }
  for (const { prefix, tableId } of await readOrphans(vpp, tables)) {
    add({ family: prefix.address.family, tableId }, `orphan ${prefix} of a deleted local SID`);
  }
  return users;
}

/** The routes of SRv6 in these tables that nothing explains. */
export async function readOrphans(vpp: VppCalls, tables: readonly TableName[]): Promise<TableRoute[]> {
  const [routes, localSids, policies, steering] = await Promise.all([
    readSrRoutes(vpp, tables),
    readFoundLocalSids(vpp),
    readPolicies(vpp),
    readSteering(vpp),
  ]);
  return orphansOf(routes, localSids, policies, steering);
}

/** The interfaces in tables of these families. */
async function readBindings(vpp: VppCalls, tables: readonly TableName[]) {
  const families = [4, 6] as const;
  const interfaces = [...(await readInterfaces(vpp))];
  const asked = families
    .filter((family) => tables.some((table) => table.family === family))
    .flatMap((family) => interfaces.map((swIfIndex) => ({ family, swIfIndex })));
  const outcomes = await vpp.batch((batch) => {
    for (const { family, swIfIndex } of asked) batch.add(swInterfaceGetTable, { swIfIndex, isIpv6: family === 6 });
  });
  return asked.map((each, at) => ({ ...each, tableId: vrfIdOf(outcomes[at]!) }));
}

/** An interface that is gone meanwhile is in no table. */
function vrfIdOf(outcome: Outcome): number {
  return replyIfThere<SwInterfaceGetTableReply>(outcome)?.vrfId ?? NaN;
}

/** Of prefixes around each local SID, the lengths that its table has no route for, the longest first. */
export async function readCoverLengths(
  vpp: VppCalls,
  localSids: readonly LocalSid[],
): Promise<ReadonlyMap<LocalSid, readonly number[]>> {
  const asked = localSids.map((localSid) => ({ localSid, lengths: candidatesOf(localSid) }));
  const outcomes = await vpp.batch((batch) => {
    for (const { localSid, lengths } of asked) {
      for (const length of lengths) {
        const prefix = new Prefix(localSid.sid, length).masked();
        batch.add(ipRouteLookup, { tableId: localSid.fibTable, exact: 1, prefix });
      }
    }
  });
  const routes = outcomes.map((outcome) => replyIfThere<IpRouteLookupReply>(outcome)).values();
  const isFree = (): boolean => routes.next().value === undefined;
  return new Map(asked.map(({ localSid, lengths }) => [localSid, lengths.filter(isFree)]));
}

function candidatesOf(localSid: LocalSid): number[] {
  const length = prefixLengthOf(localSid) ?? 0;
  const lengths = Array.from({ length: MOST_COVERS }, (_, at) => length - BITS_STEP * (at + 1));
  return lengths.filter((each) => each >= BITS_STEP);
}
