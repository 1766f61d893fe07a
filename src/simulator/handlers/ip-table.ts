import { ipAddressDump, ipTableAddDel, ipTableAddDelV2, ipTableAllocate, ipTableDump } from "../../binapi/ip.ts";
import { ANY_TABLE_ID, FibSource, type Model } from "../model/index.ts";
import type { Handlers } from "./handlers.ts";

/** Where `is_ip6` is in messages that begin with a table, and in `ip_table_add_del`, where it is behind `is_add`. */
const IS_IP6_AT = 14;
const IS_IP6_BEHIND_IS_ADD_AT = 15;

/** Tables, and the addresses of interfaces. @see VPP src/vnet/ip/ip_api.c */
export function handleTables(handlers: Handlers, model: Model): void {
  const { fib, interfaces } = model;
  const change = ({ table, isAdd, createMfib = true }: TableChange, isIp6: number): number => {
    if (isIp6 > 1) return 0; // VPP makes the number of a protocol of it, whose tables are not listed: 2 is MPLS
    if (isAdd) create(model, table, createMfib);
    else remove(model, table);
    return 0;
  };
  handlers.retval(ipTableAddDel, (fields, { byteAt }) => change(fields, byteAt(IS_IP6_BEHIND_IS_ADD_AT)));
  handlers.retval(ipTableAddDelV2, (fields, { byteAt }) => change(fields, byteAt(IS_IP6_AT)));
  let lastId = 0;
  handlers.request(ipTableAllocate, ({ table }, { byteAt }) => {
    let { tableId } = table;
    while (
      tableId === ANY_TABLE_ID ||
      (table.tableId === ANY_TABLE_ID && fib.find(familyOf(table), tableId) !== undefined)
    ) {
      lastId = nextRandom(lastId);
      tableId = lastId;
    }
    const allocated = { ...table, tableId };
    if (byteAt(IS_IP6_AT) <= 1) create(model, allocated, true);
    return { retval: 0, table: allocated };
  });
  handlers.dump(ipTableDump, function* () {
    for (const family of [4, 6] as const) {
      for (const { tableId, name, isLinkLocal } of fib.tables(family)) {
        if (!isLinkLocal) yield { table: { tableId, isIp6: family === 6, name } };
      }
    }
  });
  handlers.dump(ipAddressDump, function* ({ swIfIndex, isIpv6 }) {
    const prefixes = interfaces.get(swIfIndex)?.prefixes[isIpv6 ? 6 : 4] ?? [];
    for (const prefix of prefixes) yield { swIfIndex, prefix };
  });
}

interface Table {
  readonly tableId: number;
  readonly isIp6: boolean;
  readonly name: string;
}

interface TableChange {
  readonly table: Table;
  readonly isAdd: boolean;
  readonly createMfib?: boolean;
}

function familyOf({ isIp6 }: Table): 4 | 6 {
  return isIp6 ? 6 : 4;
}

/** Table 0 is always there and does not change. */
function create({ fib, multicast }: Model, table: Table, createMfib: boolean): void {
  const { tableId, name } = table;
  if (tableId === 0) return;
  fib.findOrCreate(familyOf(table), tableId, FibSource.api, name);
  if (createMfib) multicast.add(familyOf(table), tableId);
}

/** Removes the API's locks of the table; other sources may keep it. */
function remove({ fib, multicast }: Model, table: Table): void {
  const { tableId } = table;
  if (tableId === 0) return;
  const found = fib.find(familyOf(table), tableId);
  if (found !== undefined) fib.unlock(found, FibSource.api);
  multicast.remove(familyOf(table), tableId);
}

/** VPP's generator of random numbers. @see VPP src/vppinfra/random.h random_u32 */
function nextRandom(seed: number): number {
  return (Math.imul(seed, 1664525) + 1013904223) >>> 0;
}
