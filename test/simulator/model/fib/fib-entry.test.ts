import t from "tap";
import { Prefix } from "../../../../src/address/index.ts";
import { above, FibEntry, withFlags } from "../../../../src/simulator/model/fib/fib-entry.ts";
import { DROP } from "../../../../src/simulator/model/fib/fib-path.ts";
import { FibTable } from "../../../../src/simulator/model/fib/fib-table.ts";

/** The numbers of VPP, of which the lowest priority wins: 3, 16, 128, 253. @see VPP src/vnet/fib/fib_source.h */
const INTERFACE = 4;
const SR = 5;
const API = 8;
const DEFAULT_ROUTE = 20;

const TABLE = new FibTable(6, 0, 0, "ipv6-VRF:0", false, undefined);

function entryOf(prefix = "2001:db8::/32"): FibEntry {
  return new FibEntry(TABLE, Prefix.parse(prefix));
}

t.test("the source of the best priority forwards packets, in whatever order sources come", async (t) => {
  const entry = entryOf();
  t.notOk(entry.isSourced);
  for (const source of [API, DEFAULT_ROUTE, INTERFACE, SR]) entry.add(source, DROP[6]);
  t.same(
    entry.sources.map(({ source }) => source),
    [INTERFACE, SR, API, DEFAULT_ROUTE],
  );
  t.equal(entry.best.source, INTERFACE);
  entry.remove(INTERFACE);
  t.equal(entry.best.source, SR);
  t.equal(entry.find(API)?.paths, DROP[6]);
  t.equal(entry.find(INTERFACE), undefined);
});

t.test("a source that is added has one reference and the flags that are given", async (t) => {
  const entry = entryOf();
  entry.add(API, DROP[6], { isAttached: true });
  t.match(entry.best, { references: 1, isAttached: true, isLocal: false, isImport: false });
});

t.test("packets can use an entry that has a counter", async (t) => {
  const entry = entryOf();
  t.notOk(entry.isInstalled);
  entry.statsIndex = 0;
  t.ok(entry.isInstalled);
});

t.test(
  "the entries that an entry covers are walked from the latest to the first, as they were at the start",
  async (t) => {
    const entry = entryOf();
    t.same([...entry.covered], []);
    const [first, second] = [entryOf("2001:db8:1::/48"), entryOf("2001:db8:2::/48")];
    for (const each of [first, second, first]) entry.covered.add(each);
    const walked: FibEntry[] = [];
    for (const each of entry.covered) {
      walked.push(each);
      entry.covered.delete(first);
    }
    t.same([walked[0] === second, walked[1] === first, walked.length], [true, true, 2]);
    t.same([...entry.covered].length, 1);
  },
);

t.test("a change that crashes leaves the flags of a source as they were", async (t) => {
  const entry = entryOf();
  entry.add(API, DROP[6], { isLocal: true });
  const flags = { isAttached: true, isLocal: false };
  let seen: object = {};
  const crash = () => {
    seen = { ...entry.best };
    throw new Error("crash");
  };
  t.throws(() => withFlags(entry.best, flags, crash), /crash/);
  t.match(seen, flags);
  t.match(entry.best, { isAttached: false, isLocal: true });
  withFlags(entry.best, flags, () => {});
  t.match(entry.best, flags);
  t.doesNotThrow(() => withFlags(undefined, flags, () => {}));
});

t.test("above an entry is the one of the longest shorter prefix", async (t) => {
  const table = new FibTable(6, 1, 10, "red", false, undefined);
  for (const text of ["::/0", "2001:db8::/32"]) table.insert(table.create(Prefix.parse(text)));
  const found = (text: string) => String(above(table, Prefix.parse(text))?.prefix);
  t.equal(found("2001:db8::1/128"), "2001:db8::/32");
  t.equal(found("2001:db8::/32"), "::/0");
  t.equal(found("::/0"), "undefined");
});
