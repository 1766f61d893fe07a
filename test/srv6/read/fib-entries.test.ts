import t, { type Test } from "tap";
import { Ip6Address, Prefix } from "../../../src/address/index.ts";
import { Srv6 } from "../../../src/srv6/index.ts";
import { entryOf, lookUp, readRoutesTo, readWays } from "../../../src/srv6/read/fib-entries.ts";
import { simulated } from "../scene.ts";

const sid = Ip6Address.parse("fcff::1");
const to = (text: string) => ({ prefix: Prefix.parse(text), tableId: 0 });

/** A VPP with a route to fcff::/16 by interface 0. */
async function scene(t: Test) {
  const { vpp } = await simulated(t);
  const via = { nextHop: Ip6Address.parse("fe80::1"), swIfIndex: 0 };
  await new Srv6(vpp).batch([{ op: "setRoute", route: { ...to("fcff::/16"), via } }]);
  return vpp;
}

t.test("the route to a destination is the longest that covers it, or exactly its own", async (t) => {
  const vpp = await scene(t);
  const destinations = [{ prefix: Prefix.host(sid), tableId: 0 }, to("fcff::/16")];
  t.match(await readRoutesTo(vpp, destinations, { exact: true }), [undefined, { source: "API", isDrop: false }]);
  t.match(await readRoutesTo(vpp, destinations, { exact: false }), [{ prefix: Prefix.parse("fcff::/16") }, {}]);
  t.same(await readRoutesTo(vpp, [], { exact: true }), []);
  const [route] = await lookUp(vpp, [to("fcff::/16")], { exact: true });
  t.equal(String(route?.prefix), "fcff::/16");
});

t.test("packets leave by the interfaces of the route; without one they are dropped", async (t) => {
  const vpp = await scene(t);
  const destinations = [{ prefix: Prefix.host(sid), tableId: 0 }, to("2001:db8::/32")];
  t.match(await readWays(vpp, destinations), [
    { egress: new Set([0]), isDrop: false },
    { egress: new Set(), isDrop: true },
  ]);
  t.same(await new Srv6(vpp).egress(destinations), [new Set([0]), new Set()]);
});

t.test("a source is named; a number that VPP does not list is shown", async (t) => {
  const names = new Map([[8, "API"]]);
  const route = { ...to("fcff::/16"), statsIndex: 5, src: 8, paths: [] };
  t.match(entryOf(route, names), { source: "API", statsIndex: 5, isDrop: true, isSteering: false });
  t.equal(entryOf({ ...route, src: 9 }, names).source, "source 9");
});
