import t from "tap";
import { Ip6Address, Prefix } from "../../../../src/address/index.ts";
import { Fib } from "../../../../src/simulator/model/fib/fib.ts";
import {
  connectedPath,
  type FibPath,
  type RoutePath,
  resolvePath,
} from "../../../../src/simulator/model/fib/fib-path.ts";

const API = 8;
const NONE = 0xffffffff;
const PREFIX = Prefix.parse("192.0.2.0/24");

/** Table 0 and table 10 of a VPP with interface 1. */
function sceneOf() {
  const fib = new Fib();
  fib.interfaces.set(1, { name: "loop0", isAdminUp: true, isLinkUp: true, tableIndexes: { 4: 0, 6: 0 } });
  const other = fib.findOrCreate(4, 10, API);
  const path = (fields: Partial<RoutePath>): FibPath =>
    resolvePath(PREFIX, {
      type: "normal",
      protocol: 0,
      weight: 1,
      preference: 0,
      swIfIndex: NONE,
      nextHop: Ip6Address.UNSPECIFIED,
      ...fields,
    });
  const nextHops = (): string[] => [...other.entries].filter((each) => each.find(18)).map(({ prefix }) => `${prefix}`);
  return { fib, table: fib.find(4, 0)!, other, path, nextHops };
}

t.test("a path holds its table and an entry for its next hop, and lets both go", async (t) => {
  const { fib, table, other, path, nextHops } = sceneOf();
  fib.setPaths(table, PREFIX, API, [path({ nextHop: Ip6Address.parse("::10.0.0.9"), table: other })]);
  fib.unlock(other, API);
  t.same(nextHops(), ["10.0.0.9/32"]);
  t.equal(fib.find(4, 10), other, "the path holds it");
  fib.setPaths(table, PREFIX, API, [path({ table: other })]);
  t.same(nextHops(), []);
  t.equal(fib.find(4, 10), other, "a path that only looks up holds it, too");
  fib.remove(table, PREFIX, API);
  t.equal(fib.find(4, 10), undefined);
});

t.test("a path that VPP cannot create changes nothing", async (t) => {
  const { fib, table, other, path, nextHops } = sceneOf();
  const good = path({ nextHop: Ip6Address.parse("::10.0.0.9"), table: other });
  const nowhere = path({ nextHop: Ip6Address.parse("cafe::1"), table: { family: 6, index: 7, tableId: 7 } });
  for (const [bad, text] of [
    [path({ type: "udp-encap" }), /UDP/],
    [path({ type: "bier-imposition" }), /BIER/],
    [path({ type: "dvr", swIfIndex: 2 ** 24 + 1 }), /no memory/],
    [nowhere, /IPv6 table that does not exist/],
  ] as const) {
    t.throws(() => fib.setPaths(table, PREFIX, API, [good, bad]), text);
    t.equal(table.find(PREFIX), undefined);
    t.same(nextHops(), []);
  }
  const lost = Prefix.parse("10.0.0.0/8");
  fib.setPaths(other, lost, API, [connectedPath(4, 5)], { isAttached: true });
  t.throws(() => fib.setPaths(table, PREFIX, API, [good]), /10.0.0.9\/32 resolves through interface 5/);
  t.equal(table.find(PREFIX), undefined);
  t.same(nextHops(), []);
});
