import t from "tap";
import { afPacketCreateV3, afPacketDelete, afPacketDump } from "../../../../src/binapi/af_packet.ts";
import { swInterfaceDump } from "../../../../src/binapi/interface.ts";
import { startSimulator } from "../../../../src/simulator/index.ts";
import { TypedClient } from "../../typed-client.ts";

// The answers of VPP 26.06 for an interface that the host has.
t.test("creates, lists and deletes interfaces of the host", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const plain = { mode: 1, hwAddr: "02:00:00:00:00:31", useRandomHwAddr: false, numRxQueues: 1, numTxQueues: 1 };
  const sizes = { rxFrameSize: 0, txFrameSize: 0, rxFramesPerBlock: 0, txFramesPerBlock: 0, flags: 0 };
  const create = (hostIfName: string) => client.request(afPacketCreateV3, { ...plain, ...sizes, hostIfName });
  t.same(await create("ifb0"), { retval: 0, swIfIndex: 1 });
  t.same(await create("ifb0"), { retval: -79, swIfIndex: 1 });
  t.same(await create(""), { retval: -71, swIfIndex: 0 });
  t.same(await client.dump(afPacketDump, {}), [{ swIfIndex: 1, hostIfName: "ifb0" }]);
  const [, created] = await client.dump(swInterfaceDump, { swIfIndex: 0, nameFilter: "", nameFilterValid: false });
  const shown = { interfaceName: "host-ifb0", interfaceDevType: "af-packet", flags: 2, linkMtu: 9000 };
  t.match({ ...created, l2Address: String(created?.l2Address) }, { ...shown, l2Address: "02:00:00:00:00:31" });
  const remove = (hostIfName: string) => client.retval(afPacketDelete, { hostIfName });
  t.same([await remove("none"), await remove("ifb0"), await remove("ifb0")], [-11, 0, -11]);
});
