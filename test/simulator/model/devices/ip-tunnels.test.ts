import t from "tap";
import { parseIpAddress } from "../../../../src/address/index.ts";
import type { IpTunnelEntry } from "../../../../src/simulator/model/devices/ip-tunnels.ts";
import { FibSource } from "../../../../src/simulator/model/fib/index.ts";
import { Model } from "../../../../src/simulator/model/model.ts";

const ANY_INSTANCE = 0xffffffff;
const NO_INTERFACE = 0xffffffff;

interface Ends extends Partial<Omit<IpTunnelEntry, "source" | "destination">> {
  readonly source?: string;
  readonly destination?: string;
}

function tunnel({ source = "10.0.0.1", destination = "10.0.0.2", ...rest }: Ends = {}): IpTunnelEntry {
  const ends = { source: parseIpAddress(source), destination: parseIpAddress(destination) };
  return { instance: ANY_INSTANCE, tableId: 0, flags: 0, mode: 0, dscp: 0, ...ends, ...rest };
}

// The return values and indexes of VPP 26.06 for the same requests.
t.test("a tunnel is one pair of ends in a table", async (t) => {
  const { ipTunnels, fib } = new Model(false);
  fib.findOrCreate(4, 10, FibSource.api);
  t.same(ipTunnels.create(tunnel()), { retval: 0, swIfIndex: 1 });
  t.same(ipTunnels.create(tunnel({ flags: 1, dscp: 10 })), { retval: -79, swIfIndex: 1 }, "the same");
  t.same(ipTunnels.create(tunnel({ tableId: 10 })), { retval: 0, swIfIndex: 2 });
  t.same(ipTunnels.create(tunnel({ instance: 1, destination: "10.0.0.3" })), { retval: -147, swIfIndex: NO_INTERFACE });
  t.same(
    [...ipTunnels].map((each) => ipTunnels.tableIdOf(each)),
    [0, 10],
  );
});

for (const [title, wanted, retval] of [
  ["ends of two families", { source: "2001:db8::1" }, -153],
  ["one address for both ends", { destination: "10.0.0.1" }, -82],
  ["a table that does not exist", { tableId: 9 }, -3],
] as const) {
  t.test(`refuses ${title} with ${retval}`, async (t) => {
    const { ipTunnels, interfaces } = new Model(false);
    t.same(ipTunnels.create(tunnel(wanted)), { retval, swIfIndex: NO_INTERFACE });
    t.equal([...interfaces].length, 1, "local0 is alone");
  });
}

t.test("the interface has the MTU that the outer header leaves, and its link follows", async (t) => {
  const { ipTunnels, interfaces } = new Model(false);
  ipTunnels.create(tunnel({ instance: 5 }));
  ipTunnels.create(tunnel({ source: "2001:db8::1", destination: "2001:db8::2" }));
  t.match(interfaces.get(1), { name: "ipip5", linkMtuBytes: 65516, mtus: [9000, 0, 0, 0], isLinkUp: false });
  t.match(interfaces.get(2), { name: "ipip1", linkMtuBytes: 65496 });
  interfaces.setAdminUp(interfaces.get(1)!, true);
  t.ok(interfaces.get(1)?.isLinkUp);
});

t.test("a tunnel goes with its interface, and its number is free then", async (t) => {
  const { ipTunnels, interfaces } = new Model(false);
  ipTunnels.create(tunnel());
  t.same([ipTunnels.delete(0), ipTunnels.delete(1), ipTunnels.delete(1)], [-6, 0, -6]);
  t.equal(interfaces.get(1), undefined);
  t.same(ipTunnels.create(tunnel({ destination: "10.0.0.9" })), { retval: 0, swIfIndex: 1 });
  t.equal(interfaces.get(1)?.name, "ipip0");
});
