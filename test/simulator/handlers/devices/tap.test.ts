import t from "tap";
import { swInterfaceDump } from "../../../../src/binapi/interface.ts";
import { swInterfaceTapV2Dump, tapCreateV3, tapDeleteV2 } from "../../../../src/binapi/tapv2.ts";
import { startSimulator } from "../../../../src/simulator/index.ts";
import { TypedClient } from "../../typed-client.ts";

const NONE = 0xffffffff;

// By VPP's source: src/plugins/tap/tap.c, tapv2_api.c. No VPP without vhost of the kernel creates one.
t.test("creates, lists and deletes taps", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const host = { hostMtuSet: true, hostMtuSize: 1400, hostMacAddrSet: false, hostMacAddr: "00:00:00:00:00:00" };
  const prefixes = {
    hostIp4PrefixSet: false,
    hostIp4Prefix: "0.0.0.0/0",
    hostIp6PrefixSet: false,
    hostIp6Prefix: "::/0",
  };
  const gateways = { hostIp4GwSet: false, hostIp4Gw: "0.0.0.0", hostIp6GwSet: false, hostIp6Gw: "::" };
  const names = { hostNamespaceSet: false, hostNamespace: "", hostBridgeSet: false, hostBridge: "", tag: "" };
  const create = (id: number, hostIfName: string, tapFlags = 0) =>
    client.request(tapCreateV3, {
      id,
      useRandomMac: false,
      macAddress: "02:00:00:00:00:11",
      ...host,
      ...prefixes,
      ...gateways,
      ...names,
      tapFlags,
      hostIfNameSet: hostIfName !== "",
      hostIfName,
    });
  t.same(await create(NONE, "eth7"), { retval: 0, swIfIndex: 1 });
  t.same(await create(7, ""), { retval: 0, swIfIndex: 2 });
  t.same(await create(7, ""), { retval: -71, swIfIndex: NONE });
  t.same(await create(5, "", 16), { retval: 0, swIfIndex: 3 });
  const taps = await client.dump(swInterfaceTapV2Dump, { swIfIndex: NONE });
  t.match(taps[0], { id: 0, devName: "tap0", hostIfName: "eth7", rxRingSz: 256, txRingSz: 256, hostMtuSize: 1400 });
  t.same(
    taps.map(({ devName }) => devName),
    ["tap0", "tap7", "tun5"],
  );
  const all = await client.dump(swInterfaceDump, { swIfIndex: NONE, nameFilter: "", nameFilterValid: false });
  t.match(all[1], { interfaceName: "tap0", interfaceDevType: "tap", flags: 2, linkMtu: 9000 });
  const remove = (swIfIndex: number) => client.retval(tapDeleteV2, { swIfIndex });
  t.same([await remove(1), await remove(1), await remove(0)], [0, -2, -2]);
});
