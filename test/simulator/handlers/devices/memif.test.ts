import t from "tap";
import { swInterfaceDump, swInterfaceSetFlags } from "../../../../src/binapi/interface.ts";
import {
  memifCreateV2,
  memifDelete,
  memifDump,
  memifSocketFilenameAddDelV2,
  memifSocketFilenameDump,
} from "../../../../src/binapi/memif.ts";
import { startSimulator } from "../../../../src/simulator/index.ts";
import { TypedClient } from "../../typed-client.ts";

const NONE = 0xffffffff;
const QUEUES = {
  rxQueues: 1,
  txQueues: 1,
  ringSize: 1024,
  bufferSize: 2048,
  noZeroCopy: false,
  useDma: false,
} as const;

// All retvals, indexes and ids are those of VPP 26.06 after the same requests.
t.test("adds and deletes sockets", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  for (const [isAdd, socketId, socketFilename, retval, id = socketId] of [
    [true, 1, "/tmp/m1.sock", 0],
    [true, 1, "/tmp/m1.sock", 0],
    [true, 1, "/tmp/m2.sock", -116],
    [true, 2, "/tmp/m1.sock", 0],
    [true, NONE, "/tmp/m3.sock", 0, 1013904223],
    [true, 0, "/tmp/m4.sock", -73],
    [true, 5, "", -73],
    [false, 9, "", -73],
    [false, 0, "", -73],
    [true, 7, "@abs", 0],
    [false, 2, "", 0],
  ] as const) {
    const reply = await client.request(memifSocketFilenameAddDelV2, { isAdd, socketId, socketFilename });
    t.same(reply, { retval, socketId: id }, `${isAdd} ${socketId} ${socketFilename}`);
  }
  t.same(await client.dump(memifSocketFilenameDump, {}), [
    { socketId: 7, socketFilename: "/run/vpp/@abs" },
    { socketId: 0, socketFilename: "/run/vpp/memif.sock" },
    { socketId: 1, socketFilename: "/tmp/m1.sock" },
    { socketId: 1013904223, socketFilename: "/tmp/m3.sock" },
  ]);
});

t.test("creates, lists and deletes interfaces, without a peer", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await client.request(memifSocketFilenameAddDelV2, { isAdd: true, socketId: 1, socketFilename: "/tmp/m1.sock" });
  const create = async (wanted: { id: number; role?: number; mode?: number; socketId?: number; ringSize?: number }) => {
    const plain = { role: 0, mode: 0, socketId: 1, ...QUEUES, hwAddr: "02:00:00:00:00:21" };
    const { retval, swIfIndex } = await client.request(memifCreateV2, { ...plain, secret: "", ...wanted });
    return [retval, swIfIndex];
  };
  t.same(await create({ id: 0 }), [0, 1]);
  t.same(await create({ id: 0 }), [-68, 0], "it is there");
  t.same(await create({ id: 1, role: 1 }), [-68, 0], "the socket listens");
  t.same(await create({ id: 2, socketId: 42 }), [-73, 0]);
  t.same(await create({ id: 2, ringSize: 1000 }), [-73, 0]);
  t.same(await create({ id: 3, mode: 1 }), [0, 2]);
  t.same(await create({ id: 4, socketId: 0 }), [0, 3]);
  await client.retval(swInterfaceSetFlags, { swIfIndex: 1, flags: 1 });
  const plain = { role: 0, zeroCopy: false, ringSize: 1, bufferSize: 0 };
  t.match(await client.dump(memifDump, {}), [
    { ...plain, swIfIndex: 1, id: 0, mode: 0, socketId: 1, flags: 1, ifName: "memif1/0" },
    { ...plain, swIfIndex: 2, id: 3, mode: 1, socketId: 1, flags: 0, ifName: "memif1/3" },
    { ...plain, swIfIndex: 3, id: 4, mode: 0, socketId: 0, flags: 0, ifName: "memif0/4" },
  ]);
  const interfaces = await client.dump(swInterfaceDump, {
    swIfIndex: NONE,
    nameFilter: "memif",
    nameFilterValid: true,
  });
  t.same(
    interfaces.map((each) => [
      each.interfaceName,
      each.interfaceDevType,
      String(each.l2Address),
      each.linkMtu,
      each.flags,
    ]),
    [
      ["memif1/0", "memif", "02:00:00:00:00:21", 9000, 1],
      ["memif1/3", "memif", "00:00:00:00:00:00", 0, 0],
      ["memif0/4", "memif", "02:00:00:00:00:21", 9000, 0],
    ],
  );
  const deleteSocket = { isAdd: false, socketId: 1, socketFilename: "" };
  t.equal((await client.request(memifSocketFilenameAddDelV2, deleteSocket)).retval, -74);
  const retvals: number[] = [];
  for (const swIfIndex of [1, 1, 0, 99, 2, 3]) retvals.push(await client.retval(memifDelete, { swIfIndex }));
  t.same(retvals, [0, -2, -2, -2, 0, 0]);
  t.equal((await client.request(memifSocketFilenameAddDelV2, deleteSocket)).retval, 0);
});

t.test("every role but 0 is that of a slave, which lends its buffers", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const wanted = { id: 0, role: 9, mode: 0, socketId: 0, ...QUEUES, secret: "", hwAddr: "02:00:00:00:00:21" };
  t.same(await client.request(memifCreateV2, wanted), { retval: 0, swIfIndex: 1 });
  t.match(await client.dump(memifDump, {}), [{ role: 1, zeroCopy: true, ifName: "memif0/0" }]);
});

t.test("modes beyond IP kill VPP, also the one of its API", async (t) => {
  await using simulator = await startSimulator({ onCrash: "refuse" });
  await using client = await TypedClient.register(simulator.socketPath);
  const wanted = { id: 0, role: 0, mode: 2, socketId: 0, ...QUEUES, secret: "" };
  await client.request(memifCreateV2, { ...wanted, hwAddr: "02:00:00:00:00:21" });
  t.match(simulator.crash, { messageName: "memif_create_v2" });
});
