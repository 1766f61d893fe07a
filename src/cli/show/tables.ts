import { type IpTableDetails, ipTableDetails, ipTableDump } from "../../binapi/ip.ts";
import type { VppClient } from "../../client/index.ts";
import { HIDDEN_TABLE } from "../../srv6/index.ts";
import { toJson } from "../../wire/index.ts";
import type { ListView, Output } from "../output/index.ts";

/** How FIB tables are shown. */
export const tablesView: ListView<IpTableDetails> = {
  columns: ["FAMILY", "TABLE", "NAME"],
  rows: ({ table: { isIp6, tableId, name } }) => [
    [isIp6 ? "IPv6" : "IPv4", tableId === HIDDEN_TABLE ? "" : tableId, name],
  ],
  json: (details) => toJson(ipTableDetails, details),
};

/** `tsvpp show tables` */
export async function showTables(vpp: VppClient, output: Output): Promise<void> {
  await output.list(vpp.dump(ipTableDump, {}), tablesView);
}
