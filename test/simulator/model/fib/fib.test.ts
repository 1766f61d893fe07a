import t from "tap";
import { Ip6Address, Prefix } from "../../../../src/address/index.ts";
import { Fib } from "../../../../src/simulator/model/fib/fib.ts";
import { DROP, type FibPath, PathKind } from "../../../../src/simulator/model/fib/fib-path.ts";
import { NO_INTERFACE } from "../../../../src/simulator/model/reserved-numbers.ts";

const API = 8;
const PREFIX: Readonly<Record<4 | 6, Prefix>> = { 4: Prefix.parse("10.0.0.0/8"), 6: Prefix.parse("2001:db8::/32") };
const NEXT_HOP: Readonly<Record<4 | 6, Ip6Address>> = {
  4: Ip6Address.parse("::192.0.2.1"),
  6: Ip6Address.parse("cafe::1"),
};

// Each entry with its best source: what VPP 26.06 shows after the same.
const ip4Specials = ["0.0.0.0/0 20", "0.0.0.0/32 20", "224.0.0.0/4 1", "240.0.0.0/4 1", "255.255.255.255/32 20"];
const ip6Specials = ["::/0 20", "fe80::/10 1"];

function createTable(fib: Fib, family: 4 | 6, tableId: number, routes: readonly string[] = []): void {
  const table = fib.findOrCreate(family, tableId, API);
  for (const prefix of routes) fib.setPaths(table, Prefix.parse(prefix), API, DROP[family]);
}

function removeTable(fib: Fib, family: 4 | 6, tableId: number): void {
  fib.unlock(fib.find(family, tableId)!, API);
}

function shown(fib: Fib, family: 4 | 6, tableId: number): string[] {
  return [...fib.find(family, tableId)!.entries].map(({ prefix, best }) => `${prefix} ${best.source}`).sort();
}

t.test("shows what was left in an IPv4 table in the next one that comes to its place", async (t) => {
  const fib = new Fib();
  createTable(fib, 4, 10, ["10.0.0.0/8", "0.0.0.0/0"]);
  createTable(fib, 4, 20, ["20.0.0.0/8"]);
  removeTable(fib, 4, 20);
  removeTable(fib, 4, 10);
  createTable(fib, 4, 30);
  t.same(shown(fib, 4, 30), ["0.0.0.0/0 8", "0.0.0.0/32 20", "10.0.0.0/8 8", ...ip4Specials.slice(2)]);
  createTable(fib, 4, 40);
  t.same(shown(fib, 4, 40), ["0.0.0.0/0 20", "0.0.0.0/32 20", "20.0.0.0/8 8", ...ip4Specials.slice(2)]);
  for (const prefix of ["10.0.0.0/8", "0.0.0.0/0"]) fib.remove(fib.find(4, 30)!, Prefix.parse(prefix), API);
  t.same(shown(fib, 4, 30), ip4Specials, "until it is removed there");
});

t.test("forgets what was left in an IPv6 table", async (t) => {
  const fib = new Fib();
  createTable(fib, 6, 10, ["2001:db8::/32", "::/0"]);
  removeTable(fib, 6, 10);
  createTable(fib, 6, 30);
  t.same(shown(fib, 6, 30), ip6Specials);
});

/** A table that the API has deleted, and that is there because its one route looks up its next hop in it. */
function tableHeldByItsRoute(family: 4 | 6): Fib {
  const fib = new Fib();
  const table = fib.findOrCreate(family, 10, API);
  const path: FibPath = {
    type: "normal",
    kind: PathKind.recursive,
    protocol: family === 6 ? 1 : 0,
    weight: 1,
    preference: 0,
    swIfIndex: NO_INTERFACE,
    nextHop: NEXT_HOP[family],
    table,
  };
  fib.setPaths(table, PREFIX[family], API, [path]);
  removeTable(fib, family, 10);
  return fib;
}

t.test("crashes when an IPv4 table goes with its last route", async (t) => {
  const fib = tableHeldByItsRoute(4);
  t.throws(() => fib.remove(fib.find(4, 10)!, PREFIX[4], API), { name: "VppCrash" });
  t.ok(fib.find(4, 10)?.find(PREFIX[4]), "and has changed nothing");
});

t.test("removes an IPv6 table with its last route", async (t) => {
  const fib = tableHeldByItsRoute(6);
  fib.remove(fib.find(6, 10)!, PREFIX[6], API);
  t.equal(fib.find(6, 10), undefined);
});

t.test("leaves a route in an IPv4 table that goes with its former paths", async (t) => {
  const fib = tableHeldByItsRoute(4);
  fib.setPaths(fib.find(4, 10)!, PREFIX[4], API, DROP[4]);
  t.equal(fib.find(4, 10), undefined);
  createTable(fib, 4, 30);
  t.same(shown(fib, 4, 30), [...ip4Specials.slice(0, 2), "10.0.0.0/8 8", ...ip4Specials.slice(2)]);
});

t.test("crashes when an IPv6 table goes with the former paths of a route", async (t) => {
  const fib = tableHeldByItsRoute(6);
  t.throws(() => fib.setPaths(fib.find(6, 10)!, PREFIX[6], API, DROP[6]), { name: "VppCrash" });
  t.ok(fib.find(6, 10)?.find(PREFIX[6]), "and has changed nothing");
});

t.test("does not crash when an IPv6 table goes with a path that is taken away", async (t) => {
  const fib = tableHeldByItsRoute(6);
  const table = fib.find(6, 10)!;
  const [path] = table.find(PREFIX[6])!.best.paths;
  fib.addPaths(table, PREFIX[6], API, DROP[6], []);
  fib.removePaths(table, PREFIX[6], API, [path!]);
  t.equal(fib.find(6, 10), undefined);
});

// What VPP 26.06 shows in `ip_route_dump` after the same.
t.test("counters are numbered from 1 in the order of entries, and the one freed last is taken first", async (t) => {
  const fib = new Fib();
  const counters = (tableId: number): Record<string, number> =>
    Object.fromEntries(Array.from(fib.find(4, tableId)!.entries, (each) => [String(each.prefix), each.statsIndex]));
  const specials = { "0.0.0.0/0": 1, "0.0.0.0/32": 2, "240.0.0.0/4": 3, "224.0.0.0/4": 4, "255.255.255.255/32": 5 };
  t.same(counters(0), specials);
  createTable(fib, 4, 10, ["10.0.0.0/8"]);
  t.equal(counters(10)["10.0.0.0/8"], 13, "IPv6 table 0 has 6 and 7, the table itself 8 to 12");
  fib.remove(fib.find(4, 10)!, PREFIX[4], API);
  removeTable(fib, 4, 10);
  fib.setPaths(fib.find(4, 0)!, Prefix.parse("20.0.0.0/8"), API, DROP[4]);
  fib.setPaths(fib.find(4, 0)!, Prefix.parse("30.0.0.0/8"), API, DROP[4]);
  t.same(counters(0), { ...specials, "20.0.0.0/8": 8, "30.0.0.0/8": 9 });
});
