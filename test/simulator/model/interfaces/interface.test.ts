import t from "tap";
import { MacAddress, Prefix } from "../../../../src/address/index.ts";
import { loopbackSpec } from "../../../../src/simulator/model/interfaces/interface.ts";
import { Model } from "../../../../src/simulator/model/model.ts";

const API = 8;
const NO_MAC = new MacAddress(0, 0);
/** `SUB_IF_API_FLAG_ONE_TAG` and `SUB_IF_API_FLAG_EXACT_MATCH`. @see VPP src/vnet/interface_types.api */
const ONE_TAG = 2;
const EXACT_MATCH = 16;

function sceneOf() {
  const model = new Model(false);
  const { interfaces } = model;
  const loop0 = interfaces.createLoopback(NO_MAC)!;
  const part = (id: number, flags = ONE_TAG | EXACT_MATCH, parentIndex = loop0.swIfIndex) =>
    interfaces.addPart({ parentIndex, id, flags, outerVlanId: id, innerVlanId: 0 })!;
  return { ...model, loop0, part };
}

// As VPP 26.06 lists them.
t.test("a loopback has the MAC address that is given, or one with its number", async (t) => {
  const given = MacAddress.parse("02:00:00:00:00:01");
  t.equal(String(loopbackSpec(3, given).macAddress), "02:00:00:00:00:01");
  t.equal(String(loopbackSpec(3, NO_MAC).macAddress), "de:ad:00:00:00:03");
  t.match(loopbackSpec(3, given), { name: "loop3", deviceType: "Loopback", linkMtuBytes: 9000, instance: 3 });
});

t.test("the link of a loopback follows the administrative state", async (t) => {
  const { loop0, interfaces } = sceneOf();
  t.notOk(loop0.isLinkUp);
  interfaces.setAdminUp(loop0, true);
  t.ok(loop0.isLinkUp);
});

t.test("a part has the name, the driver, the link and the link's MTU of its interface", async (t) => {
  const { loop0, interfaces, part } = sceneOf();
  const vlan = part(100);
  t.match(vlan, { name: "loop0.100", deviceType: "Loopback", linkMtuBytes: 9000, isLinkUp: false });
  t.equal(vlan.parent, loop0);
  t.equal(vlan.hardware, loop0);
  t.equal(String(vlan.macAddress), "00:00:00:00:00:00");
  t.same(vlan.mtus, [0, 0, 0, 0], "no MTU of its own");
  interfaces.setAdminUp(loop0, true);
  t.ok(vlan.isLinkUp);
});

t.test("the MTU of a family counts before that of any protocol", async (t) => {
  const { loop0 } = sceneOf();
  t.same([loop0.mtuOf(4), loop0.mtuOf(6)], [9000, 9000]);
  loop0.mtus = [1500, 1400, 0, 1300];
  t.same([loop0.mtuOf(4), loop0.mtuOf(6)], [1400, 1500]);
});

t.test("local0 and parts that do not match exactly have no addresses", async (t) => {
  const { loop0, interfaces, part } = sceneOf();
  t.same(
    [interfaces.get(0)!, loop0, part(1), part(2, ONE_TAG)].map(({ hasAddresses }) => hasAddresses),
    [false, true, true, false],
  );
});

t.test("the table of an interface is that which is now at the place of its table", async (t) => {
  const { loop0, fib } = sceneOf();
  const red = fib.findOrCreate(4, 10, API);
  loop0.tableIndexes[4] = red.index;
  t.same(loop0.tableIds, { 4: 10, 6: 0 });
  fib.unlock(red, API);
  t.equal(fib.findOrCreate(4, 20, API).index, red.index);
  t.same(loop0.tableIds, { 4: 20, 6: 0 });
});

t.test("addresses are listed IPv4 first", async (t) => {
  const { loop0, interfaces } = sceneOf();
  for (const text of ["2001:db8::1/64", "10.0.0.1/24"]) interfaces.addAddress(loop0, Prefix.parse(text));
  t.same(loop0.addresses.map(String), ["10.0.0.1/24", "2001:db8::1/64"]);
});
