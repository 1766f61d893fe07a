import t from "tap";
import {
  createLoopback,
  createSubif,
  createVlanSubif,
  deleteLoopback,
  deleteSubif,
  swInterfaceAddDelAddress,
  swInterfaceDump,
  swInterfaceSetFlags,
} from "../../../../src/binapi/interface.ts";
import { startSimulator } from "../../../../src/simulator/index.ts";
import { TypedClient } from "../../typed-client.ts";

const NONE = 0xffffffff;

// All retvals and indexes are those of VPP 26.06 after the same requests.
t.test("creates parts of interfaces, and refuses them as VPP does", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await client.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  for (const [swIfIndex, vlanId, retval, created] of [
    [1, 100, 0, 2],
    [1, 100, -56, NONE],
    [1, 0, -55, NONE],
    [1, 4096, -55, NONE],
    [99, 1, -2, NONE],
    [0, 1, 0, 3],
  ] as const) {
    t.same(await client.request(createVlanSubif, { swIfIndex, vlanId }), { retval, swIfIndex: created });
  }
  for (const [swIfIndex, subId, subIfFlags, outerVlanId, innerVlanId, retval, created] of [
    [1, 5, 7, 10, 20, -1, 4],
    [1, 5, 1, 10, 20, 0, 4],
    [1, 5, 2, 77, 0, -56, NONE],
    [1, 6, 2, 100, 0, -1, 5],
    [1, 8, 2 | 8, 11, 22, 0, 5],
    [1, 9, 16, 0, 0, 0, 6],
    [2, 1, 2, 7, 0, 0, 7],
    [99, 1, 2, 7, 0, -2, NONE],
  ] as const) {
    const wanted = { swIfIndex, subId, subIfFlags, outerVlanId, innerVlanId };
    t.same(await client.request(createSubif, wanted), { retval, swIfIndex: created });
  }
  t.same(await client.request(createVlanSubif, { swIfIndex: 2, vlanId: 9 }), { retval: -56, swIfIndex: NONE });
  t.same(await list(client), [
    "0 local0 of 0, flags 0, mtu 0",
    "1 loop0 of 1, flags 0, mtu 9000",
    "2 loop0.100 of 1, flags 0, mtu 0, sub 100 with 1 tags 100 0, flags 18",
    "3 local0.1 of 0, flags 0, mtu 0, sub 1 with 1 tags 1 0, flags 18",
    "4 loop0.5 of 1, flags 0, mtu 0, sub 5 with 0 tags 10 20, flags 0",
    "5 loop0.8 of 1, flags 0, mtu 0, sub 8 with 1 tags 11 22, flags 10",
    "6 loop0.9 of 1, flags 0, mtu 0, sub 9 with 0 tags 0 0, flags 16",
    "7 local0.1 of 2, flags 0, mtu 0, sub 1 with 1 tags 7 0, flags 2",
  ]);
});

t.test("a part is up only with its interface, and goes with it", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await client.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await client.request(createVlanSubif, { swIfIndex: 1, vlanId: 100 });
  const setUp = (swIfIndex: number, isUp: boolean) =>
    client.retval(swInterfaceSetFlags, { swIfIndex, flags: isUp ? 1 : 0 });
  t.same([await setUp(2, true), await setUp(1, true), await setUp(2, true)], [-1, 0, 0]);
  t.same((await list(client)).slice(1), [
    "1 loop0 of 1, flags 3, mtu 9000",
    "2 loop0.100 of 1, flags 3, mtu 0, sub 100 with 1 tags 100 0, flags 18",
  ]);
  await setUp(1, false);
  t.same((await list(client)).slice(1), [
    "1 loop0 of 1, flags 0, mtu 9000",
    "2 loop0.100 of 1, flags 1, mtu 0, sub 100 with 1 tags 100 0, flags 18",
  ]);
  const remove = (swIfIndex: number) => client.retval(deleteSubif, { swIfIndex });
  t.same([await remove(1), await remove(99)], [-98, -2]);
  t.equal(await client.retval(deleteLoopback, { swIfIndex: 2 }), 0, "VPP takes the part for its loopback");
  t.equal(await remove(2), -2);
});

// VPP 26.06 gives these indexes after the same: it removes parts 100, 7, 1, and the last index that was freed is the next one.
t.test("the parts of an interface that is deleted go in VPP's order, which decides the next index", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const create = async () =>
    ((await client.request(createLoopback, { macAddress: "00:00:00:00:00:00" })) as { swIfIndex: number }).swIfIndex;
  await create();
  for (const vlanId of [7, 1, 100]) await client.request(createVlanSubif, { swIfIndex: 1, vlanId });
  await client.retval(deleteLoopback, { swIfIndex: 1 });
  t.same([await create(), await create(), await create(), await create()], [1, 3, 2, 4]);
});

t.test("a part for packets with any further tags has no addresses", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await client.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  const tags = { swIfIndex: 1, subId: 1, outerVlanId: 1, innerVlanId: 0 };
  await client.request(createSubif, { ...tags, subIfFlags: 2 });
  const address = { swIfIndex: 2, isAdd: true, delAll: false, prefix: "10.0.0.1/24" };
  t.equal(await client.retval(swInterfaceAddDelAddress, address), -126);
});

async function list(client: TypedClient): Promise<string[]> {
  const all = await client.dump(swInterfaceDump, { swIfIndex: NONE, nameFilter: "", nameFilterValid: false });
  return all.map((each) => {
    const { swIfIndex, interfaceName, supSwIfIndex, flags, mtu } = each;
    const whole = `${swIfIndex} ${interfaceName} of ${supSwIfIndex}, flags ${flags}, mtu ${mtu[0]}`;
    if (each.type === 0) return whole;
    const { subId, subNumberOfTags, subOuterVlanId, subInnerVlanId, subIfFlags } = each;
    return `${whole}, sub ${subId} with ${subNumberOfTags} tags ${subOuterVlanId} ${subInnerVlanId}, flags ${subIfFlags}`;
  });
}
