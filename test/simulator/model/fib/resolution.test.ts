import t from "tap";
import { Prefix, parseIpAddress } from "../../../../src/address/index.ts";
import { to46 } from "../../../../src/simulator/model/fib/address46.ts";
import { FibEntry } from "../../../../src/simulator/model/fib/fib-entry.ts";
import { DROP, type FibPath, neighborPath, resolvePath } from "../../../../src/simulator/model/fib/fib-path.ts";
import { FibTable } from "../../../../src/simulator/model/fib/fib-table.ts";
import { carryingPaths, isLooped, resolvingInterface } from "../../../../src/simulator/model/fib/resolution.ts";

const API = 8;
const NO_INTERFACE = 0xffffffff;
const TABLE = new FibTable(4, 0, 0, "ipv4-VRF:0", false, undefined);
const UP = 1;
const DOWN = 2;
const PREFIX = Prefix.parse("20.0.0.0/8");

const up = neighborPath(to46(parseIpAddress("10.0.0.2")), 4, UP);
const down = neighborPath(to46(parseIpAddress("10.0.1.2")), 4, DOWN);
const gone = neighborPath(to46(parseIpAddress("10.0.2.2")), 4, 9);
const unreachable = resolvePath(PREFIX, { ...DROP[4][0]!, type: "unreachable" });
const recursive: FibPath = resolvePath(PREFIX, {
  ...DROP[4][0]!,
  type: "normal",
  nextHop: to46(parseIpAddress("99.0.0.1")),
  table: TABLE,
});

/** What decides about paths when the recursive one goes through an entry with these paths. */
function forwardingVia(paths: readonly FibPath[] = []) {
  const via = new FibEntry(TABLE, Prefix.parse("99.0.0.1/32"));
  via.add(API, paths);
  const isUp = (swIfIndex: number) => (swIfIndex > DOWN ? undefined : swIfIndex === UP);
  return { via, forwarding: { isUp, viaEntry: () => via } };
}

// The buckets of VPP 26.06 for such routes.
const carrying: readonly (readonly [title: string, paths: FibPath[], found: FibPath[], via?: FibPath[]])[] = [
  ["over interfaces that are up", [up, down, gone], [up]],
  ["that do not drop", [...DROP[4], up, unreachable], [up, unreachable]],
  ["of the lowest preference", [{ ...unreachable, preference: 1 }, up], [up]],
  ["of the lowest preference that packets can use", [down, { ...up, preference: 7 }], [{ ...up, preference: 7 }]],
  ["through an entry that packets can use", [recursive], [recursive], [down, up]],
  ["through no other entry", [recursive, up], [up], [down]],
  ["that do not lead back to themselves", [recursive, up], [up], [recursive]],
  ["if there are any", [down, ...DROP[4]], []],
];

for (const [title, paths, found, via] of carrying) {
  t.test(`packets are carried by paths ${title}`, async (t) => {
    t.same(carryingPaths(paths, forwardingVia(via).forwarding), found);
  });
}

t.test("the interface of paths is that of the first path that has one, also behind another entry", async (t) => {
  const { forwarding } = forwardingVia([...DROP[4], up]);
  t.equal(resolvingInterface([...DROP[4], down, up], forwarding), DOWN);
  t.equal(resolvingInterface([recursive, down], forwarding), UP);
  t.equal(resolvingInterface([recursive, down], forwardingVia([down]).forwarding), DOWN);
  t.equal(resolvingInterface(DROP[4], forwarding), NO_INTERFACE);
});

t.test("paths are looped that lead to an entry which was visited", async (t) => {
  const { via, forwarding } = forwardingVia([up]);
  t.notOk(isLooped([recursive, up], [], forwarding));
  t.ok(isLooped([recursive], [via], forwarding));
  t.ok(isLooped([recursive], [], forwardingVia([recursive]).forwarding));
});
