import type { Srv6View } from "../../srv6/index.ts";
import type { ResolvedState } from "../document/index.ts";
import {
  compareEncap,
  compareLocalSids,
  compareNeighbors,
  comparePolicies,
  compareRoutes,
  compareSteering,
  compareTables,
} from "./compare.ts";
import type { Difference } from "./difference.ts";
import { findExtras } from "./extras.ts";
import type { Owned } from "./owned.ts";

/**
 * Returns all differences in the order in which things depend on each other: encap, tables, neighbors, routes, local SIDs,
 * policies, steering; then the entries that are owned and not desired, in the opposite order.
 */
export function findDifferences(desired: ResolvedState, observed: Srv6View, owned: Owned): Difference[] {
  const extras = findExtras(desired, observed, owned);
  return [
    ...compareEncap(desired, observed),
    ...compareTables(desired, observed),
    ...compareNeighbors(desired),
    ...compareRoutes(desired, observed),
    ...compareLocalSids(desired, observed),
    ...comparePolicies(desired, observed),
    ...compareSteering(desired, observed),
    ...extras.steering,
    ...extras.policies,
    ...extras.localSids,
    ...extras.routes,
    ...extras.tables,
  ];
}
