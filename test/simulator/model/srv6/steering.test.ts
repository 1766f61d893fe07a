import t from "tap";
import { Ip6Address, MacAddress, Prefix } from "../../../../src/address/index.ts";
import { to46 } from "../../../../src/simulator/model/fib/address46.ts";
import { Model } from "../../../../src/simulator/model/model.ts";
import { l3Traffic, type SteeredTraffic } from "../../../../src/simulator/model/srv6/steering.ts";

const API = 8;
const ENCAP = Ip6Address.parse("cafe::1");
const OTHER = Ip6Address.parse("cafe::2");
const INSERT = Ip6Address.parse("cafe::3");
const MISSING = Ip6Address.parse("cafe::9");
const LIST = { count: 1, weight: 1, segments: [Ip6Address.parse("fc00::1")] };

function modelWithPolicies(): Model {
  const model = new Model(false);
  for (const family of [4, 6] as const) model.fib.findOrCreate(family, 10, API);
  model.policies.add(ENCAP, 0, true, 0, LIST);
  model.policies.add(OTHER, 0, true, 0, LIST);
  model.policies.add(INSERT, 0, false, 0, LIST);
  return model;
}

function l3(prefix: string, tableId = 0): SteeredTraffic {
  const { address, length } = Prefix.parse(prefix);
  return l3Traffic(address.family, tableId, to46(address), length);
}

function l2(swIfIndex: number): SteeredTraffic {
  return { type: 2, swIfIndex };
}

// VPP 26.06's return values, as measured.
const adds = [
  { title: "a new prefix", traffic: l3("10.0.0.0/8"), bsid: ENCAP, retval: 0 },
  { title: "an interface", traffic: l2(1), bsid: ENCAP, retval: 0 },
  { title: "a policy that does not exist", traffic: l3("10.0.0.0/8"), bsid: MISSING, retval: -2 },
  { title: "IPv4 into a policy that inserts", traffic: l3("10.0.0.0/8"), bsid: INSERT, retval: -5 },
  { title: "an interface into a policy that inserts", traffic: l2(1), bsid: INSERT, retval: -5 },
  { title: "IPv6 into a policy that inserts", traffic: l3("2001:db8::/32"), bsid: INSERT, retval: 0 },
  { title: "the same again", traffic: l3("172.16.0.0/12"), bsid: ENCAP, retval: 0 },
  { title: "another policy", traffic: l3("172.16.0.0/12"), bsid: OTHER, retval: 0 },
  {
    title: "a policy that inserts, for a prefix that is steered",
    traffic: l3("172.16.0.0/12"),
    bsid: INSERT,
    retval: 0,
  },
  { title: "a policy that does not exist, likewise", traffic: l3("172.16.0.0/12"), bsid: MISSING, retval: -2 },
  { title: "IPv6 of 200 bits", traffic: { ...l3("2001:db8::/32"), prefixLength: 200 }, bsid: ENCAP, retval: 0 },
];

for (const { title, traffic, bsid, retval } of adds) {
  t.test(`gives ${retval} for ${title}`, async (t) => {
    const { steering } = modelWithPolicies();
    steering.add(l3("172.16.0.0/12"), ENCAP);
    t.equal(steering.add(traffic as SteeredTraffic, bsid), retval);
  });
}

const removals = [
  { title: "a steered prefix", traffic: l3("172.16.0.0/12"), retval: 0 },
  { title: "one that is not steered", traffic: l3("10.0.0.0/8"), retval: -4 },
  { title: "one with other host bits", traffic: l3("172.16.0.1/12"), retval: -4 },
  { title: "one of another table", traffic: l3("172.16.0.0/12", 10), retval: -4 },
  { title: "one of the default table", traffic: l3("172.16.0.0/12", 0xffffffff), retval: 0 },
  { title: "an interface that is not steered", traffic: l2(1), retval: -4 },
];

for (const { title, traffic, retval } of removals) {
  t.test(`gives ${retval} for removing ${title}`, async (t) => {
    const { steering } = modelWithPolicies();
    steering.add(l3("172.16.0.0/12"), ENCAP);
    t.equal(steering.remove(traffic), retval);
  });
}

t.test("takes prefixes with different host bits for two, with one route", async (t) => {
  const { fib, steering } = modelWithPolicies();
  const route = () => fib.find(6, 0)?.find(Prefix.parse("2001:db8::/32"));
  steering.add(l3("2001:db8::/32"), ENCAP);
  steering.add(l3("2001:db8::5/32"), OTHER);
  t.equal([...steering].length, 2);
  t.equal(route()?.best.paths.length, 2);
  steering.remove(l3("2001:db8::5/32"));
  t.equal([...steering].length, 1);
  t.equal(route(), undefined);
});

t.test("shows the BSID of whichever policy has come to the place of a removed one", async (t) => {
  const { policies, steering } = modelWithPolicies();
  const shown = (): string => String(policies.bsidAt([...steering][0]!.policyIndex));
  steering.add(l3("10.0.0.0/8"), OTHER);
  policies.remove(OTHER);
  t.equal(shown(), "cafe::2");
  policies.add(MISSING, 0, true, 0, LIST);
  t.equal(shown(), "cafe::9");
});

t.test("keeps the policies' tables until the last entry goes", async (t) => {
  const { fib, policies, steering } = modelWithPolicies();
  steering.add(l3("10.0.0.0/8"), ENCAP);
  for (const bsid of [ENCAP, OTHER, INSERT]) policies.remove(bsid);
  t.equal([...fib.tables(6)].length, 4);
  steering.remove(l3("10.0.0.0/8"));
  t.equal([...fib.tables(6)].length, 2);
});

const crashes = [
  { title: "IPv4 in a table that does not exist", traffic: l3("10.0.0.0/8", 30) },
  { title: "IPv6 in a table that does not exist", traffic: l3("2001:db8::/32", 30) },
  { title: "an IPv4 prefix of 33 bits", traffic: { ...l3("10.0.0.0/8"), prefixLength: 33 } as SteeredTraffic },
];

for (const { title, traffic } of crashes) {
  t.test(`crashes over ${title}`, async (t) => {
    const { steering } = modelWithPolicies();
    t.throws(() => steering.add(traffic, ENCAP), { name: "VppCrash" });
    t.same([...steering], [], "before anything has changed");
  });
}

t.test("crashes over a BSID that looks like an IPv4 address", async (t) => {
  const { policies, steering } = modelWithPolicies();
  const bsid = Ip6Address.parse("::1.2.3.4");
  policies.add(bsid, 0, true, 0, LIST);
  t.throws(() => steering.add(l3("10.0.0.0/8", 0), bsid), { name: "VppCrash" });
});

t.test("crashes over removing what is steered in a table that is gone", async (t) => {
  const { fib, steering } = modelWithPolicies();
  steering.add(l3("10.0.0.0/8", 10), ENCAP);
  fib.unlock(fib.find(4, 10)!, API);
  t.throws(() => steering.remove(l3("10.0.0.0/8", 10)), { name: "VppCrash" });
});

// What VPP 26.06 shows in `show interface address`.
t.test(
  "an interface is connected to local0 by new steering, until that goes or the interface is created again",
  async (t) => {
    const { interfaces, steering } = modelWithPolicies();
    const isConnected = (): boolean => interfaces.get(1)!.isCrossConnected;
    interfaces.createLoopback(new MacAddress(0x0200, 1));
    steering.add(l2(1), INSERT);
    t.notOk(isConnected(), "refused");
    steering.add(l2(1), ENCAP);
    t.ok(isConnected());
    interfaces.deleteLoopback(1);
    interfaces.createLoopback(new MacAddress(0x0200, 1));
    steering.add(l2(1), OTHER);
    t.notOk(isConnected(), "changed only");
    steering.remove(l2(1));
    steering.add(l2(1), OTHER);
    t.ok(isConnected());
    steering.remove(l2(1));
    t.notOk(isConnected());
  },
);
