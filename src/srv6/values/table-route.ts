import type { Prefix } from "../../address/index.ts";

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
