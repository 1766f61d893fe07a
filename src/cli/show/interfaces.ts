import { type SwInterfaceDetails, swInterfaceDetails, swInterfaceDump } from "../../binapi/interface.ts";
import { IfStatusFlags } from "../../binapi/interface_types.ts";
import type { VppClient } from "../../client/index.ts";
import { toJson } from "../../wire/index.ts";
import type { ListView, Output } from "../output/index.ts";

/** How interfaces are shown. The MTU is that of layer 3, in bytes. */
export const interfacesView: ListView<SwInterfaceDetails> = {
  columns: ["INDEX", "NAME", "STATE", "MTU", "MAC"],
  rows: (details) => [
    [details.swIfIndex, details.interfaceName, stateOf(details), details.mtu[0]!, String(details.l2Address)],
  ],
  json: (details) => toJson(swInterfaceDetails, details),
};

/** `tsvpp show interfaces` */
export async function showInterfaces(vpp: VppClient, output: Output): Promise<void> {
  await output.list(vpp.dump(swInterfaceDump, { nameFilter: "", nameFilterValid: false }), interfacesView);
}

function stateOf({ flags }: SwInterfaceDetails): string {
  if ((flags & IfStatusFlags.IF_STATUS_API_FLAG_ADMIN_UP) === 0) return "down";
  return (flags & IfStatusFlags.IF_STATUS_API_FLAG_LINK_UP) === 0 ? "no link" : "up";
}
