import type { Prefix } from "../address/index.ts";
import {
  describePath,
  describePolicyKind,
  type EndpointBehavior,
  type FibEntry,
  type LocalSid,
  overheadBytes,
  SR_SOURCE,
  type SrPolicy,
  type Srv6,
  type Steering,
  sharesOf,
} from "../srv6/index.ts";
import type { InterfaceNames } from "./interface-names.ts";
import { type Branch, leaf } from "./output/index.ts";
import { describeShare, hereText, weightWords } from "./words.ts";

/** The path of packets to one destination. */
export interface Explanation {
  readonly destination: string;
  readonly tableId: number;
  /** Null where VPP has no route. */
  readonly route: RouteFacts | null;
  /** The behavior of the destination, if it is a local SID of this node; else null. */
  readonly localSid: EndpointBehavior | null;
  /** The table of the policy whose BSID the destination is; null if it is none. */
  readonly bsidTable: number | null;
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
  readonly policyType: SrPolicy["policyType"];
  readonly encapSource: string | null;
  readonly lists: readonly ListFacts[];
}

interface ListFacts {
  readonly path: string;
  readonly weight: number;
  /** The share of the policy's packets that take the list, 0 to 1; null for a policy of an unknown type. */
  readonly share: number | null;
  /** By how much a packet grows. */
  readonly overheadBytes: number;
  /** The route to the first SID; null where VPP has none. */
  readonly firstSid: RouteFacts | null;
}

/**
 * Follows a packet: looks up its route, the policy to which the route steers it or whose BSID it is sent to, the shares of the
 * lists, and the routes to their first SIDs.
 */
export async function explainPath(srv6: Srv6, destination: Prefix, tableId: number): Promise<Explanation> {
  const [[route], steering, policies, localSids] = await Promise.all([
    srv6.routesTo([{ prefix: destination, tableId }]),
    srv6.steering(),
    srv6.policies(),
    srv6.localSids(),
  ]);
  const ofBsid = policies.find(({ bsid }) => destination.length === 128 && bsid.equals(destination.address));
  const isBound = ofBsid?.fibTable === tableId && route?.source === SR_SOURCE;
  const policy = isBound ? ofBsid : steeredTo(policies, steering, route, tableId);
  const firstSids = policy === undefined ? [] : (await srv6.firstSids([policy])).get(policy)!;
  return {
    destination: String(destination),
    tableId,
    route: routeFacts(route),
    localSid: localSidAt(destination, tableId, localSids)?.behavior ?? null,
    bsidTable: ofBsid?.fibTable ?? null,
    policy: policy === undefined ? null : policyFacts(policy, firstSids),
  };
}

/** Returns the policy to which a route steers packets. */
function steeredTo(
  policies: readonly SrPolicy[],
  steering: readonly Steering[],
  route: FibEntry | undefined,
  tableId: number,
): SrPolicy | undefined {
  if (route?.isSteering !== true) return undefined;
  const prefix = String(route.prefix);
  const rule = steering.find((each) => {
    return each.kind === "l3" && each.tableId === tableId && String(each.prefix.masked()) === prefix;
  });
  return rule && policies.find(({ bsid }) => rule.bsid.equals(bsid));
}

function routeFacts(route: FibEntry | undefined): RouteFacts | null {
  if (route === undefined) return null;
  const { prefix, source, statsIndex, isDrop } = route;
  return { prefix: String(prefix), source, statsIndex, isDrop };
}

function localSidAt({ address }: Prefix, tableId: number, localSids: readonly LocalSid[]): LocalSid | undefined {
  return localSids.find(({ fibTable, sid }) => fibTable === tableId && sid.equals(address));
}

function policyFacts(policy: SrPolicy, firstSids: readonly (FibEntry | undefined)[]): PolicyFacts {
  const { segmentLists, encapSource, bsid, policyType } = policy;
  const shares = sharesOf(policy);
  return {
    bsid: String(bsid),
    kind: describePolicyKind(policy),
    policyType,
    encapSource: encapSource === undefined || encapSource.isUnspecified ? null : String(encapSource),
    lists: segmentLists.map((list, at) => ({
      path: describePath(list),
      weight: list.weight,
      share: shares?.[at] ?? null,
      overheadBytes: overheadBytes(policy, list),
      firstSid: routeFacts(firstSids[at]),
    })),
  };
}

/** Returns the explanation for people. */
export function explanationTree(found: Explanation, interfaces: InterfaceNames): Branch {
  const { destination, tableId, route, localSid, bsidTable, policy } = found;
  const branches: Branch[] = [];
  if (localSid !== null) branches.push(leaf(`a local SID: ${hereText(localSid, interfaces)}`));
  if (bsidTable !== null) branches.push(leaf(bsidText(bsidTable, tableId)));
  if (route === null) branches.push(leaf("no route: dropped"));
  else branches.push({ text: `route ${routeText(route)}`, branches: policy === null ? [] : [policyBranch(policy)] });
  return { text: `${destination} in table ${tableId}`, branches };
}

function bsidText(table: number, tableId: number): string {
  return table === tableId
    ? "the BSID of a policy"
    : `the BSID of a policy in table ${table}, not here: use --table ${table}`;
}

function policyBranch({ bsid, kind, policyType, encapSource, lists }: PolicyFacts): Branch {
  const source = encapSource === null ? "" : `, from ${encapSource}`;
  return {
    text: `policy ${bsid}: ${kind}${source}`,
    branches: lists.map((list, at) => listBranch(policyType, list, at)),
  };
}

function listBranch(policyType: SrPolicy["policyType"], list: ListFacts, at: number): Branch {
  const { path, weight, overheadBytes, firstSid } = list;
  const share = describeShare(policyType, list.share ?? undefined, at);
  const weights = weightWords(policyType, weight).map((text) => ` (${text})`);
  const way = firstSid === null ? "no route to the first SID: dropped" : `first SID by route ${routeText(firstSid)}`;
  const branches = [leaf(`adds ${overheadBytes} bytes to each packet`), leaf(way)];
  return { text: `${share}${weights.join("")} via ${path}`, branches };
}

function routeText({ prefix, source, statsIndex, isDrop }: RouteFacts): string {
  return `${prefix} of ${source}, counted in /net/route/to[${statsIndex}]${isDrop ? ": dropped" : ""}`;
}
