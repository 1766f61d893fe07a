import type { Prefix } from "../../address/index.ts";
import { fibSourceDump } from "../../binapi/fib.ts";
import {
  type IpRoute,
  type IpRouteV2,
  ipRouteAddDel,
  ipRouteAddDelV2,
  ipRouteDump,
  ipRouteLookup,
  ipRouteLookupV2,
  ipRouteV2Dump,
} from "../../binapi/ip.ts";
import { AddressFamily } from "../../binapi/ip_types.ts";
import type { Input } from "../../wire/index.ts";
import {
  FIB_SOURCES,
  type FibEntry,
  FibSource,
  type FibTable,
  LOCAL,
  type Model,
  NO_STATS_INDEX,
  Retval,
  type RoutePath,
  requestedPaths,
  VppCrash,
} from "../model/index.ts";
import type { Handlers } from "./handlers.ts";
import { decodePath, encodePath } from "./ip-route-path.ts";

const NO_ROUTE: Input<IpRouteV2> = { tableId: 0, statsIndex: 0, prefix: "0.0.0.0/0", src: 0, paths: [] };

/** The sources whose prefixes are attached to an interface by their paths: the API and the command line. */
const ATTACHING_SOURCES: ReadonlySet<FibSource> = new Set([FibSource.api, FibSource.cli]);

/** Where `is_ip6` is in `ip_route_dump`. */
const IS_IP6_AT = 14;

/** Where the family of the prefix is in `ip_route_add_del` and `ip_route_lookup`, and in their second versions. */
const FAMILY_AT = 20;
const LOOKUP_FAMILY_AT = 15;

/** The longest IPv4 prefix that VPP 26.06 was seen to look up: it reads behind its 33 hashes, one for each length. */
const MAX_LOOKUP_LENGTH = 40;

interface Lookup {
  readonly tableId: number;
  /** Non-zero for this prefix and no shorter one. */
  readonly exact: number;
  readonly prefix: Prefix;
}

interface Change {
  readonly isAdd: boolean;
  readonly isMultipath: boolean;
  readonly route: IpRoute;
}

/**
 * Routes. Those of a table are dumped in the order in which they came; in VPP that is the order of a hash.
 *
 * @see VPP src/vnet/ip/ip_api.c, src/vnet/fib/fib_api.c
 */
export function handleRoutes(handlers: Handlers, model: Model): void {
  handlers.request(ipRouteAddDel, (fields, { byteAt }) =>
    change(model, tableOf(model, fields.route, byteAt(FAMILY_AT)), fields, FibSource.api),
  );
  handlers.request(ipRouteAddDelV2, (fields, { byteAt }) =>
    change(model, tableOf(model, fields.route, byteAt(FAMILY_AT)), fields, fields.route.src || FibSource.api),
  );
  handlers.dump(ipRouteDump, function* ({ table }, { byteAt }) {
    // VPP makes the number of a protocol of this byte: 2 is MPLS.
    if (byteAt(IS_IP6_AT) > 1) return;
    for (const route of routesOf(model, table)) yield { route };
  });
  handlers.dump(ipRouteV2Dump, function* ({ table, src }) {
    for (const route of routesOf(model, table)) if (src === 0 || src === route.src) yield { route };
  });
  handlers.request(ipRouteLookup, (fields, { byteAt }) =>
    lookUp(tableOf(model, fields, byteAt(LOOKUP_FAMILY_AT)), fields),
  );
  handlers.request(ipRouteLookupV2, (fields, { byteAt }) =>
    lookUp(tableOf(model, fields, byteAt(LOOKUP_FAMILY_AT)), fields),
  );
  handlers.dump(fibSourceDump, function* () {
    for (const [id, [name, priority]] of FIB_SOURCES.entries()) yield { src: { id, name, priority } };
  });
}

/** Returns the table of a prefix; none if VPP does not know the family: it reads the protocol from memory that it has not set. */
function tableOf(
  { fib }: Model,
  { tableId, prefix }: Pick<Lookup, "tableId" | "prefix">,
  family: number,
): FibTable | undefined {
  return family > AddressFamily.ADDRESS_IP6 ? undefined : fib.find(prefix.address.family, tableId);
}

function change(
  model: Model,
  table: FibTable | undefined,
  fields: Change,
  source: FibSource,
): { retval: number; statsIndex: number } {
  if (table === undefined) return { retval: Retval.noSuchFib, statsIndex: NO_STATS_INDEX };
  const retval = changeEntry(model, table, fields, source);
  const isAdded = fields.isAdd && retval === Retval.ok;
  return { retval, statsIndex: isAdded ? table.find(fields.route.prefix)!.statsIndex : NO_STATS_INDEX };
}

function changeEntry(model: Model, table: FibTable, fields: Change, source: FibSource): number {
  const { prefix, paths } = fields.route;
  const given: RoutePath[] = [];
  for (const path of paths) {
    const decoded = decodePath(model, path);
    if (typeof decoded === "number") return decoded;
    given.push(decoded);
  }
  if (!prefix.isValid) return Retval.invalidPrefixLength;
  if (paths.length === 0 && (fields.isAdd || fields.isMultipath)) return Retval.noPathsInRoute;
  if (fields.isAdd && source >= FIB_SOURCES.length) throw new VppCrash(`FIB source ${source} does not exist`);
  if (!fields.isAdd && !fields.isMultipath) model.fib.remove(table, prefix, source);
  else changePaths(model, table, fields, source, given);
  return Retval.ok;
}

function changePaths(
  { fib }: Model,
  table: FibTable,
  { isAdd, isMultipath, route: { prefix } }: Change,
  source: FibSource,
  given: readonly RoutePath[],
): void {
  const known = table.find(prefix)?.find(source);
  if (!isAdd && known === undefined) return;
  const isLocal = !isAdd && known?.isLocal === true;
  const requested = requestedPaths(prefix, given, isLocal);
  const { attachedVia, paths } = requested;
  if (attachedVia !== undefined && !fib.interfaces.has(attachedVia)) {
    throw new VppCrash(`${prefix} is attached to interface ${attachedVia}, which does not exist`);
  }
  const flags = {
    isLocal: requested.isLocal,
    attachedVia,
    ...(ATTACHING_SOURCES.has(source) ? { isAttached: attachedVia !== undefined } : {}),
  };
  if (!isAdd) fib.removePaths(table, prefix, source, paths, flags);
  else if (!isMultipath) fib.setPaths(table, prefix, source, paths, flags);
  else fib.addPaths(table, prefix, source, paths, flags.isLocal ? LOCAL[prefix.address.family] : [], flags);
}

function lookUp(table: FibTable | undefined, { prefix, exact }: Lookup): { retval: number; route: Input<IpRouteV2> } {
  if (table === undefined) return { retval: Retval.noSuchFib, route: NO_ROUTE };
  if (table.family === 4 && prefix.length > MAX_LOOKUP_LENGTH) {
    throw new VppCrash(`VPP has no hash of IPv4 routes of ${prefix.length} bits`);
  }
  const entry = exact === 0 ? table.lookUp(prefix) : table.find(prefix);
  if (entry === undefined) return { retval: Retval.noSuchEntry, route: NO_ROUTE };
  return { retval: Retval.ok, route: describe(table, entry) };
}

function* routesOf(model: Model, wanted: { tableId: number; isIp6: boolean }): Iterable<Input<IpRouteV2>> {
  const table = model.fib.find(wanted.isIp6 ? 6 : 4, wanted.tableId);
  for (const entry of table?.entries ?? []) yield describe(table!, entry);
}

function describe(table: FibTable, entry: FibEntry): Input<IpRouteV2> {
  return {
    tableId: table.tableId,
    statsIndex: entry.statsIndex,
    prefix: entry.prefix,
    src: entry.best.source,
    paths: entry.best.paths.map(encodePath),
  };
}
