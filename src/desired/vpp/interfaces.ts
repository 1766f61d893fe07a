import { swInterfaceDump } from "../../binapi/interface.ts";
import type { VppCalls } from "../../client/index.ts";

/** An interface of VPP. */
export interface Interface {
  readonly swIfIndex: number;
  readonly name: string;
  /** That of IPv6, which outer headers are, where it has one of its own. */
  readonly mtuBytes: number;
}

/** What VPP takes for the MTU of interfaces that have none. @see VPP src/vnet/interface_funcs.h vnet_sw_interface_get_mtu */
const DEFAULT_MTU_BYTES = 9000;

export async function readInterfaces(vpp: VppCalls): Promise<Interface[]> {
  const interfaces: Interface[] = [];
  const all = { nameFilter: "", nameFilterValid: false };
  for await (const { swIfIndex, interfaceName: name, mtu } of vpp.dump(swInterfaceDump, all)) {
    const [l3 = 0, , ip6 = 0] = mtu;
    interfaces.push({ swIfIndex, name, mtuBytes: ip6 || l3 || DEFAULT_MTU_BYTES });
  }
  return interfaces;
}
