import t from "tap";
import { ipTableAddDel, ipTableAddDelV2, ipTableAllocate, ipTableDump } from "../../../src/binapi/ip.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { TypedClient } from "../typed-client.ts";

const ANY_TABLE = 0xffffffff;

t.test("creates a table once however often it is asked, and removes it at once", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const table = { tableId: 10, isIp6: true, name: "" };
  t.equal(await client.retval(ipTableAddDel, { table }), 0);
  t.equal(await client.retval(ipTableAddDelV2, { table: { ...table, name: "red" } }), 0);
  t.equal(await client.retval(ipTableAddDel, { table: { tableId: 11, isIp6: false, name: "blue" } }), 0);
  t.same(
    (await client.dump(ipTableDump, {})).map((each) => each.table),
    [
      { tableId: 0, isIp6: false, name: "ipv4-VRF:0" },
      { tableId: 11, isIp6: false, name: "blue" },
      { tableId: 0, isIp6: true, name: "ipv6-VRF:0" },
      { tableId: 10, isIp6: true, name: "ipv6-VRF:10" },
    ],
  );
  t.equal(await client.retval(ipTableAddDel, { isAdd: false, table }), 0);
  t.equal(await client.retval(ipTableAddDel, { isAdd: false, table }), 0);
  t.equal(await client.retval(ipTableAddDel, { isAdd: false, table: { ...table, tableId: 0 } }), 0);
  t.same(
    simulator.state.tables.map(({ name }) => name),
    ["ipv4-VRF:0", "blue", "ipv6-VRF:0"],
  );
});

t.test("allocates the ids that VPP's generator of random numbers gives", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const allocate = async (tableId: number, isIp6: boolean): Promise<number> =>
    (await client.request(ipTableAllocate, { table: { tableId, isIp6, name: "" } })).table.tableId;
  t.equal(await allocate(ANY_TABLE, true), 1013904223);
  t.equal(await allocate(ANY_TABLE, false), 1196435762);
  t.equal(await allocate(10, true), 10);
  t.equal(simulator.state.tables.length, 5);
});
