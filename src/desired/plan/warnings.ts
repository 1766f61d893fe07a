import { Prefix } from "../../address/index.ts";
import { type Destination, describePath, overheadBytes, type SegmentList, type SrPolicy } from "../../srv6/index.ts";
import type { DesiredState } from "../document/index.ts";

/** An interface of VPP. */
export interface Interface {
  readonly swIfIndex: number;
  readonly name: string;
  /** The MTU for IPv6 packets, as those with outer headers are; that for all packets if the interface has no other. */
  readonly mtuBytes: number;
}

/** By which interfaces packets leave. */
export interface Egress {
  readonly interfaces: readonly Interface[];
  /** For each destination the numbers of the interfaces by which packets to it leave. */
  readonly numbers: readonly Iterable<number>[];
}

/** Returns the first SID of each list of the policies, where packets that take the list are sent to. */
export function destinationsOf(policies: readonly SrPolicy[]): Destination[] {
  return listsOf(policies).map(({ policy, list }) => {
    return { prefix: Prefix.host(list.segments[0]!), tableId: policy.fibTable };
  });
}

/**
 * Returns a line for each segment list whose packets of `innerMtu` bytes become too long, by its overhead, for the interface
 * by which VPP now sends to its first SID; for the smallest MTU, if it sends by several. A list without a route has no line.
 *
 * @param egress of the destinations of the policies.
 */
export function describeOverheads(
  { innerMtu = 0, policies }: Pick<DesiredState, "innerMtu" | "policies">,
  egress: Egress | undefined,
): string[] {
  if (egress === undefined) return [];
  const byNumber = new Map(egress.interfaces.map((each) => [each.swIfIndex, each]));
  return listsOf(policies).flatMap(({ policy, list }, at) => {
    const bytes = innerMtu + overheadBytes(policy, list);
    const narrowest = narrowestOf(egress.numbers[at]!, byNumber);
    if (narrowest === undefined || bytes <= narrowest.mtuBytes) return [];
    const grown = `packets of ${innerMtu} bytes become ${bytes} bytes`;
    const limit = `the MTU of ${narrowest.name} is ${narrowest.mtuBytes}`;
    return [`policy ${policy.bsid} via ${describePath(list)}: ${grown}, and ${limit}`];
  });
}

function listsOf(policies: readonly SrPolicy[]): { policy: SrPolicy; list: SegmentList }[] {
  return policies.flatMap((policy) => policy.segmentLists.map((list) => ({ policy, list })));
}

/** Leaves out the number of an interface that was deleted meanwhile. */
function narrowestOf(numbers: Iterable<number>, byNumber: ReadonlyMap<number, Interface>): Interface | undefined {
  const found = [...numbers].flatMap((swIfIndex) => byNumber.get(swIfIndex) ?? []);
  return found.sort((a, b) => a.mtuBytes - b.mtuBytes)[0];
}

/** Returns a line for a policy whose packets get the outer source `::`: the next router drops them. @see RFC 4291 2.5.2 */
export function describeUnsourced({ bsid }: Pick<SrPolicy, "bsid">): string {
  return `policy ${bsid}: packets get the outer source ::, since neither the document nor VPP has an encap source`;
}
