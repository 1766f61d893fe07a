import t from "tap";
import { type Ip6Address, MacAddress, Prefix } from "../../../../src/address/index.ts";
import { VppCrash } from "../../../../src/simulator/model/crash.ts";
import { Fib } from "../../../../src/simulator/model/fib/fib.ts";
import { Interface, loopbackSpec } from "../../../../src/simulator/model/interfaces/interface.ts";
import { LinkLocalAddresses } from "../../../../src/simulator/model/interfaces/link-local.ts";
import { isLinkLocal, LinkLocalTables } from "../../../../src/simulator/model/interfaces/link-local-tables.ts";
import { MulticastTables } from "../../../../src/simulator/model/interfaces/multicast-tables.ts";

const RECEIVE = 8;

function sceneOf(mac = "de:ad:00:00:00:00") {
  const fib = new Fib();
  const loop0 = new Interface(1, 1, loopbackSpec(0, MacAddress.parse(mac)), {
    fib,
    at: () => undefined,
    hardwareAt: () => undefined,
  });
  return { fib, loop0, addresses: new LinkLocalAddresses(new LinkLocalTables(fib), new MulticastTables()) };
}

/** The addresses of this router in the tables of links. */
function received(fib: Fib): string[] {
  const links = [...fib.tables(6)].filter(({ isLinkLocal }) => isLinkLocal);
  return links.flatMap(({ entries }) =>
    [...entries].filter((entry) => entry.best.paths[0]?.kind === RECEIVE).map(({ prefix }) => String(prefix)),
  );
}

function linkLocal(text: string): Prefix<Ip6Address> {
  return Prefix.parse(text) as Prefix<Ip6Address>;
}

// RFC 4291 appendix A and RFC 2464 section 4: the modified EUI-64 identifier of the MAC address.
const identifiers = [
  { mac: "34:56:78:9a:bc:de", address: "fe80::3656:78ff:fe9a:bcde/128" },
  { mac: "02:fe:00:00:00:01", address: "fe80::fe:ff:fe00:1/128" },
  // What VPP 26.06 gives to loop0.
  { mac: "de:ad:00:00:00:00", address: "fe80::dcad:ff:fe00:0/128" },
];

for (const { mac, address } of identifiers) {
  t.test(`${mac} makes ${address}`, async (t) => {
    const { fib, loop0, addresses } = sceneOf(mac);
    addresses.enable(loop0);
    t.same(received(fib), [address]);
  });
}

t.test("the address is there as long as an address needs IPv6", async (t) => {
  const { fib, loop0, addresses } = sceneOf();
  for (let n = 0; n < 2; n++) addresses.enable(loop0);
  addresses.disable(loop0);
  t.equal(received(fib).length, 1);
  addresses.disable(loop0);
  t.same(received(fib), []);
  addresses.disable(loop0);
  addresses.enable(loop0);
  addresses.forget(loop0);
  t.same(received(fib), [], "it goes with the interface, too");
});

// VPP 26.06's return values.
t.test("another address takes its place, which is never removed", async (t) => {
  const { fib, loop0, addresses } = sceneOf();
  t.equal(addresses.set(loop0, linkLocal("fe80::1/64")), -59);
  t.equal(addresses.set(loop0, linkLocal("fe80::1/128")), 0);
  t.equal(addresses.set(loop0, linkLocal("fe80::2/128")), 0);
  t.same(received(fib), ["fe80::2/128"]);
  t.equal(addresses.refuseRemoval(loop0, linkLocal("fe80::2/64")), -59);
  t.equal(addresses.refuseRemoval(loop0, linkLocal("fe80::1/128")), -60);
  t.equal(addresses.refuseRemoval(loop0, linkLocal("fe80::2/128")), -61);
});

t.test("VPP crashes where an address is removed of an interface without IPv6", async (t) => {
  const { loop0, addresses } = sceneOf();
  t.throws(() => addresses.refuseRemoval(loop0, linkLocal("fe80::1/128")), VppCrash);
});

t.test("fe80::/10 is link-local, and nothing else", async (t) => {
  // RFC 4291 section 2.5.6.
  for (const text of ["fe80::/128", "febf:ffff::1/128"]) t.ok(isLinkLocal(Prefix.parse(text)), text);
  for (const text of ["fec0::1/128", "fe7f::1/128", "::1/128", "169.254.0.1/32"])
    t.notOk(isLinkLocal(Prefix.parse(text)));
});
