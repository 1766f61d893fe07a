import { type SwInterfaceDetails, swInterfaceDetails, swInterfaceDump } from "../../binapi/interface.ts";
import { IfStatusFlags } from "../../binapi/interface_types.ts";
import { ipAddressDump } from "../../binapi/ip.ts";
import type { VppClient } from "../../client/index.ts";
import { toJson } from "../../wire/index.ts";
import type { ListView, Output } from "../output/index.ts";

/** An interface and its addresses, of IPv4 first. */
interface Interface {
  readonly details: SwInterfaceDetails;
  readonly addresses: readonly string[];
}

/** How interfaces are shown. The MTU is that of layer 3, in bytes. */
export const interfacesView: ListView<Interface> = {
  columns: ["INDEX", "NAME", "STATE", "MTU", "MAC", "ADDRESSES"],
  rows: ({ details, addresses }) => {
    const { swIfIndex, interfaceName, mtu, l2Address } = details;
    return [[swIfIndex, interfaceName, stateOf(details), mtu[0]!, String(l2Address), addresses.join(", ")]];
  },
  json: ({ details, addresses }) => ({ ...(toJson(swInterfaceDetails, details) as object), addresses }),
};

/** `tsvpp show interfaces` */
export async function showInterfaces(vpp: VppClient, output: Output): Promise<void> {
  const all = await collect(vpp.dump(swInterfaceDump, { nameFilter: "", nameFilterValid: false }));
  const addresses = await Promise.all(all.map(({ swIfIndex }) => readAddresses(vpp, swIfIndex)));
  const interfaces = all.map((details, at) => ({ details, addresses: addresses[at]! }));
  await output.list(interfaces, interfacesView);
}

/** Reads the addresses of an interface, with their prefix lengths: VPP lists them by interface and family. */
async function readAddresses(vpp: VppClient, swIfIndex: number): Promise<string[]> {
  const families = [false, true].map((isIpv6) => collect(vpp.dump(ipAddressDump, { swIfIndex, isIpv6 })));
  return (await Promise.all(families)).flat().map(({ prefix }) => String(prefix));
}

async function collect<T>(dump: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of dump) all.push(each);
  return all;
}

function stateOf({ flags }: SwInterfaceDetails): string {
  if ((flags & IfStatusFlags.IF_STATUS_API_FLAG_ADMIN_UP) === 0) return "down";
  return (flags & IfStatusFlags.IF_STATUS_API_FLAG_LINK_UP) === 0 ? "no link" : "up";
}
