import t from "tap";
import { ipTableAddDel, ipTableAddDelV2, ipTableAllocate, ipTableDump } from "../../../src/binapi/ip.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { RawClient } from "../raw-client.ts";
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

t.test("names a table after its id as a signed number", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await client.request(ipTableAllocate, { table: { tableId: 3519870697, isIp6: true, name: "" } });
  t.same(
    (await client.dump(ipTableDump, {})).map((each) => each.table.name),
    ["ipv4-VRF:0", "ipv6-VRF:0", "ipv6-VRF:-775096599"],
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

// What VPP 26.06 lists after these bytes.
t.test("a table of which is_ip6 is neither 0 nor 1 is answered with 0 and not listed", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  const name = "00".repeat(64);
  for (const isIp6 of ["02", "03"]) {
    t.match(await client.ask(`{ip_table_add_del} 80000001 00000001 01 00000006 ${isIp6} ${name}`), /00000000$/);
  }
  t.match(await client.ask(`{ip_table_allocate} 80000001 00000001 00000032 02 ${name}`), /^.{12}00000000/);
  t.match(await client.ask(`{ip_table_add_del} 80000001 00000001 02 00000005 01 ${name}`), /00000000$/);
  t.same(
    simulator.state.tables.map(({ tableId }) => tableId),
    [0, 0, 5],
  );
});

// The bytes of names that VPP 26.06 lists after the same requests.
t.test("the name of a table keeps its bytes, which need not be UTF-8", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  const names = ["5afc72696368", "ff".repeat(64), "edb280", "c3a9ffe282ac80", "09ff0a"];
  for (const [at, name] of names.entries()) {
    const table = `000000${20 + at} 00 ${name.padEnd(128, "0")}`;
    t.match(await client.ask(`{ip_table_add_del} 80000001 00000001 01 ${table}`), /00000000$/);
  }
  client.send("{ip_table_dump} 80000001 00000001", "{control_ping} 80000001 00000002");
  await client.receive();
  for (const name of names) t.equal((await client.receive()).toString("hex", 11), name.padEnd(128, "0"));
});
