import t from "tap";
import { Prefix } from "../../../../src/address/index.ts";
import { FibTable } from "../../../../src/simulator/model/fib/fib-table.ts";

/** The numbers of VPP. @see VPP src/vnet/fib/fib_source.h */
const INTERFACE = 4;
const API = 8;
const RECURSIVE_RESOLUTION = 18;

function tableOf(former?: FibTable): FibTable {
  return new FibTable(6, 2, 10, "red", false, former);
}

t.test("finds an entry by its prefix, whatever the host bits", async (t) => {
  const table = tableOf();
  const entry = table.insert(table.create(Prefix.parse("2001:db8::5/32")));
  t.equal(table.find(Prefix.parse("2001:db8::/32")), entry);
  t.equal(table.find(Prefix.parse("2001:db8:ffff::1/32")), entry);
  t.equal(table.find(Prefix.parse("2001:db8::/33")), undefined);
  t.equal(String(entry.prefix), "2001:db8::5/32", "the entry keeps them");
});

// The longest match of RFC 1812 section 5.2.4.3.
const lookups = [
  { wanted: "2001:db8:1::9/128", found: "2001:db8:1::/48" },
  { wanted: "2001:db8:1::/48", found: "2001:db8:1::/48" },
  { wanted: "2001:db8:1::/47", found: "2001:db8::/32" },
  { wanted: "2001:db8:2::1/128", found: "2001:db8::/32" },
  { wanted: "2001:db9::1/128", found: "::/0" },
];

for (const { wanted, found } of lookups) {
  t.test(`looks up ${wanted} as ${found}`, async (t) => {
    const table = tableOf();
    for (const prefix of ["::/0", "2001:db8::/32", "2001:db8:1::/48"]) table.insert(table.create(Prefix.parse(prefix)));
    t.equal(String(table.lookUp(Prefix.parse(wanted))?.prefix), found);
  });
}

t.test("finds nothing in an empty table, nor what was removed", async (t) => {
  const table = tableOf();
  t.equal(table.lookUp(Prefix.parse("fc00::1/128")), undefined);
  const entry = table.insert(table.create(Prefix.parse("fc00::1/128")));
  t.same([...table.entries], [entry]);
  table.remove(entry);
  t.equal(table.lookUp(Prefix.parse("fc00::1/128")), undefined);
  t.same([...table.entries], []);
});

// Measured: a table that the API adds twice is gone after one removal; other sources count.
t.test("one removal by the API takes all its locks away, other sources count theirs", async (t) => {
  const table = tableOf();
  for (const source of [API, API, INTERFACE, INTERFACE]) table.lock(source);
  table.unlock(API);
  t.ok(table.isLocked);
  table.unlock(INTERFACE);
  t.ok(table.isLocked);
  table.unlock(INTERFACE);
  t.notOk(table.isLocked);
});

t.test("tells whether it goes with so many locks of a source", async (t) => {
  const table = tableOf();
  for (let n = 0; n < 2; n++) table.lock(RECURSIVE_RESOLUTION);
  t.ok(table.goesWithout(RECURSIVE_RESOLUTION, 2));
  t.notOk(table.goesWithout(RECURSIVE_RESOLUTION, 1), "one is left");
  table.lock(API);
  t.notOk(table.goesWithout(RECURSIVE_RESOLUTION, 2), "another source holds it");
});

t.test("takes over the entries of the table that was at its place", async (t) => {
  const former = tableOf();
  const entry = former.insert(former.create(Prefix.parse("fc00::/7")));
  t.equal(tableOf(former).find(Prefix.parse("fc00::/7")), entry);
});
