import { Prefix } from "../address/index.ts";
import { swInterfaceDump } from "../binapi/interface.ts";
import { ipRouteLookupV2 } from "../binapi/ip.ts";
import type { VppCalls } from "../client/index.ts";
import { type Destination, describePath, overheadBytes, type SegmentList, type SrPolicy, Srv6 } from "../srv6/index.ts";
import type { DesiredState } from "./state.ts";

/** An interface and the longest packet that it takes. */
interface Egress {
  readonly name: string;
  readonly mtuBytes: number;
}

/** A list of a policy, and where packets that take it go first. */
interface Way extends Destination {
  readonly policy: SrPolicy;
  readonly list: SegmentList;
}

/** What VPP takes for the MTU of interfaces that have none. @see VPP src/vnet/interface_funcs.h vnet_sw_interface_get_mtu */
const DEFAULT_MTU_BYTES = 9000;

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
  const [interfaces, egress] = await Promise.all([readInterfaces(vpp), new Srv6(vpp).egress(ways)]);
  return ways.flatMap(({ policy, list }, at) => {
    const bytes = innerMtu + overheadBytes(policy, list);
    const narrowest = narrowestOf(egress[at]!, interfaces);
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
function narrowestOf(egress: Iterable<number>, interfaces: ReadonlyMap<number, Egress>): Egress | undefined {
  const found = [...egress].flatMap((swIfIndex) => interfaces.get(swIfIndex) ?? []);
  return found.sort((a, b) => a.mtuBytes - b.mtuBytes)[0];
}

/** What outer headers, which are IPv6, go by: the MTU of an interface for IPv6, where it has one. */
async function readInterfaces(vpp: VppCalls): Promise<ReadonlyMap<number, Egress>> {
  const interfaces = new Map<number, Egress>();
  const all = { nameFilter: "", nameFilterValid: false };
  for await (const { swIfIndex, interfaceName: name, mtu } of vpp.dump(swInterfaceDump, all)) {
    const [l3 = 0, , ip6 = 0] = mtu;
    interfaces.set(swIfIndex, { name, mtuBytes: ip6 || l3 || DEFAULT_MTU_BYTES });
  }
  return interfaces;
}
