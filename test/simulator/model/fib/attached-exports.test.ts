import t from "tap";
import { MacAddress, Prefix } from "../../../../src/address/index.ts";
import { connectedPath, DROP, neighborPath, PathKind } from "../../../../src/simulator/model/fib/fib-path.ts";
import { to46 } from "../../../../src/simulator/model/fib/index.ts";
import { Model } from "../../../../src/simulator/model/model.ts";

import { NO_INTERFACE } from "../../../../src/simulator/model/reserved-numbers.ts";

const API = 8;
const IMPORTED = 17;
const PREFIX = Prefix.parse("10.0.0.0/24");

/** Interface 1 with an address in table 0, and its prefix attached to it in table 10. */
function sceneOf(refusesCrashes = false) {
  const model = new Model(refusesCrashes);
  const { fib, interfaces } = model;
  const loop0 = interfaces.createLoopback(new MacAddress(0, 0))!;
  const table = fib.findOrCreate(4, 10, API);
  interfaces.setAdminUp(loop0, true);
  const attach = (prefix = PREFIX): void =>
    fib.setPaths(table, prefix, API, [connectedPath(4, 1)], { isAttached: true, attachedVia: 1 });
  const imported = (): string[] =>
    [...table.entries].flatMap((entry) => {
      const paths = entry.find(IMPORTED)?.paths;
      return paths === undefined ? [] : [`${entry.prefix} ${paths[0]!.type} ${paths[0]!.swIfIndex | 0}`];
    });
  return { ...model, fib, interfaces, neighbors: model.neighbors, loop0, table, attach, imported };
}

function neighbor(address: string) {
  const macAddress = MacAddress.parse("02:00:00:00:00:01");
  return { swIfIndex: 1, address: Prefix.parse(`${address}/32`).address, macAddress, isStatic: true, hasRoute: true };
}

// What VPP 26.06 shows after the same.
t.test(
  "imports the addresses and neighbours of an interface into the table in which its prefix is attached",
  async (t) => {
    const { interfaces, neighbors, loop0, fib, table, attach, imported } = sceneOf();
    interfaces.addAddress(loop0, Prefix.parse("10.0.0.1/24"));
    attach();
    t.same(imported(), ["10.0.0.1/32 local 0"]);
    neighbors.add(neighbor("10.0.0.7"));
    t.same(imported(), ["10.0.0.1/32 local 0", "10.0.0.7/32 normal -1"]);
    neighbors.remove(neighbor("10.0.0.7"));
    t.same(imported(), ["10.0.0.1/32 local 0"]);
    fib.remove(table, PREFIX, API);
    t.same(imported(), []);
  },
);

t.test("imports when the interface gets the prefix later, and no more when it goes down", async (t) => {
  const { interfaces, loop0, attach, imported } = sceneOf();
  attach();
  t.same(imported(), []);
  interfaces.addAddress(loop0, Prefix.parse("10.0.0.1/24"));
  t.same(imported(), ["10.0.0.1/32 local 0"]);
  interfaces.setAdminUp(loop0, false);
  t.same(imported(), []);
});

t.test("imports nothing for a prefix that the interface does not have", async (t) => {
  const { interfaces, loop0, attach, imported } = sceneOf();
  interfaces.addAddress(loop0, Prefix.parse("10.0.0.1/24"));
  attach(Prefix.parse("10.0.0.0/25"));
  attach(Prefix.parse("10.0.0.0/16"));
  t.same(imported(), []);
});

/** Adds a path by which the prefix is attached no more, and removes the route. VPP 26.06 still lists the entry as importing. */
function detach({ fib, interfaces, loop0, table, attach }: ReturnType<typeof sceneOf>): void {
  interfaces.addAddress(loop0, Prefix.parse("10.0.0.1/24"));
  attach();
  fib.addPaths(table, PREFIX, API, DROP[4], [], { isAttached: false });
  fib.remove(table, PREFIX, API);
}

// VPP 26.06 dies at the same change, unless another entry has taken the memory.
t.test("crashes when an entry that was freed while it imported is to import again", async (t) => {
  const scene = sceneOf();
  detach(scene);
  t.throws(() => scene.interfaces.setAdminUp(scene.loop0, false), { name: "VppCrash" });
});

t.test("refuses a path by which such an entry comes about, when crashes are refused", async (t) => {
  t.throws(() => detach(sceneOf(true)), { name: "VppCrash" });
});

t.test("changes nothing when an address would be exported to a table that was freed", (t) => {
  const { fib, interfaces, loop0 } = sceneOf();
  const table = fib.findOrCreate(6, 10, API);
  const prefix = Prefix.parse("2001:db8::/64");
  interfaces.addAddress(loop0, Prefix.parse("2001:db8::1/64"));
  fib.setPaths(table, prefix, API, [connectedPath(6, 1)], { isAttached: true, attachedVia: 1 });
  fib.unlock(table, API);
  const shown = (): string[] => Array.from(fib.find(6, 0)!.entries, (entry) => String(entry.prefix));
  const before = shown();
  t.throws(() => interfaces.addAddress(loop0, Prefix.parse("2001:db8::2/64")), { name: "VppCrash" });
  t.same(shown(), before);
  t.end();
});

t.test("imports end with the last path, also when the request names it by an interface that attaches nothing", (t) => {
  const { fib, interfaces, loop0, table, attach, imported } = sceneOf();
  interfaces.addAddress(loop0, Prefix.parse("10.0.0.1/24"));
  attach();
  fib.removePaths(table, PREFIX, API, [connectedPath(4, 1)], { isAttached: false });
  t.same(imported(), []);
  interfaces.setAdminUp(loop0, false);
  t.end();
});

// What VPP 26.06 shows after the same.
t.test("keeps the import of an address that goes before its prefix does", (t) => {
  const { interfaces, loop0, attach, imported } = sceneOf();
  const second = Prefix.parse("10.0.0.2/24");
  for (const address of [Prefix.parse("10.0.0.1/24"), second]) interfaces.addAddress(loop0, address);
  attach();
  interfaces.removeAddress(loop0, second);
  t.same(imported(), ["10.0.0.2/32 local 0", "10.0.0.1/32 local 0"]);
  t.end();
});

// What VPP 26.06 shows after the same.
t.test("a neighbour in a prefix that its table imports from itself is hidden by its own import", (t) => {
  const { fib, interfaces, neighbors, table, attach, imported } = sceneOf();
  interfaces.setTable(interfaces.get(0)!, 4, 10);
  attach();
  const paths = [connectedPath(4, 0), { ...connectedPath(4, 1), preference: 1 }];
  fib.setPaths(table, PREFIX, API, [connectedPath(4, 0)], { isAttached: true, attachedVia: 0 });
  fib.setPaths(table, PREFIX, API, paths, { isAttached: true, attachedVia: 1 });
  neighbors.add({ ...neighbor("10.0.0.7"), swIfIndex: 0 });
  t.same(imported(), ["10.0.0.7/32 normal -1"]);
  t.equal(table.find(Prefix.parse("10.0.0.7/32"))!.best.source, IMPORTED);
  t.end();
});

// What VPP 26.06 shows after the same.
t.test("a route of a freed IPv6 table imports into the table that takes its place", (t) => {
  const { fib, interfaces, loop0 } = sceneOf();
  const loop1 = interfaces.createLoopback(new MacAddress(0, 0))!;
  interfaces.addAddress(loop0, Prefix.parse("2001:db8::1/64"));
  const freed = fib.findOrCreate(6, 30, API);
  fib.setPaths(freed, Prefix.parse("2001:db8::/64"), API, [connectedPath(6, loop1.swIfIndex)]);
  fib.unlock(freed, API);
  const table = fib.findOrCreate(6, 20, API);
  interfaces.setTable(loop1, 6, 0);
  t.equal(table.find(Prefix.parse("2001:db8::1/128"))?.best.source, IMPORTED);
  t.end();
});

// VPP 26.06 dies when interface 1 leaves table 10 after the same.
t.test("refuses that the entry for a next hop is freed while it imports, when crashes are refused", (t) => {
  const { fib, interfaces, loop0, table } = sceneOf(true);
  const covering = Prefix.parse("10.0.0.0/8");
  const other = fib.findOrCreate(4, 30, API);
  const via = { ...neighborPath(to46(neighbor("10.0.0.5").address), 4, NO_INTERFACE), kind: PathKind.recursive };
  fib.setPaths(other, covering, API, [connectedPath(4, 1)]);
  fib.setPaths(table, covering, API, [{ ...via, table: other }]);
  interfaces.setTable(loop0, 4, 10);
  fib.remove(other, covering, API);
  t.throws(() => fib.remove(table, covering, API), { name: "VppCrash" });
  t.end();
});

// What VPP 26.06 shows after the same.
t.test("exports a neighbour anew when another attached prefix covers it", (t) => {
  const { fib, interfaces, neighbors, loop0, attach, imported } = sceneOf();
  const covering = Prefix.parse("10.0.0.0/8");
  interfaces.addAddress(loop0, Prefix.parse("10.0.0.1/24"));
  fib.setPaths(fib.find(4, 0)!, covering, API, [connectedPath(4, 1)], { isAttached: true });
  attach(covering);
  neighbors.add(neighbor("10.0.0.7"));
  t.same(imported(), []);
  interfaces.removeAddress(loop0, Prefix.parse("10.0.0.1/24"));
  t.same(imported(), ["10.0.0.7/32 normal -1"]);
  t.end();
});

// VPP 26.06 dies at the same.
t.test("crashes when a neighbour loses what is imported for it while the prefix that covers it goes", (t) => {
  const { fib, interfaces, neighbors, table, attach } = sceneOf();
  const covering = Prefix.parse("10.0.0.0/8");
  const loop1 = interfaces.createLoopback(new MacAddress(0, 0))!;
  interfaces.setAdminUp(loop1, true);
  interfaces.setTable(loop1, 4, 10);
  fib.setPaths(fib.find(4, 0)!, covering, API, [connectedPath(4, 1)], { isAttached: true });
  attach(covering);
  for (const swIfIndex of [1, 2]) neighbors.add({ ...neighbor("10.0.0.7"), swIfIndex });
  t.throws(() => fib.remove(table, covering, API), { name: "VppCrash" });
  t.end();
});

// VPP 26.06 dies at the same.
t.test("crashes when a route goes that covers the neighbour through which it resolved", (t) => {
  const { fib, neighbors } = sceneOf();
  const table = fib.find(4, 0)!;
  const covering = Prefix.parse("10.0.0.0/8");
  neighbors.add(neighbor("10.0.0.7"));
  const via = neighborPath(to46(neighbor("10.0.0.7").address), 4, NO_INTERFACE);
  fib.setPaths(table, covering, API, [{ ...via, kind: PathKind.recursive, table }]);
  t.throws(() => fib.remove(table, covering, API), { name: "VppCrash" });
  t.end();
});
