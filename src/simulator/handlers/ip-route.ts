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
import type { Input } from "../../wire/index.ts";
import {
  FIB_SOURCES,
  type FibEntry,
  type FibPath,
  FibSource,
  type FibTable,
  type Model,
  NO_STATS_INDEX,
  Retval,
  resolvePath,
  VppCrash,
} from "../model/index.ts";
import type { Handlers } from "./handlers.ts";
import { decodePath, encodePath } from "./ip-route-path.ts";

const NO_ROUTE: Input<IpRouteV2> = { tableId: 0, statsIndex: 0, prefix: "0.0.0.0/0", src: 0, paths: [] };

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
  handlers.request(ipRouteAddDel, (fields) => change(model, fields, FibSource.api));
  handlers.request(ipRouteAddDelV2, (fields) => change(model, fields, fields.route.src || FibSource.api));
  handlers.dump(ipRouteDump, function* ({ table }) {
    for (const route of routesOf(model, table)) yield { route };
  });
  handlers.dump(ipRouteV2Dump, function* ({ table, src }) {
    for (const route of routesOf(model, table)) if (src === 0 || src === route.src) yield { route };
  });
  handlers.request(ipRouteLookup, (fields) => lookUp(model, fields));
  handlers.request(ipRouteLookupV2, (fields) => lookUp(model, fields));
  handlers.dump(fibSourceDump, function* () {
    for (const [id, [name, priority]] of FIB_SOURCES.entries()) yield { src: { id, name, priority } };
  });
}

function change(model: Model, fields: Change, source: FibSource): { retval: number; statsIndex: number } {
  if (source >= FIB_SOURCES.length) throw new VppCrash(`FIB source ${source} does not exist`);
  const { prefix, tableId } = fields.route;
  const table = model.fib.find(prefix.address.family, tableId);
  if (table === undefined) return { retval: Retval.noSuchFib, statsIndex: NO_STATS_INDEX };
  const retval = changeEntry(model, table, fields, source);
  const isAdded = fields.isAdd && retval === Retval.ok;
  return { retval, statsIndex: isAdded ? table.find(prefix)!.statsIndex : NO_STATS_INDEX };
}

function changeEntry(model: Model, table: FibTable, fields: Change, source: FibSource): number {
  const { prefix, paths } = fields.route;
  const resolved: FibPath[] = [];
  for (const path of paths) {
    const decoded = decodePath(model, path);
    if (typeof decoded === "number") return decoded;
    resolved.push(resolvePath(prefix, decoded));
  }
  if (!prefix.isValid) return Retval.invalidPrefixLength;
  if (paths.length === 0 && (fields.isAdd || fields.isMultipath)) return Retval.noPathsInRoute;
  const { fib } = model;
  if (!fields.isAdd && !fields.isMultipath) fib.remove(table, prefix, source);
  else if (!fields.isAdd) fib.removePaths(table, prefix, source, resolved);
  else if (fields.isMultipath) fib.addPaths(table, prefix, source, resolved, []);
  else fib.setPaths(table, prefix, source, resolved);
  return Retval.ok;
}

function lookUp(model: Model, wanted: Lookup): { retval: number; route: Input<IpRouteV2> } {
  const { prefix, tableId } = wanted;
  const table = model.fib.find(prefix.address.family, tableId);
  if (table === undefined) return { retval: Retval.noSuchFib, route: NO_ROUTE };
  const entry = wanted.exact === 0 ? table.lookUp(prefix) : table.find(prefix);
  if (entry === undefined) return { retval: Retval.noSuchEntry, route: NO_ROUTE };
  return { retval: Retval.ok, route: describe(model, table, entry) };
}

function* routesOf(model: Model, wanted: { tableId: number; isIp6: boolean }): Iterable<Input<IpRouteV2>> {
  const table = model.fib.find(wanted.isIp6 ? 6 : 4, wanted.tableId);
  for (const entry of table?.entries ?? []) yield describe(model, table!, entry);
}

function describe({ fib }: Model, table: FibTable, entry: FibEntry): Input<IpRouteV2> {
  return {
    tableId: table.tableId,
    statsIndex: entry.statsIndex,
    prefix: entry.prefix,
    src: entry.best.source,
    paths: fib.pathsOf(table, entry).map(encodePath),
  };
}
