import t from "tap";
import { MacAddress, Prefix } from "../../../../src/address/index.ts";
import { Fib } from "../../../../src/simulator/model/fib/fib.ts";
import { Interface, loopbackSpec } from "../../../../src/simulator/model/interfaces/interface.ts";
import { bitsOf, hostOf, InterfaceRoutes } from "../../../../src/simulator/model/interfaces/interface-routes.ts";

/** VPP's number. @see VPP src/vnet/fib/fib_source.h */
const INTERFACE = 4;
const ATTACHED_NEXT_HOP = 0;
const ATTACHED = 1;
const SPECIAL = 3;
const RECEIVE = 8;

class Scene {
  readonly fib = new Fib();
  readonly routes = new InterfaceRoutes(this.fib);
  readonly loop0 = this.#loopback(1);
  readonly loop1 = this.#loopback(2);

  /** The entries of interfaces in the tables 0, with the kind of their first path. */
  get entries(): Record<string, number | undefined> {
    const entries = ([4, 6] as const).flatMap((family) => [...this.fib.find(family, 0)!.entries]);
    const own = entries.filter((entry) => entry.find(INTERFACE) !== undefined);
    return Object.fromEntries(own.map((entry) => [String(entry.prefix), entry.find(INTERFACE)?.paths[0]?.kind]));
  }

  #loopback(swIfIndex: number): Interface {
    return new Interface(swIfIndex, swIfIndex, loopbackSpec(swIfIndex - 1, new MacAddress(0xdead, swIfIndex)), {
      fib: this.fib,
      at: () => undefined,
      hardwareAt: () => undefined,
    });
  }
}

// What VPP 26.06 shows as `show ip fib` after one address on an interface that is up.
const addresses: readonly { prefix: string; entries: Record<string, number> }[] = [
  {
    prefix: "10.0.0.1/24",
    entries: {
      "10.0.0.1/32": RECEIVE,
      "10.0.0.1/24": ATTACHED,
      "10.0.0.0/32": SPECIAL,
      "10.0.0.255/32": SPECIAL,
    },
  },
  { prefix: "10.0.0.0/24", entries: { "10.0.0.0/32": RECEIVE, "10.0.0.0/24": ATTACHED, "10.0.0.255/32": SPECIAL } },
  {
    prefix: "192.0.2.0/31",
    entries: { "192.0.2.0/32": RECEIVE, "192.0.2.0/31": ATTACHED, "192.0.2.1/32": ATTACHED_NEXT_HOP },
  },
  { prefix: "10.0.0.1/32", entries: { "10.0.0.1/32": RECEIVE } },
  { prefix: "2001:db8::1/64", entries: { "2001:db8::1/128": RECEIVE, "2001:db8::/64": ATTACHED } },
  { prefix: "2001:db8::1/128", entries: { "2001:db8::1/128": RECEIVE } },
];

for (const { prefix, entries } of addresses) {
  t.test(`${prefix} makes its entries, and takes them away`, async (t) => {
    const scene = new Scene();
    scene.routes.add(scene.loop0, Prefix.parse(prefix));
    t.same(scene.entries, entries);
    scene.routes.remove(scene.loop0, Prefix.parse(prefix));
    t.same(scene.entries, {});
  });
}

t.test("the addresses of one prefix share its entries until the last one goes", async (t) => {
  const scene = new Scene();
  for (const address of ["10.0.0.1/24", "10.0.0.2/24"]) scene.routes.add(scene.loop0, Prefix.parse(address));
  scene.routes.remove(scene.loop0, Prefix.parse("10.0.0.1/24"));
  t.same(Object.keys(scene.entries).sort(), ["10.0.0.0/32", "10.0.0.1/24", "10.0.0.2/32", "10.0.0.255/32"]);
  scene.routes.remove(scene.loop0, Prefix.parse("10.0.0.2/24"));
  t.same(scene.entries, {});
});

t.test("a prefix that the interface does not have stays with the one that has it", async (t) => {
  const scene = new Scene();
  scene.routes.add(scene.loop1, Prefix.parse("2001:db8::1/64"));
  scene.routes.remove(scene.loop0, Prefix.parse("2001:db8::9/64"));
  t.same(Object.keys(scene.entries), ["2001:db8::1/128", "2001:db8::/64"]);
});

t.test("an address alone is a prefix of all its bits", async (t) => {
  t.equal(String(hostOf(Prefix.parse("10.0.0.1/24"))), "10.0.0.1/32");
  t.equal(String(hostOf(Prefix.parse("2001:db8::1/64"))), "2001:db8::1/128");
  t.same([bitsOf(4), bitsOf(6)], [32, 128]);
});
