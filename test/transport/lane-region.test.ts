import { constants } from "node:os";
import t from "tap";
import { VppError } from "../../src/errors.ts";
import { openLaneRegion } from "../../src/transport/lane-region.ts";
import type { LaneIds, LaneNative } from "../../src/transport/native.ts";

const SETTINGS = { socketPath: "/", prefix: undefined, name: "a-01234567", ids: {} as LaneIds };

/** Functions of which each fails with this error. */
function failing(code: "EAGAIN" | "ETIMEDOUT" | "EPROTO" | "ENOENT" | "EACCES", isOpen = true): LaneNative {
  const fail = (): never => {
    throw Object.assign(new Error(`made to fail: ${code}`), { errno: -constants.errno[code] });
  };
  return {
    laneOpen: isOpen ? () => ({}) : fail,
    laneConnect: fail,
    laneInfo: fail,
    laneWrite: fail,
    laneRead: fail,
    laneSettle: fail,
    laneClose: fail,
  };
}

t.test("a busy lock is no error: nothing was sent or read", async (t) => {
  const region = openLaneRegion(SETTINGS, failing("EAGAIN"));
  t.equal(region.connect(), false);
  t.equal(region.write(Buffer.alloc(32), 16, 32), 16);
  t.equal(region.read(Buffer.alloc(32)), 0);
});

t.test("any other error names the file, and says what it means", async (t) => {
  const region = openLaneRegion({ ...SETTINGS, prefix: "edge" }, failing("EPROTO"));
  const wrong = {
    code: "VPP_SHARED_MEMORY",
    message: "/dev/shm/edge-vpe-api: made to fail: EPROTO",
    cause: { code: "EPROTO" },
  };
  t.throws(() => region.connect(), wrong);
  t.throws(() => region.write(Buffer.alloc(32), 0, 32), wrong);
  t.throws(() => region.read(Buffer.alloc(32)), wrong);
  t.throws(() => openLaneRegion(SETTINGS, failing("ETIMEDOUT")).read(Buffer.alloc(32)), { message: /paused/ });
});

t.test("memory that cannot be opened: the error says what to do", async (t) => {
  t.throws(() => openLaneRegion(SETTINGS, failing("ENOENT", false)), { message: /vpe-api: no such file.*prefix/ });
  t.throws(() => openLaneRegion(SETTINGS, failing("EACCES", false)), { message: /permission denied.*gid/ });
});

t.test("the address of the queue has 64 bits, from two halves", async (t) => {
  const native = { ...failing("EPROTO"), laneInfo: () => [0x01000000, 488, 0xfff4_9000, 0x7ffd] };
  const { queueAddress, slots, clientIndex } = openLaneRegion(SETTINGS, native).info();
  t.same([queueAddress, slots, clientIndex], [0x7ffd_fff4_9000n, 488, 0x01000000]);
});

t.test("the errors are of this library", async (t) => {
  try {
    openLaneRegion(SETTINGS, failing("ENOENT", false));
    t.fail("no error");
  } catch (reason) {
    t.ok(reason instanceof VppError);
  }
});
