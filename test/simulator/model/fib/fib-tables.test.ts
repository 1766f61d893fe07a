import t from "tap";
import { Prefix } from "../../../../src/address/index.ts";
import { FibTables } from "../../../../src/simulator/model/fib/fib-tables.ts";

const HIDDEN = 0xffffffff;
const PREFIX = Prefix.parse("10.0.0.0/8");

// As VPP 26.06 numbers tables, and finds them.
t.test("a table is found by its id until it is freed, and its place is used again", async (t) => {
  const tables = new FibTables();
  const first = tables.add(4, 0, "", false);
  const second = tables.add(4, 10, "", false);
  t.same([first.index, second.index], [0, 1]);
  t.equal(tables.find(4, 10), second);
  t.equal(tables.find(6, 10), undefined);
  tables.remove(second);
  t.equal(tables.find(4, 10), undefined);
  t.equal(tables.get(4, 1), undefined);
  t.equal(tables.peek(4, 1)?.tableId, 10);
  t.equal(tables.add(4, 20, "", false).index, 1);
  t.same(
    [...tables.of(4)].map(({ tableId }) => tableId),
    [0, 20],
  );
});

t.test("the last hidden table is found by its id, also after it is freed", async (t) => {
  const tables = new FibTables();
  tables.add(6, HIDDEN, "first", false);
  const last = tables.add(6, HIDDEN, "last", false);
  t.equal(tables.find(6, HIDDEN), last);
  tables.remove(last);
  t.equal(tables.find(6, HIDDEN), last);
});

t.test("an IPv4 table shows the entries that were left at its place, an IPv6 table does not", async (t) => {
  const tables = new FibTables();
  const prefixes = { 4: PREFIX, 6: Prefix.parse("2001:db8::/32") };
  for (const family of [4, 6] as const) {
    const former = tables.add(family, 10, "", false);
    former.insert(former.create(prefixes[family]));
    tables.remove(former);
    t.equal(tables.add(family, 20, "", false).find(prefixes[family]) !== undefined, family === 4);
  }
});
