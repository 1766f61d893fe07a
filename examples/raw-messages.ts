/**
 * The underlay of an SRv6 overlay, configured with VPP's own messages: adds a loopback that is up and has an address, a table,
 * and a route to the locator of another node; reads them back, and removes them.
 *
 *   node dist/examples/raw-messages.js                                          with the simulator
 *   TSVPP_VPP_SOCKET=/run/vpp/api.sock node dist/examples/raw-messages.js       with a real VPP
 */
import { connect, type VppClient, withDefaults } from "tsvpp";
import { FibPathNhProto } from "tsvpp/binapi/fib_types";
import {
  createLoopback,
  deleteLoopback,
  swInterfaceAddDelAddress,
  swInterfaceDump,
  swInterfaceSetFlags,
} from "tsvpp/binapi/interface";
import { IfStatusFlags } from "tsvpp/binapi/interface_types";
import { ipAddressDump, ipRouteAddDel, ipRouteDump, ipTableAddDel } from "tsvpp/binapi/ip";
import { startSimulator } from "tsvpp/simulator";

const UNDERLAY = { tableId: 100, isIp6: true, name: "underlay" };
const IP6 = FibPathNhProto.FIB_API_PATH_NH_PROTO_IP6;
const ANY_MAC = "00:00:00:00:00:00"; // VPP chooses an address

const simulator = process.env.TSVPP_VPP_SOCKET === undefined ? await startSimulator() : undefined;
try {
  await using vpp = await connect({ socketPath: simulator?.socketPath ?? process.env.TSVPP_VPP_SOCKET! });
  await vpp.request(ipTableAddDel, { table: UNDERLAY });
  const { swIfIndex } = await vpp.request(createLoopback, { macAddress: ANY_MAC });
  await vpp.request(swInterfaceSetFlags, { swIfIndex, flags: IfStatusFlags.IF_STATUS_API_FLAG_ADMIN_UP });
  await vpp.request(swInterfaceAddDelAddress, { swIfIndex, isAdd: true, delAll: false, prefix: "fd11::1000/64" });

  const path = { swIfIndex, proto: IP6, nh: { address: { case: "ip6", value: "fd11::1" } } } as const;
  const route = { tableId: UNDERLAY.tableId, prefix: "fcdd:bb::/32", paths: [path] };
  await vpp.request(ipRouteAddDel, withDefaults(ipRouteAddDel, { isMultipath: false, route }));
  await show(vpp, swIfIndex);

  await vpp.request(ipRouteAddDel, withDefaults(ipRouteAddDel, { isAdd: false, isMultipath: false, route }));
  await vpp.request(deleteLoopback, { swIfIndex });
  await vpp.request(ipTableAddDel, { isAdd: false, table: UNDERLAY });
} finally {
  await simulator?.close();
}

async function show(vpp: VppClient, swIfIndex: number): Promise<void> {
  for await (const each of vpp.dump(swInterfaceDump, { nameFilter: "", nameFilterValid: false })) {
    console.log("interface", each.swIfIndex, each.interfaceName, String(each.l2Address));
  }
  for await (const { prefix } of vpp.dump(ipAddressDump, { swIfIndex, isIpv6: true }))
    console.log("address", `${prefix}`);
  for await (const { route } of vpp.dump(ipRouteDump, { table: UNDERLAY })) {
    const nextHops = route.paths.map(({ nh, swIfIndex }) => `${nh.address.value} on interface ${swIfIndex}`);
    console.log("route", `${route.prefix}`, "via", nextHops.join(", "));
  }
}
