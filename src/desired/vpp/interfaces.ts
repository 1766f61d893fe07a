import { swInterfaceDump } from "../../binapi/interface.ts";
import type { VppCalls } from "../../client/index.ts";
import type { Interface } from "../plan/index.ts";

/** The MTU that VPP assumes for interfaces without one. @see VPP src/vnet/interface_funcs.h vnet_sw_interface_get_mtu */
const DEFAULT_MTU_BYTES = 9000;

/** Reads all interfaces. */
export async function readInterfaces(vpp: VppCalls): Promise<Interface[]> {
  const interfaces: Interface[] = [];
  const all = { nameFilter: "", nameFilterValid: false };
  for await (const { swIfIndex, interfaceName: name, mtu } of vpp.dump(swInterfaceDump, all)) {
    const [l3 = 0, , ip6 = 0] = mtu;
    interfaces.push({ swIfIndex, name, mtuBytes: ip6 || l3 || DEFAULT_MTU_BYTES });
  }
  return interfaces;
}

/** Reads VPP's names of its interfaces, by number. */
export async function readInterfaceNames(vpp: VppCalls): Promise<ReadonlyMap<number, string>> {
  return new Map((await readInterfaces(vpp)).map(({ name, swIfIndex }) => [swIfIndex, name]));
}
