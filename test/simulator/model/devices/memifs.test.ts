import t from "tap";
import { MacAddress } from "../../../../src/address/index.ts";
import type { MemifEntry } from "../../../../src/simulator/model/devices/memifs.ts";
import { Model } from "../../../../src/simulator/model/model.ts";

const ANY_ID = 0xffffffff;
const MAC = MacAddress.parse("02:00:00:00:00:21");

function memif(fields: Partial<MemifEntry> = {}): MemifEntry {
  return { id: 0, socketId: 0, role: 0, mode: 0, hasZeroCopy: true, ringSize: 1024, macAddress: MAC, ...fields };
}

// The return values, ids and names of VPP 26.06 for the same requests.
t.test("a socket has one file name, in VPP's folder unless it is a path", async (t) => {
  const { memifs } = new Model(false);
  t.same(memifs.addSocket(1, "/tmp/m1.sock"), { retval: 0, socketId: 1 });
  t.same(memifs.addSocket(1, "/tmp/m1.sock"), { retval: 0, socketId: 1 }, "it is there");
  t.same(memifs.addSocket(1, "/tmp/m2.sock"), { retval: -116, socketId: 1 });
  t.same(memifs.addSocket(0, "/tmp/m3.sock"), { retval: -73, socketId: 0 });
  t.same(memifs.addSocket(2, ""), { retval: -73, socketId: 2 });
  t.same(memifs.addSocket(ANY_ID, "m4.sock"), { retval: 0, socketId: 1013904223 });
  t.equal(memifs.sockets.get(0), "/run/vpp/memif.sock");
  t.equal(memifs.sockets.get(1013904223), "/run/vpp/m4.sock");
});

t.test("a socket stays as long as it has interfaces", async (t) => {
  const { memifs } = new Model(false);
  memifs.addSocket(1, "/tmp/m1.sock");
  memifs.create(memif({ socketId: 1 }));
  t.equal(memifs.deleteSocket(1), -74);
  t.equal(memifs.delete(1), 0);
  t.same([memifs.deleteSocket(1), memifs.deleteSocket(1), memifs.deleteSocket(0)], [0, -73, -73]);
});

for (const [title, wanted, retval] of [
  ["an id that is taken", { id: 0 }, -68],
  ["a slave where the socket has a master", { id: 1, role: 1 }, -68],
  ["a socket that does not exist", { id: 1, socketId: 9 }, -73],
  ["a ring whose size is no power of 2", { id: 1, ringSize: 1000 }, -73],
] as const) {
  t.test(`refuses ${title} with ${retval}`, async (t) => {
    const { memifs } = new Model(false);
    t.same(memifs.create(memif()), { retval: 0, swIfIndex: 1 });
    t.same(memifs.create(memif(wanted)), { retval, swIfIndex: 0 });
    t.equal([...memifs].length, 1);
  });
}

t.test("only a slave lends its buffers, and every role but 0 is that of a slave", async (t) => {
  const lent = (wanted: Partial<MemifEntry>) => {
    const { memifs } = new Model(false);
    memifs.create(memif(wanted));
    return [...memifs].map(({ role, hasZeroCopy }) => [role, hasZeroCopy])[0];
  };
  t.same(lent({ role: 0 }), [0, false]);
  t.same(lent({ role: 9 }), [1, true]);
  t.same(lent({ role: 1, hasZeroCopy: false }), [1, false]);
});

t.test("an interface of IP has no MAC address and no MTU; modes behind it crash VPP", async (t) => {
  const { memifs, interfaces } = new Model(false);
  memifs.create(memif({ id: 3, mode: 1 }));
  memifs.create(memif({ id: 4 }));
  t.match(interfaces.get(1), { name: "memif0/3", linkMtuBytes: 0, isLinkUp: false });
  t.equal(String(interfaces.get(1)?.macAddress), "00:00:00:00:00:00");
  t.match(interfaces.get(2), { name: "memif0/4", linkMtuBytes: 9000 });
  t.equal(String(interfaces.get(2)?.macAddress), String(MAC));
  t.throws(() => memifs.create(memif({ id: 5, mode: 2 })), { name: "VppCrash" });
});
