import { describeBehavior, lookupTable } from "./behavior.ts";
import type { LocalSid } from "./local-sid.ts";
import type { SrPolicy } from "./policy.ts";
import type { StaticRoute } from "./static-route.ts";
import { describeTraffic, type Steering } from "./steering.ts";
import type { TableName, TableRoute } from "./table-route.ts";
import { API_SOURCE } from "./vpp-constants.ts";

/** An entry of VPP that can use a table. */
export type TableUser =
  | { readonly kind: "localSid"; readonly value: LocalSid }
  | { readonly kind: "policy"; readonly value: SrPolicy }
  | { readonly kind: "steering"; readonly value: Steering }
  /** A route of the API. */
  | { readonly kind: "route"; readonly value: StaticRoute };

/** Returns the entry in words if it uses the table: VPP does not survive that the table is deleted then. */
export function describeTableUser({ kind, value }: TableUser, { family, tableId }: TableName): string | undefined {
  const isInside = (route: TableRoute) => route.tableId === tableId && route.prefix.address.family === family;
  switch (kind) {
    case "localSid": {
      const lookup = lookupTable(value.behavior);
      const looksUp = lookup?.family === family && lookup.tableId === tableId;
      const isHere = family === 6 && value.fibTable === tableId;
      return looksUp || isHere ? `local SID ${value.sid} (${describeBehavior(value.behavior)})` : undefined;
    }
    case "policy":
      return family === 6 && value.fibTable === tableId ? `policy ${value.bsid}` : undefined;
    case "steering":
      return value.kind === "l3" && isInside(value) ? `steering of ${describeTraffic(value)}` : undefined;
    case "route":
      return isInside(value) ? `route ${value.prefix} of source ${API_SOURCE}` : undefined;
  }
}
