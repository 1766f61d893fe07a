import t from "tap";
import { Ip4Address, Ip6Address, MacAddress, Prefix } from "../../../../src/address/index.ts";
import { type NeighborEntry, Neighbors } from "../../../../src/simulator/model/interfaces/neighbors.ts";

const MAC = MacAddress.parse("02:00:00:00:00:02");
const OTHER_MAC = MacAddress.parse("02:00:00:00:00:03");

function neighbor(address: string, fields: Partial<NeighborEntry> = {}): NeighborEntry {
  const parsed = address.includes(":") ? Ip6Address.parse(address) : Ip4Address.parse(address);
  return { swIfIndex: 1, address: parsed, macAddress: MAC, isStatic: true, hasRoute: true, ...fields };
}

function shown(neighbors: Neighbors): string[] {
  return Array.from(neighbors, ({ swIfIndex, address, macAddress, isStatic }) => {
    return `${swIfIndex} ${address} ${macAddress}${isStatic ? "" : " learned"}`;
  });
}

// VPP 26.06's return values.
t.test("a neighbour is added, changed and removed by interface and address", async (t) => {
  const neighbors = new Neighbors();
  t.equal(neighbors.add(neighbor("10.0.0.2")), 0);
  t.equal(neighbors.add(neighbor("10.0.0.2", { macAddress: OTHER_MAC })), 0);
  t.equal(neighbors.add(neighbor("10.0.0.2", { swIfIndex: 2 })), 0);
  t.same(shown(neighbors), ["1 10.0.0.2 02:00:00:00:00:03", "2 10.0.0.2 02:00:00:00:00:02"]);
  t.equal(neighbors.remove(neighbor("10.0.0.2")), 0);
  t.equal(neighbors.remove(neighbor("10.0.0.2")), -6);
  t.equal(neighbors.remove(neighbor("fd00::2")), -6);
});

t.test("what is learned becomes static, and what is static stays as it was set", async (t) => {
  const neighbors = new Neighbors();
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
    const neighbors = new Neighbors();
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
