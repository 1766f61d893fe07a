import { Prefix } from "../../address/index.ts";
import { ipRouteLookupV2 } from "../../binapi/ip.ts";
import type { VppCalls } from "../../client/index.ts";
import {
  checking,
  type Destination,
  describePath,
  overheadBytes,
  type SegmentList,
  type SrPolicy,
  Srv6,
} from "../../srv6/index.ts";
import type { DesiredState } from "../document/state.ts";
import { type Interface, readInterfaces } from "./interfaces.ts";

/** A list of a policy, and where packets that take it go first. */
interface Way extends Destination {
  readonly policy: SrPolicy;
  readonly list: SegmentList;
}

/**
 * A line for each segment list whose packets of `innerMtu` bytes become too long, by its overhead, for the interface by which
 * VPP now sends to its first SID; the one with the smallest MTU, where it sends by several. What has no way yet has no line.
 */
export async function warnOfOverheads(
  vpp: VppCalls,
  { innerMtu, policies }: Pick<DesiredState, "innerMtu" | "policies">,
): Promise<string[]> {
  if (innerMtu === undefined || !vpp.messageTable.has(ipRouteLookupV2)) return [];
  const ways = policies.flatMap((policy) => policy.segmentLists.map((list) => wayOf(policy, list)));
  const read = () => Promise.all([readInterfaces(vpp), new Srv6(vpp).egress(ways)]);
  const [interfaces, egress] = await checking(read);
  const byIndex = new Map(interfaces.map((each) => [each.swIfIndex, each]));
  return ways.flatMap(({ policy, list }, at) => {
    const bytes = innerMtu + overheadBytes(policy, list);
    const narrowest = narrowestOf(egress[at]!, byIndex);
    if (narrowest === undefined || bytes <= narrowest.mtuBytes) return [];
    const grown = `packets of ${innerMtu} bytes become ${bytes}`;
    const limit = `${narrowest.name} takes ${narrowest.mtuBytes}`;
    return [`policy ${policy.bsid} via ${describePath(list)}: ${grown}, and ${limit}`];
  });
}

function wayOf(policy: SrPolicy, list: SegmentList): Way {
  return { policy, list, prefix: new Prefix(list.segments[0]!, 128), tableId: policy.fibTable };
}

/** The number of an interface that went meanwhile has none. */
function narrowestOf(egress: Iterable<number>, interfaces: ReadonlyMap<number, Interface>): Interface | undefined {
  const found = [...egress].flatMap((swIfIndex) => interfaces.get(swIfIndex) ?? []);
  return found.sort((a, b) => a.mtuBytes - b.mtuBytes)[0];
}
