import t from "tap";
import { Ip6Address, Prefix } from "../../../../src/address/index.ts";
import { DROP } from "../../../../src/simulator/model/fib/fib-path.ts";
import { Model } from "../../../../src/simulator/model/model.ts";
import { Behavior, type LocalSidRequest } from "../../../../src/simulator/model/srv6/local-sids.ts";

const API = 8;

function request(prefix: string, fields: Partial<LocalSidRequest> = {}): LocalSidRequest {
  const { address, length } = Prefix.parse(prefix);
  const plain = { behavior: Behavior.end, endPsp: false, swIfIndex: 0, fibTable: 0, nextHop: Ip6Address.UNSPECIFIED };
  return { prefix: new Prefix(address as Ip6Address, length), ...plain, ...fields };
}

function modelWithTables(): Model {
  const model = new Model(false);
  for (const tableId of [10, 20]) model.fib.findOrCreate(6, tableId, API);
  model.fib.setPaths(model.fib.find(6, 0)!, Prefix.parse("fc00::99/128"), API, DROP[6]);
  return model;
}

// VPP 26.06's return values, as measured.
const adds = [
  { title: "a new SID", sid: "fc00::2/128", retval: 0 },
  { title: "a SID that exists", sid: "fc00::1/128", retval: -1 },
  {
    title: "a SID that exists, with another behavior",
    sid: "fc00::1/128",
    fields: { behavior: Behavior.t },
    retval: -1,
  },
  { title: "a SID that exists in another table", sid: "fc00::1/128", fields: { fibTable: 20 }, retval: -1 },
  { title: "a SID that exists with another length", sid: "fc00::1/64", retval: 0 },
  { title: "a SID in a table that does not exist", sid: "fc00::2/128", fields: { fibTable: 30 }, retval: -3 },
  { title: "a SID with a route", sid: "fc00::99/128", retval: -4 },
  { title: "a SID with a route in another table", sid: "fc00::99/128", fields: { fibTable: 20 }, retval: 0 },
  { title: "a uSID in front of another", sid: "fcbb:bb00:1::5/48", fields: { fibTable: 10 }, retval: -4 },
  { title: "the separator behind T", sid: "fc00::2/128", fields: { behavior: 4 }, retval: 0 },
  { title: "behavior 0", sid: "fc00::2/128", fields: { behavior: 0 }, retval: 0 },
];

for (const { title, sid, fields, retval } of adds) {
  t.test(`gives ${retval} for ${title}`, async (t) => {
    const { localSids } = modelWithTables();
    localSids.add(request("fc00::1/128", { fibTable: 10 }));
    localSids.add(request("fcbb:bb00:1::/48", { fibTable: 10, behavior: Behavior.unPerf }));
    t.equal(localSids.add(request(sid, fields)), retval);
  });
}

const removals = [
  { title: "a SID", sid: "fc00::1/128", retval: 0 },
  { title: "a SID whatever its behavior", sid: "fc00::1/128", fields: { behavior: Behavior.dt4 }, retval: 0 },
  { title: "a SID that does not exist", sid: "fc00::2/128", retval: -2 },
  { title: "a SID with another length", sid: "fc00::1/64", retval: -2 },
  { title: "a uSID with other host bits", sid: "fcbb:bb00:1::5/48", retval: -2 },
];

for (const { title, sid, fields, retval } of removals) {
  t.test(`gives ${retval} for removing ${title}`, async (t) => {
    const { localSids } = modelWithTables();
    localSids.add(request("fc00::1/128", { fibTable: 10 }));
    localSids.add(request("fcbb:bb00:1::/48", { fibTable: 10, behavior: Behavior.unPerf }));
    t.equal(localSids.remove(request(sid, { fibTable: 10, ...fields })), retval);
  });
}

t.test("leaves the entry of a SID that is removed from a wrong table, for ever", async (t) => {
  const { localSids } = modelWithTables();
  localSids.add(request("fc00::1/128", { fibTable: 10 }));
  t.equal(localSids.remove(request("fc00::1/128", { fibTable: 20 })), 0);
  t.same([...localSids], []);
  t.equal(localSids.add(request("fc00::1/128", { fibTable: 10 })), -4);
  t.equal(localSids.add(request("fc00::1/128", { fibTable: 20 })), 0);
});

const crashes = [
  {
    title: "a SID of a plugin is added",
    run: ({ localSids }: Model) => localSids.add(request("fc00::2/128", { behavior: 14 })),
  },
  {
    title: "a SID is removed from a table that does not exist",
    run: ({ localSids }: Model) => localSids.remove(request("fc00::1/128", { fibTable: 30 })),
  },
];

for (const { title, run } of crashes) {
  t.test(`crashes when ${title}`, async (t) => {
    const model = modelWithTables();
    model.localSids.add(request("fc00::1/128"));
    t.throws(() => run(model), { name: "VppCrash" });
    t.equal([...model.localSids].length, 1, "before anything has changed");
  });
}

t.test("looks up in whichever table has come to the place of its own", async (t) => {
  const { fib, localSids } = modelWithTables();
  const table = fib.find(6, 10)!;
  localSids.add(request("fc00::1/128", { behavior: Behavior.dt6, swIfIndex: 10 }));
  const [sid] = localSids;
  t.equal(localSids.lookupTableOf(sid!), 10);
  fib.unlock(table, API);
  t.equal(localSids.lookupTableOf(sid!), 10);
  fib.findOrCreate(6, 77, API);
  t.equal(localSids.lookupTableOf(sid!), 77);
});

t.test("crashes at the dump of a SID whose table never existed", async (t) => {
  const { localSids } = modelWithTables();
  t.equal(localSids.add(request("fc00::1/128", { behavior: Behavior.dt4, swIfIndex: 10 })), 0);
  t.throws(() => [...localSids].map((sid) => localSids.lookupTableOf(sid)), { name: "VppCrash" });
});

t.test("refuses such a SID at once when it is to refuse crashes", async (t) => {
  const { localSids } = new Model(true);
  t.throws(() => localSids.add(request("fc00::1/128", { behavior: Behavior.dt4, swIfIndex: 10 })), {
    name: "VppCrash",
  });
  t.same([...localSids], []);
});

// What VPP keeps of a next hop: all of it, its last four bytes, or nothing.
const nextHops = [
  { behavior: Behavior.x, kept: "2001:db8::a00:1" },
  { behavior: Behavior.ua, kept: "2001:db8::a00:1" },
  { behavior: Behavior.dx6, kept: "2001:db8::a00:1" },
  { behavior: Behavior.dx4, kept: "::a00:1" },
  { behavior: Behavior.dx2, kept: "::" },
  { behavior: Behavior.end, kept: "::" },
];

for (const { behavior, kept } of nextHops) {
  t.test(`keeps next hop ${kept} for behavior ${behavior}`, async (t) => {
    const { localSids } = modelWithTables();
    localSids.add(request("fc00::1/128", { behavior, nextHop: Ip6Address.parse("2001:db8::a00:1") }));
    t.equal(String([...localSids][0]?.nextHop), kept);
  });
}
