import type { Prefix } from "../../address/index.ts";
import type { SrPolicy } from "./policy.ts";
import type { SegmentList } from "./segment-list.ts";
import type { Steering } from "./steering.ts";
import type { TableRoute } from "./table-route.ts";
import { SR_SOURCE } from "./vpp-constants.ts";

/** A prefix in a table. */
export type Destination = TableRoute;

/** The entry of a FIB that VPP uses for packets to a destination. */
export interface FibEntry {
  /** The prefix of the entry: that of the destination, or a shorter one. */
  readonly prefix: Prefix;
  /** VPP's name of the source of the route: `SR`, `API`, `interface`, `default-route`. */
  readonly source: string;
  /** The index of its packet counters in `/net/route/to` of the stats segment; it changes with each change of the route. */
  readonly statsIndex: number;
  /** Whether packets are dropped. For a first SID, also by the routes to which the entry leads. */
  readonly isDrop: boolean;
  /** Whether the entry steers packets into a policy. */
  readonly isSteering: boolean;
}

/**
 * The forwarding state of steering: packets take the policy (`installed`); VPP prefers a route of another source to the same
 * prefix (`shadowed`); or packets are dropped, since the policy or a route to the first SID of a list is missing
 * (`unresolved`). A segment list is `installed` or `unresolved`.
 */
export type Forwarding =
  | { readonly state: "installed"; readonly statsIndex: number | undefined }
  | { readonly state: "shadowed"; readonly by: string; readonly statsIndex: number }
  | { readonly state: "unresolved"; readonly reason: string };

/** Returns the forwarding state of a list, from the entry for its first SID. */
export function forwardingOf(
  { fibTable }: Pick<SrPolicy, "fibTable">,
  { segments: [first] }: SegmentList,
  route: FibEntry | undefined,
): Forwarding {
  // VPP adds any list, whether it can reach its first SID or not.
  if (route === undefined || route.isDrop)
    return unresolved(`there is no usable route to ${first} in table ${fibTable}`);
  if (!route.isSteering) return { state: "installed", statsIndex: route.statsIndex };
  // The packet would get one outer header after the other.
  return unresolved(`the route to ${first} in table ${fibTable} is itself steered, by ${route.prefix}`);
}

function unresolved(reason: string): Forwarding {
  return { state: "unresolved", reason };
}

/**
 * Returns the forwarding state of a steering rule.
 *
 * @param route to the prefix of the rule; undefined of frames.
 * @param firstSids of the lists of the policy, which is undefined where there is none.
 */
export function forwardingOfRule(
  rule: Steering,
  route: FibEntry | undefined,
  policy: SrPolicy | undefined,
  firstSids: readonly (FibEntry | undefined)[],
): Forwarding {
  if (rule.kind === "l3" && route === undefined) return unresolved(`VPP has no route to ${rule.prefix}`);
  if (route !== undefined && route.source !== SR_SOURCE) {
    return { state: "shadowed", by: route.source, statsIndex: route.statsIndex };
  }
  if (policy === undefined) return unresolved(`there is no policy ${rule.bsid}`);
  const lists = policy.segmentLists.map((list, place) => forwardingOf(policy, list, firstSids[place]));
  const lost = lists.find((list) => list.state === "unresolved");
  if (lost !== undefined) return unresolved(`policy ${policy.bsid}: ${lost.reason}`);
  return { state: "installed", statsIndex: route?.statsIndex };
}

/** The FIB entry for the first SID of each list of each policy; undefined: no route. */
export type FirstSids = ReadonlyMap<SrPolicy, readonly (FibEntry | undefined)[]>;
