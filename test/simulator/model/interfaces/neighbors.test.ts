import t from "tap";
import { Ip4Address, Ip6Address, MacAddress, Prefix } from "../../../../src/address/index.ts";
import { Fib } from "../../../../src/simulator/model/fib/fib.ts";
import { LinkLocalTables } from "../../../../src/simulator/model/interfaces/link-local-tables.ts";
import { type NeighborEntry, Neighbors } from "../../../../src/simulator/model/interfaces/neighbors.ts";
import { Model } from "../../../../src/simulator/model/model.ts";

const MAC = MacAddress.parse("02:00:00:00:00:02");
const OTHER_MAC = MacAddress.parse("02:00:00:00:00:03");

function neighbor(address: string, fields: Partial<NeighborEntry> = {}): NeighborEntry {
  const parsed = address.includes(":") ? Ip6Address.parse(address) : Ip4Address.parse(address);
  return { swIfIndex: 1, address: parsed, macAddress: MAC, isStatic: true, hasRoute: true, ...fields };
}

/** No neighbours of three interfaces in the tables 0. */
function noNeighbors(fib = new Fib()): Neighbors {
  for (const swIfIndex of [0, 1, 2])
    fib.interfaces.set(swIfIndex, { name: "", isAdminUp: true, isLinkUp: true, tableIndexes: { 4: 0, 6: 0 } });
  return new Neighbors(fib, new LinkLocalTables(fib));
}

function shown(neighbors: Neighbors): string[] {
  return Array.from(neighbors, ({ swIfIndex, address, macAddress, isStatic }) => {
    return `${swIfIndex} ${address} ${macAddress}${isStatic ? "" : " learned"}`;
  });
}

// VPP 26.06's return values.
t.test("a neighbour is added, changed and removed by interface and address", async (t) => {
  const neighbors = noNeighbors();
  t.equal(neighbors.add(neighbor("10.0.0.2")), 0);
  t.equal(neighbors.add(neighbor("10.0.0.2", { macAddress: OTHER_MAC })), 0);
  t.equal(neighbors.add(neighbor("10.0.0.2", { swIfIndex: 2 })), 0);
  t.same(shown(neighbors), ["1 10.0.0.2 02:00:00:00:00:03", "2 10.0.0.2 02:00:00:00:00:02"]);
  t.equal(neighbors.remove(neighbor("10.0.0.2")), 0);
  t.equal(neighbors.remove(neighbor("10.0.0.2")), -6);
  t.equal(neighbors.remove(neighbor("fd00::2")), -6);
});

t.test("what is learned becomes static, and what is static stays as it was set", async (t) => {
  const neighbors = noNeighbors();
  neighbors.add(neighbor("10.0.0.2", { isStatic: false }));
  t.equal(neighbors.add(neighbor("10.0.0.2")), 0);
  t.equal(neighbors.add(neighbor("10.0.0.2", { isStatic: false })), 0, "the same MAC address");
  t.equal(neighbors.add(neighbor("10.0.0.2", { isStatic: false, macAddress: OTHER_MAC })), -2);
  t.same(shown(neighbors), ["1 10.0.0.2 02:00:00:00:00:02"]);
});

const removals: readonly { title: string; act: (neighbors: Neighbors) => void; left: string[] }[] = [
  {
    title: "an interface that goes down loses what was learned",
    act: (neighbors) => neighbors.flush(1, "learned"),
    left: ["1 10.0.0.2", "2 10.0.0.4", "2 10.0.0.5"],
  },
  {
    title: "an interface that is deleted loses all",
    act: (neighbors) => neighbors.flush(1, "all"),
    left: ["2 10.0.0.4", "2 10.0.0.5"],
  },
  {
    title: "an address that goes takes along what was learned in its prefix",
    act: (neighbors) => neighbors.flushCovered(1, Prefix.parse("10.0.0.1/24")),
    left: ["1 10.0.0.2", "1 10.9.0.3", "2 10.0.0.4", "2 10.0.0.5"],
  },
];

for (const { title, act, left } of removals) {
  t.test(title, async (t) => {
    const neighbors = noNeighbors();
    neighbors.add(neighbor("10.0.0.2"));
    neighbors.add(neighbor("10.0.0.3", { isStatic: false }));
    neighbors.add(neighbor("10.9.0.3", { isStatic: false }));
    neighbors.add(neighbor("10.0.0.4", { swIfIndex: 2 }));
    neighbors.add(neighbor("10.0.0.5", { swIfIndex: 2, isStatic: false }));
    act(neighbors);
    t.same(
      Array.from(neighbors, ({ swIfIndex, address }) => `${swIfIndex} ${address}`),
      left,
    );
  });
}

const ADJACENCY = 15;

/** The routes to neighbours, each with its table and the interfaces of its paths. */
function routes(fib: Fib): string[] {
  return [...fib.tables(4), ...fib.tables(6)].flatMap(({ tableId, entries }) =>
    [...entries].flatMap((entry) => {
      const interfaces = entry.find(ADJACENCY)?.paths.map(({ swIfIndex }) => swIfIndex);
      return interfaces === undefined ? [] : [`${entry.prefix} in ${tableId | 0} on ${interfaces}`];
    }),
  );
}

// What VPP 26.06 shows after the same.
t.test("a neighbour has a route, which those of two interfaces share", async (t) => {
  const fib = new Fib();
  const neighbors = noNeighbors(fib);
  neighbors.add(neighbor("10.0.0.2"));
  neighbors.add(neighbor("10.0.0.3", { hasRoute: false }));
  neighbors.add(neighbor("fd00::2", { isStatic: false }));
  neighbors.add(neighbor("10.0.0.2", { swIfIndex: 2 }));
  t.same(routes(fib), ["10.0.0.2/32 in 0 on 1,2", "fd00::2/128 in 0 on 1"]);
  neighbors.remove(neighbor("10.0.0.2"));
  neighbors.remove(neighbor("fd00::2"));
  t.same(routes(fib), ["10.0.0.2/32 in 0 on 2"]);
});

t.test("routes to neighbours move to another table, which they keep, and those without one get one", async (t) => {
  const fib = new Fib();
  const neighbors = noNeighbors(fib);
  const tableIndexes = { 4: 0, 6: 0 };
  fib.interfaces.set(1, { name: "", isAdminUp: true, isLinkUp: true, tableIndexes });
  const table = fib.findOrCreate(4, 10, 8);
  neighbors.add(neighbor("10.0.0.2"));
  neighbors.add(neighbor("10.0.0.3", { hasRoute: false }));
  neighbors.add(neighbor("10.0.0.4", { swIfIndex: 2 }));
  neighbors.rebind(1, 4, 0, table.index);
  tableIndexes[4] = table.index;
  t.same(routes(fib), ["10.0.0.4/32 in 0 on 2", "10.0.0.2/32 in 10 on 1", "10.0.0.3/32 in 10 on 1"]);
  fib.unlock(table, 8);
  t.equal(fib.find(4, 10), table);
  neighbors.flush(1, "all");
  t.same(routes(fib), ["10.0.0.4/32 in 0 on 2"]);
  t.equal(fib.find(4, 10), undefined);
});

t.test("a neighbour with a link-local address has its route in the table of its interface", async (t) => {
  const fib = new Fib();
  const neighbors = noNeighbors(fib);
  const links = (): string[] => [...fib.tables(6)].filter(({ isLinkLocal }) => isLinkLocal).map(({ name }) => name);
  neighbors.add(neighbor("fe80::2"));
  t.same(links(), ["IP6-link-local:"]);
  t.same(routes(fib), []);
  neighbors.remove(neighbor("fe80::2"));
  t.same(links(), []);
});

const crashes: readonly { title: string; act: (neighbors: Neighbors) => number }[] = [
  { title: "goes", act: (neighbors) => neighbors.remove(neighbor("10.0.0.2", { swIfIndex: 0 })) },
  { title: "changes", act: (all) => all.add(neighbor("10.0.0.2", { swIfIndex: 0, macAddress: OTHER_MAC })) },
];

for (const { title, act } of crashes) {
  t.test(`VPP crashes where a neighbour of local0 ${title}, unless it has no route`, async (t) => {
    const neighbors = noNeighbors();
    neighbors.add(neighbor("10.0.0.2", { swIfIndex: 0 }));
    t.equal(neighbors.add(neighbor("10.0.0.2", { swIfIndex: 0 })), 0);
    t.throws(() => act(neighbors), { name: "VppCrash" });
    const others = noNeighbors();
    others.add(neighbor("10.0.0.2", { swIfIndex: 0, hasRoute: false }));
    t.equal(act(others), 0);
  });
}

// What VPP 26.06 does.
t.test("neighbours of local0 have the header of the first Ethernet interface, also when that is deleted", async (t) => {
  const model = new Model(false);
  const local0 = model.interfaces.get(0)!;
  model.neighbors.add(neighbor("10.0.0.2", { swIfIndex: 0 }));
  model.interfaces.add({ name: "ipip0", deviceType: "IPIP", linkMtuBytes: 0 });
  t.throws(() => model.interfaces.setAdminUp(local0, true), { name: "VppCrash" });
  const loop0 = model.interfaces.createLoopback(MAC)!;
  model.interfaces.setAdminUp(local0, true);
  model.interfaces.deleteLoopback(loop0.swIfIndex);
  t.equal(model.neighbors.remove(neighbor("10.0.0.2", { swIfIndex: 0 })), 0);
});
