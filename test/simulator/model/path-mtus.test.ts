import t from "tap";
import { MacAddress, Prefix, parseIpAddress } from "../../../src/address/index.ts";
import { neighborPath, to46 } from "../../../src/simulator/model/fib/index.ts";
import { Model } from "../../../src/simulator/model/model.ts";

const API = 8;

/** Loopback 1 with 10.0.0.1/24 and an MTU of 9000, and a route to 20.0.0.0/8 through it. */
function sceneOf() {
  const model = new Model(false);
  const { fib, interfaces } = model;
  const loop0 = interfaces.createLoopback(new MacAddress(0, 0))!;
  interfaces.setAdminUp(loop0, true);
  interfaces.addAddress(loop0, Prefix.parse("10.0.0.1/24"));
  const via = neighborPath(to46(parseIpAddress("10.0.0.2")), 4, 1);
  fib.setPaths(fib.find(4, 0)!, Prefix.parse("20.0.0.0/8"), API, [via]);
  const set = (nextHop: string, mtuBytes: number): void =>
    model.pathMtus.set({ tableId: 0, nextHop: parseIpAddress(nextHop), mtuBytes });
  return { ...model, loop0, set };
}

// VPP 26.06 dies and lives at the same.
t.test("crashes at a path MTU that the interface does not exceed, beyond its neighbours", (t) => {
  const { set, pathMtus } = sceneOf();
  set("20.0.0.1", 8999);
  set("20.0.0.1", 9500);
  set("10.0.0.9", 9500);
  set("30.0.0.1", 9500);
  t.equal(pathMtus.size, 3);
  t.throws(() => set("20.0.0.2", 9500), { name: "VppCrash" });
  t.equal(pathMtus.size, 3);
  t.end();
});

t.test("the interface's MTU for the family counts", (t) => {
  const { set, loop0 } = sceneOf();
  loop0.mtus = [9000, 1400, 0, 0];
  t.throws(() => set("20.0.0.1", 1500), { name: "VppCrash" });
  set("20.0.0.1", 1300);
  t.end();
});
