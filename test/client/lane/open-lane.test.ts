import t from "tap";
import { connectedLane } from "./fake-lane.ts";

t.test("the client has a name of its own in the memory, whose file belongs to the socket's owner", async (t) => {
  const { lane } = await connectedLane(t, { connect: { sharedMemory: { prefix: "edge" } } });
  t.match(lane.clients[0], { path: "/dev/shm/edge-vpe-api", uid: process.getuid!(), name: /^lane-[0-9a-f]{8}$/ });
});

t.test("memory of another VPP is refused, and left", async (t) => {
  const { vpp, lane } = await connectedLane(t, { isForeign: true });
  t.match(vpp.state, {
    sharedMemory: {
      type: "refused",
      reason: { code: "VPP_SHARED_MEMORY", message: /belongs to another VPP than .*prefix/ },
    },
  });
  t.same(lane.closed, [true]);
});

t.test("a VPP with less than 4 MB of free memory is refused", async (t) => {
  const { vpp, lane } = await connectedLane(t, {
    memory: "  total: 16.00M, used: 12.50M, free: 3.50M, trimmable: 3.50M\n",
  });
  t.match(vpp.state, { sharedMemory: { type: "refused", reason: { message: /only 3.5 MB/ } } });
  t.equal(lane.clients.length, 0);
});

t.test("a VPP that does not say how much is free is refused", async (t) => {
  const { vpp } = await connectedLane(t, { memory: "no segment\n" });
  t.match(vpp.state, { sharedMemory: { type: "refused", reason: { message: /show memory api-segment/ } } });
});

t.test("a release with which the lane was not run is refused", async (t) => {
  const { vpp } = await connectedLane(t, { simulator: { release: "25.10" } });
  t.match(vpp.state, { sharedMemory: { type: "refused", reason: { message: /VPP is 25.10.*26.06 only/ } } });
});

t.test("connect fails without shared memory that is required", async (t) => {
  const required = connectedLane(t, { isForeign: true, connect: { sharedMemory: { required: true } } });
  await t.rejects(required, { code: "VPP_SHARED_MEMORY", message: /another VPP/ });
});
