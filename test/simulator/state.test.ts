import t from "tap";
import { MacAddress, Prefix } from "../../src/address/index.ts";
import { Model } from "../../src/simulator/model/index.ts";
import { SimulatorState } from "../../src/simulator/state.ts";

const API = 8;

function sceneOf(): { model: Model; state: SimulatorState } {
  const model = new Model(false);
  return { model, state: new SimulatorState(model) };
}

t.test("a VPP begins with local0, the tables 0 and what VPP puts into them", async (t) => {
  const { state } = sceneOf();
  t.same(
    state.interfaces.map(({ name }) => name),
    ["local0"],
  );
  t.same(state.tables, [
    { family: 4, tableId: 0, name: "ipv4-VRF:0" },
    { family: 6, tableId: 0, name: "ipv6-VRF:0" },
  ]);
  // As `show ip fib` and `show ip6 fib` of a VPP 26.06 that has just begun.
  t.same(
    state.routes.map(({ family, prefix }) => `${family} ${prefix}`),
    ["4 0.0.0.0/0", "4 0.0.0.0/32", "4 240.0.0.0/4", "4 224.0.0.0/4", "4 255.255.255.255/32", "6 ::/0", "6 fe80::/10"],
  );
  t.same([state.neighbors, state.localSids, state.policies, state.steering, state.pathTracing], [[], [], [], [], []]);
  t.equal(String(state.encapSource), "::");
  t.equal(state.encapHopLimit, 64);
});

t.test("a route is told with its table and all its sources", async (t) => {
  const { model, state } = sceneOf();
  const table = model.fib.findOrCreate(4, 10, API, "red");
  model.fib.setPaths(table, Prefix.parse("10.0.0.0/8"), API, []);
  t.match(state.tables[1], { family: 4, tableId: 10, name: "red" });
  const route = state.routes.find(({ prefix }) => String(prefix) === "10.0.0.0/8");
  t.match(route, { family: 4, tableId: 10, sources: [{ source: API, paths: [] }] });
});

t.test("each list is that of the moment, and a copy", async (t) => {
  const { model, state } = sceneOf();
  const before = state.interfaces;
  model.interfaces.createLoopback(new MacAddress(0, 0));
  t.equal(before.length, 1);
  t.same(
    state.interfaces.map(({ name }) => name),
    ["local0", "loop0"],
  );
});

t.test("it is the state of another VPP when that one runs", async (t) => {
  const { model, state } = sceneOf();
  model.interfaces.createLoopback(new MacAddress(0, 0));
  model.policies.encapHopLimit = 9;
  state.model = new Model(false);
  t.equal(state.interfaces.length, 1);
  t.equal(state.encapHopLimit, 64);
});
