import { Prefix } from "../../address/index.ts";
import { requireShape, TABLE_ROUTE_INPUT } from "../arguments/index.ts";
import type { Given } from "./addresses.ts";

/** A table of one family. */
export interface TableName {
  readonly family: 4 | 6;
  readonly tableId: number;
}

/** Returns the tables of both families, one by one. */
export function tableNames(tables: { readonly 4: Iterable<number>; readonly 6: Iterable<number> }): TableName[] {
  return ([4, 6] as const).flatMap((family) => Array.from(tables[family], (tableId) => ({ family, tableId })));
}

/** A route in a table. */
export interface TableRoute {
  readonly prefix: Prefix;
  readonly tableId: number;
}

/** The arguments of a route. The prefix may have host bits, which are cleared; the default table is 0, of its family. */
export type TableRouteInput = Given<TableRoute, "tableId">;

/** Returns the route as a value. @throws {VppError} `VPP_ADDRESS`. */
export function tableRouteFrom(input: TableRouteInput): TableRoute {
  const { prefix, tableId = 0 } = requireShape(TABLE_ROUTE_INPUT, input, "route");
  return { prefix: Prefix.from(prefix).masked(), tableId };
}

/** Returns prefix and table in words: `fcff:3::/48 table 0`. */
export function nameOfRoute({ prefix, tableId }: TableRoute): string {
  return `${prefix} table ${tableId}`;
}

/** Returns the table in words: `IPv6 table 7`. */
export function describeTable({ family, tableId }: TableName): string {
  return `IPv${family} table ${tableId}`;
}

/** Returns the table of a route. */
export function tableOf({ prefix, tableId }: TableRoute): TableName {
  return { family: prefix.address.family, tableId };
}
