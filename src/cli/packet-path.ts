import type { Prefix } from "../address/index.ts";
import {
  bucketsOf,
  describeBehavior,
  describePath,
  describePolicyKind,
  type FibEntry,
  type LocalSid,
  overheadBytes,
  type SrPolicy,
  type Srv6,
} from "../srv6/index.ts";
import { percent } from "./graph/index.ts";
import { type Branch, leaf } from "./output/index.ts";

/** The path of packets to one destination. */
export interface Explanation {
  readonly destination: string;
  readonly tableId: number;
  /** Null where VPP has no route. */
  readonly route: RouteFacts | null;
  /** The behavior of the destination, if it is a local SID of this node; else null. */
  readonly localSid: string | null;
  readonly policy: PolicyFacts | null;
}

interface RouteFacts {
  readonly prefix: string;
  /** VPP's name of the source that put it into the table. */
  readonly source: string;
  readonly statsIndex: number;
  readonly isDrop: boolean;
}

interface PolicyFacts {
  readonly bsid: string;
  readonly kind: string;
  readonly encapSource: string | null;
  readonly lists: readonly ListFacts[];
}

interface ListFacts {
  readonly path: string;
  readonly weight: number;
  /** Of all the policy's buckets. */
  readonly share: number;
  /** By how much a packet grows. */
  readonly overheadBytes: number;
  /** The route to the first SID; null where VPP has none. */
  readonly firstSid: RouteFacts | null;
}

/**
 * Follows a packet: looks up its route, the policy of the route, the shares of its lists, and the routes to their first
 * SIDs.
 */
export async function explainPath(srv6: Srv6, destination: Prefix, tableId: number): Promise<Explanation> {
  const [[route], steering, policies, localSids] = await Promise.all([
    srv6.routesTo([{ prefix: destination, tableId }]),
    srv6.steering(),
    srv6.policies(),
    srv6.localSids(),
  ]);
  const rule = steering.find((each) => each.kind === "l3" && each.tableId === tableId && isSame(each.prefix, route));
  const policy = route?.isSteering === true ? policies.find(({ bsid }) => rule?.bsid.equals(bsid)) : undefined;
  const firstSids = policy === undefined ? [] : (await srv6.firstSids([policy])).get(policy)!;
  return {
    destination: String(destination),
    tableId,
    route: routeFacts(route),
    localSid: localSidFacts(destination, tableId, localSids),
    policy: policy === undefined ? null : policyFacts(policy, firstSids),
  };
}

function isSame(prefix: Prefix, route: FibEntry | undefined): boolean {
  return route !== undefined && String(prefix.masked()) === String(route.prefix);
}

function routeFacts(route: FibEntry | undefined): RouteFacts | null {
  if (route === undefined) return null;
  const { prefix, source, statsIndex, isDrop } = route;
  return { prefix: String(prefix), source, statsIndex, isDrop };
}

function localSidFacts({ address }: Prefix, tableId: number, localSids: readonly LocalSid[]): string | null {
  const found = localSids.find((each) => each.fibTable === tableId && String(each.sid) === String(address));
  return found === undefined ? null : describeBehavior(found.behavior);
}

function policyFacts(policy: SrPolicy, firstSids: readonly (FibEntry | undefined)[]): PolicyFacts {
  const { segmentLists, encapSource, bsid } = policy;
  const buckets = bucketsOf(segmentLists.map(({ weight }) => weight));
  const all = buckets.reduce((sum, count) => sum + count, 0);
  return {
    bsid: String(bsid),
    kind: describePolicyKind(policy),
    encapSource: encapSource === undefined || encapSource.isUnspecified ? null : String(encapSource),
    lists: segmentLists.map((list, at) => ({
      path: describePath(list),
      weight: list.weight,
      share: all === 0 ? 0 : buckets[at]! / all,
      overheadBytes: overheadBytes(policy, list),
      firstSid: routeFacts(firstSids[at]),
    })),
  };
}

/** The explanation for people. */
export function explanationTree({ destination, tableId, route, localSid, policy }: Explanation): Branch {
  const branches: Branch[] = [];
  if (localSid !== null) branches.push(leaf(`a local SID: ${localSid}`));
  if (route === null) branches.push(leaf("no route: dropped"));
  else branches.push({ text: `route ${routeText(route)}`, branches: policy === null ? [] : [policyBranch(policy)] });
  return { text: `${destination} in table ${tableId}`, branches };
}

function policyBranch({ bsid, kind, encapSource, lists }: PolicyFacts): Branch {
  const source = encapSource === null ? "" : `, from ${encapSource}`;
  return { text: `policy ${bsid}: ${kind}${source}`, branches: lists.map(listBranch) };
}

function listBranch({ path, weight, share, overheadBytes, firstSid }: ListFacts): Branch {
  const way = firstSid === null ? "no route to the first SID: dropped" : `first SID by route ${routeText(firstSid)}`;
  const text = `${percent(share)} (weight ${weight}) via ${path}`;
  return { text, branches: [leaf(`adds ${overheadBytes} bytes to each packet`), leaf(way)] };
}

function routeText({ prefix, source, statsIndex, isDrop }: RouteFacts): string {
  return `${prefix} of ${source}, counted in /net/route/to[${statsIndex}]${isDrop ? ": dropped" : ""}`;
}
