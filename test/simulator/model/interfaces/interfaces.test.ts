import t from "tap";
import { MacAddress, Prefix } from "../../../../src/address/index.ts";
import type { Interface } from "../../../../src/simulator/model/interfaces/interface.ts";
import type { Interfaces } from "../../../../src/simulator/model/interfaces/interfaces.ts";
import { Model } from "../../../../src/simulator/model/model.ts";

const NO_MAC = new MacAddress(0, 0);
const API = 8;

/** @see VPP 26.06 src/vnet/interface_api.c enum api_events */
const LINK_UP = 1 << 1;
const LINK_DOWN = 1 << 2;
const ADMIN_UP = 1 << 3;
const ADMIN_DOWN = 1 << 4;
const ADDED = 1 << 5;
const DELETED = 1 << 6;

function sceneOf(count: number): { model: Model; interfaces: Interfaces; loops: Interface[] } {
  const model = new Model(false);
  const { interfaces } = model;
  const loops = Array.from({ length: count }, () => interfaces.createLoopback(NO_MAC)!);
  return { model, interfaces, loops };
}

t.test("loopbacks get the lowest free number, a MAC address by it, and an index of their own", async (t) => {
  const { interfaces } = sceneOf(2);
  interfaces.deleteLoopback(1);
  const again = interfaces.createLoopback(NO_MAC);
  t.match(again, { swIfIndex: 1, name: "loop0", isAdminUp: false });
  t.equal(String(again?.macAddress), "de:ad:00:00:00:00");
  t.equal(interfaces.createLoopback(NO_MAC, 1), undefined, "loop1 is there");
  t.equal(interfaces.createLoopback(NO_MAC, 16384), undefined, "VPP has 16384 of them");
  t.equal(interfaces.createLoopback(NO_MAC, 16383)?.name, "loop16383");
  t.same(
    [...interfaces].map(({ name }) => name),
    ["local0", "loop0", "loop1", "loop16383"],
  );
});

t.test("only loopbacks are deleted", async (t) => {
  const { interfaces } = sceneOf(1);
  t.equal(interfaces.deleteLoopback(0), -2);
  t.equal(interfaces.deleteLoopback(2), -2);
  t.equal(interfaces.deleteLoopback(1), 0);
  t.equal(interfaces.get(1), undefined);
});

t.test("what has changed is kept as VPP's bits until it is taken", async (t) => {
  const { interfaces, loops } = sceneOf(1);
  t.same(interfaces.takeChanges(), [[1, ADDED]]);
  interfaces.setAdminUp(loops[0]!, true);
  interfaces.setAdminUp(interfaces.get(0)!, true);
  t.same(interfaces.takeChanges(), [
    [0, ADMIN_UP],
    [1, ADMIN_UP | LINK_UP],
  ]);
  interfaces.setAdminUp(loops[0]!, true);
  t.same(interfaces.takeChanges(), [], "nothing has changed");
  interfaces.deleteLoopback(1);
  t.same(interfaces.takeChanges(), [[1, ADMIN_DOWN | LINK_DOWN | DELETED]]);
});

t.test("the link of a loopback follows, that of local0 does not", async (t) => {
  const { interfaces, loops } = sceneOf(1);
  for (const each of [loops[0]!, interfaces.get(0)!]) interfaces.setAdminUp(each, true);
  t.match(
    [...interfaces].map(({ isAdminUp, isLinkUp }) => [isAdminUp, isLinkUp]),
    [
      [true, false],
      [true, true],
    ],
  );
});

// VPP 26.06's return values, one after the other.
const addresses: readonly (readonly [
  call: "addAddress" | "removeAddress",
  loop: number,
  prefix: string,
  retval: number,
])[] = [
  ["addAddress", 0, "0.0.0.0/0", -59],
  ["addAddress", 0, "::/0", -59],
  ["addAddress", 0, "10.0.0.1/24", 0],
  ["addAddress", 0, "10.0.0.1/24", -105],
  ["addAddress", 1, "10.0.0.9/32", -105],
  ["addAddress", 0, "10.0.0.2/24", 0],

  ["removeAddress", 0, "10.0.0.3/24", -60],
  ["removeAddress", 0, "10.0.0.2/8", 0],
  ["addAddress", 0, "2001:db8::1/64", 0],
  ["addAddress", 1, "2001:db8::2/64", -127],
  ["addAddress", 0, "fe80::1/64", -59],
  ["addAddress", 0, "fe80::1/128", 0],
  ["removeAddress", 0, "fe80::1/128", -61],
];

t.test("addresses are taken and refused as VPP does", async (t) => {
  const { interfaces, loops } = sceneOf(2);
  for (const [call, loop, prefix, retval] of addresses) {
    t.equal(interfaces[call](loops[loop]!, Prefix.parse(prefix)), retval, `${call} ${prefix}`);
  }
  t.same(loops[0]!.addresses.map(String), ["10.0.0.1/24", "2001:db8::1/64"]);
  interfaces.removeAllAddresses(loops[0]!);
  t.same(loops[0]!.addresses, []);
  t.equal(interfaces.addAddress(interfaces.get(0)!, Prefix.parse("10.9.0.1/24")), -126, "not on local0");
  t.equal(interfaces.removeAddress(interfaces.get(0)!, Prefix.parse("10.9.0.1/24")), -126);
});

t.test("an interface moves to a table that exists, while it has no address", async (t) => {
  const { model, interfaces, loops } = sceneOf(1);
  const [loop0] = loops as [Interface];
  t.equal(interfaces.setTable(loop0, 6, 10), -3);
  model.fib.findOrCreate(6, 10, API);
  t.equal(interfaces.setTable(loop0, 6, 10), 0);
  t.same(loop0.tableIds, { 4: 0, 6: 10 });
  interfaces.addAddress(loop0, Prefix.parse("2001:db8::1/64"));
  t.equal(interfaces.setTable(loop0, 6, 0), -114);
  model.fib.unlock(model.fib.find(6, 10)!, API);
  t.not(model.fib.find(6, 10), undefined, "the table stays while an interface is in it");
  interfaces.deleteLoopback(1);
  t.equal(model.fib.find(6, 10), undefined);
});

t.test("an interface may move to the IPv6 table that is there for it alone, which is then freed", async (t) => {
  const { model, interfaces, loops } = sceneOf(1);
  const [loop0] = loops as [Interface];
  model.fib.findOrCreate(6, 10, API);
  interfaces.setTable(loop0, 6, 10);
  model.fib.unlock(model.fib.find(6, 10)!, API);
  t.equal(interfaces.setTable(loop0, 6, 10), 0);
  t.equal(interfaces.setTable(loop0, 6, 10), -3);
  t.same(loop0.tableIds, { 4: 0, 6: 10 });
});

// VPP binds a deleted interface to table 0 first, and forgets its link-local address then.
t.test("a deleted interface leaves the hidden table that was created last", async (t) => {
  for (const tableId of [0, 10]) {
    const { model, interfaces, loops } = sceneOf(2);
    const [loop0, loop1] = loops as [Interface, Interface];
    model.fib.findOrCreate(6, 10, API);
    interfaces.setTable(loop0, 6, tableId);
    interfaces.addAddress(loop0, Prefix.parse("fe80::7/128"));
    const { address } = Prefix.parse("fe80::5/128");
    model.neighbors.add({ swIfIndex: 1, address, macAddress: NO_MAC, isStatic: true, hasRoute: true });
    interfaces.addAddress(loop1, Prefix.parse("fe80::8/128"));
    const last = model.fib.indexOf(6, 0xffffffff);
    interfaces.deleteLoopback(1);
    t.equal(model.fib.indexOf(6, 0xffffffff), last);
  }
});

t.test("an address in a table that was freed is refused before anything has changed", async (t) => {
  const { model, interfaces, loops } = sceneOf(1);
  const [loop0] = loops as [Interface];
  interfaces.addAddress(loop0, Prefix.parse("fe80::7/128"));
  model.fib.findOrCreate(6, 10, API);
  interfaces.setTable(loop0, 6, 10);
  model.fib.unlock(model.fib.find(6, 10)!, API);
  interfaces.setTable(loop0, 6, 10);
  interfaces.setAdminUp(loop0, true);
  t.throws(() => interfaces.addAddress(loop0, Prefix.parse("2001:db8::1/64")), /table 10 was freed/);
  t.same(loop0.addresses, []);
  interfaces.setAdminUp(loop0, false);
  interfaces.addAddress(loop0, Prefix.parse("2001:db8::1/64"));
  t.throws(() => interfaces.setAdminUp(loop0, true), /table 10 was freed/);
  t.equal(loop0.isAdminUp, false);
});

// VPP 26.06's answers, beside an address of the same table and without one.
t.test("a prefix that is longer than its address overlaps any other", async (t) => {
  const { interfaces, loops } = sceneOf(1);
  const tooLong = [
    new Prefix(Prefix.parse("11.0.0.1/32").address, 40),
    new Prefix(Prefix.parse("cafe::1/128").address, 129),
  ];
  t.same(
    tooLong.map((each) => interfaces.addAddress(loops[0]!, each)),
    [-59, -59],
  );
  for (const each of ["10.0.0.1/24", "2001:db8::1/64"]) interfaces.addAddress(loops[0]!, Prefix.parse(each));
  t.same(
    tooLong.map((each) => interfaces.addAddress(loops[0]!, each)),
    [-105, -127],
  );
});

// VPP 26.06 gives table 30 the place of table 20 after the same: the link-local table is freed before.
t.test("an interface that is deleted loses its neighbours before its tables", (t) => {
  const { model, interfaces, loops } = sceneOf(1);
  const { fib, neighbors } = model;
  const place = fib.findOrCreate(6, 20, API).index;
  interfaces.setTable(loops[0]!, 6, 20);
  const address = Prefix.parse("fe80::5/128").address;
  neighbors.add({ swIfIndex: 1, address, macAddress: NO_MAC, isStatic: true, hasRoute: true });
  fib.unlock(fib.find(6, 20)!, API);
  interfaces.deleteLoopback(1);
  t.equal(fib.findOrCreate(6, 30, API).index, place);
  t.end();
});

// VPP 26.06 gives table 31 the place that the part's table had.
t.test("an interface that is deleted loses its own addresses before its parts", async (t) => {
  const { model, interfaces, loops } = sceneOf(1);
  const [loop0] = loops as [Interface];
  const subInterface = { parentIndex: 1, id: 7, flags: 0x12, outerVlanId: 7, innerVlanId: 0 };
  const part = interfaces.addPart(subInterface)!;
  interfaces.addAddress(part, Prefix.parse("2001:db8:2::1/64"));
  interfaces.addAddress(loop0, Prefix.parse("2001:db8::1/64"));
  interfaces.deleteLoopback(1);
  const places = [31, 32].map((tableId) => model.fib.findOrCreate(6, tableId, API).index);
  t.same(places, [1, 2]);
});
