import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import type { Candidate } from "../../../src/overlay/model/index.ts";
import { NodeIndex } from "../../../src/overlay/model/node-index.ts";
import { keyOfTunnel, PathTable } from "../../../src/overlay/model/path-table.ts";
import { type PathGiven, path, tunnelKey } from "./scene.ts";

/** A table that notes for which tunnels the selected path has changed. */
function table(): { readonly paths: PathTable; readonly seen: Map<string, Candidate | undefined>; changes(): number } {
  const seen = new Map<string, Candidate | undefined>();
  let changes = 0;
  const paths = new PathTable(new NodeIndex(() => {}), (tunnel) => {
    changes++;
    seen.set(keyOfTunnel(tunnel), paths.selected(keyOfTunnel(tunnel)));
  });
  const changesSince = () => {
    const count = changes;
    changes = 0;
    return count;
  };
  return { paths, seen, changes: changesSince };
}

const NODE2 = tunnelKey("fd12::1000");
const NODE3 = tunnelKey("fd13::1000");
const bsidOf = (candidate: Candidate | undefined) => candidate && String(candidate.policy.bsid);

t.test("the best path of a tunnel is selected, and the next one when it goes", async (t) => {
  const { paths, changes } = table();
  paths.set("a", path({ bsid: "cafe::1", preference: 11, isBestEffort: true }));
  paths.set("b", path({ bsid: "cafe::2", preference: 100 }));
  t.equal(bsidOf(paths.selected(NODE2)), "cafe::2");
  t.equal(changes(), 2);
  paths.set("c", path({ bsid: "cafe::3", preference: 50 }));
  t.equal(changes(), 0, "a path that is not the best changes nothing");
  paths.delete("b");
  t.equal(bsidOf(paths.selected(NODE2)), "cafe::3");
  paths.delete("c");
  paths.delete("a");
  t.equal(paths.selected(NODE2), undefined);
  t.same([paths.tunnels, [...paths.keys]], [[], []]);
});

t.test("a path that is announced again changes nothing, and keeps its time", async (t) => {
  const { paths, changes } = table();
  const first = path();
  t.equal(paths.set("a", first), true);
  changes();
  t.equal(paths.set("a", path()), false);
  t.equal(changes(), 0);
  t.equal(paths.selected(NODE2), first);
});

t.test("a path that changes its tunnel leaves the one that it had", async (t) => {
  const { paths } = table();
  paths.set("a", path({ family: "IPv6" }));
  paths.set("a", path({ family: "IPv4" }));
  t.equal(paths.selected(NODE2), undefined);
  t.equal(bsidOf(paths.selected(tunnelKey("fd12::1000", "IPv4"))), "cafe::1c2");
  t.same([...paths.keys], ["a"]);
});

t.test("a BSID belongs to the node that has announced it for itself", async (t) => {
  const { paths } = table();
  const own = path({ endpoint: "fd13::1000", bsid: "cafe::25", isBestEffort: true, preference: 11 });
  paths.set("injected", path({ endpoint: "fd12::1000", bsid: "cafe::25" }));
  t.equal(bsidOf(paths.selected(NODE2)), "cafe::25");
  paths.set("own", own);
  t.equal(paths.selected(NODE2), undefined, "although its endpoint is lower and its preference higher");
  t.equal(paths.selected(NODE3), own);
  t.match(paths.candidates(NODE2), [{ obstacle: "BSID cafe::25 belongs to the IPv6 policy of fd13::1000" }]);
  t.match(paths.candidates(NODE3), [{ obstacle: undefined }]);
  paths.delete("own");
  t.equal(bsidOf(paths.selected(NODE2)), "cafe::25", "when the owner leaves the other path is used");
});

t.test("a BSID that no node has announced for itself belongs to the lowest endpoint, then to IPv4", async (t) => {
  const { paths } = table();
  for (const endpoint of ["fd13::1000", "fd12::1000"]) {
    for (const family of ["IPv6", "IPv4"] as const) paths.set(endpoint + family, path({ endpoint, family }));
  }
  const used = () => paths.tunnels.filter((each) => paths.selected(keyOfTunnel(each)) !== undefined);
  t.match(used(), [{ endpoint: /fd12::1000/, family: "IPv4" }]);
  paths.delete("fd12::1000IPv4");
  t.match(used(), [{ endpoint: /fd12::1000/, family: "IPv6" }]);
  paths.delete("fd12::1000IPv6");
  t.match(used(), [{ endpoint: /fd13::1000/, family: "IPv4" }]);
});

t.test("a tunnel whose best path has a BSID of another one uses its next path", async (t) => {
  const { paths } = table();
  paths.set("own", path({ endpoint: "fd13::1000", bsid: "cafe::25", isBestEffort: true }));
  paths.set("worse", path({ bsid: "cafe::26", preference: 1 }));
  paths.set("best", path({ bsid: "cafe::25", preference: 200 }));
  t.equal(bsidOf(paths.selected(NODE2)), "cafe::26");
  t.match(paths.candidates(NODE2), [{ candidate: { preference: 200 } }, { candidate: { preference: 1 } }]);
});

const ENDPOINTS = ["fd12::1000", "fd13::1000", "fd14::1000"];

/** A path with its key. */
interface Announced {
  readonly key: string;
  readonly given: PathGiven;
}

/** Sender, color, discriminator and endpoint make the key, as in BGP; everything else can change. */
const announcement: fc.Arbitrary<Announced> = fc
  .record({
    from: fc.constantFrom("fd00:34::2", "fd00:35::2"),
    distinguisher: fc.constantFrom(0, 1),
    color: fc.constantFrom(6, 94),
    endpoint: fc.constantFrom(...ENDPOINTS),
  })
  .chain((named) => {
    const rest = fc.record({
      family: fc.constantFrom("IPv4" as const, "IPv6" as const),
      preference: fc.constantFrom(11, 100),
      bsid: fc.constantFrom("cafe::1", "cafe::2", "cafe::3"),
      isBestEffort: fc.boolean(),
      originator: fc.constantFrom([64512, "10.0.0.1"] as const, [64512, "10.0.0.2"] as const, [1, "10.0.0.3"] as const),
    });
    const key = `${named.from} ${named.color} ${named.distinguisher} ${named.endpoint}`;
    return rest.map((more) => ({ key, given: { ...named, ...more } }));
  });

/** A path, and whether it comes or goes. */
const change = fc.tuple(
  announcement,
  fc.integer({ min: 0, max: 3 }).map((dice) => dice > 0),
);

/** The selected path of each tunnel as RFC 9256 section 2.9 and the rule for BSIDs say it, found by search. */
function expected(paths: ReadonlyMap<string, PathGiven>): Record<string, string> {
  const all = [...paths];
  const tunnelOf = ({ endpoint, family }: PathGiven) => `${endpoint} ${family}`;
  const ownerOf = (bsid: string | undefined) => {
    const claims = all.map(([, given]) => given).filter((given) => given.bsid === bsid);
    const own = claims.filter(({ isBestEffort }) => isBestEffort);
    // The endpoints of this test, and then IPv4 and IPv6, are in the order of their texts.
    return (own.length > 0 ? own : claims).map(tunnelOf).sort()[0];
  };
  const usable = all.filter(([, given]) => ownerOf(given.bsid) === tunnelOf(given));
  const rank = ({ preference, originator, distinguisher, color, from }: PathGiven) => {
    const [as, routerId] = originator!;
    return [-preference!, as, routerId, -distinguisher!, color!, from!] as const;
  };
  const isBefore = (a: readonly (number | string)[], b: readonly (number | string)[]): boolean => {
    const at = a.findIndex((value, at) => value !== b[at]);
    return at >= 0 && a[at]! < b[at]!;
  };
  const best = new Map<string, [string, PathGiven]>();
  for (const [key, given] of usable) {
    const before = best.get(tunnelOf(given));
    if (before === undefined || isBefore(rank(given), rank(before[1]))) best.set(tunnelOf(given), [key, given]);
  }
  return Object.fromEntries([...best].map(([tunnel, [key]]) => [tunnel, key]).sort());
}

/** What a table has selected: tunnel and key of the path. */
function selectedIn(paths: PathTable): Record<string, string> {
  const found = paths.tunnels.flatMap((tunnel) => {
    const selected = paths.selected(keyOfTunnel(tunnel));
    if (selected === undefined) return [];
    const { from, color, distinguisher } = selected.origin;
    return [[`${tunnel.endpoint} ${tunnel.family}`, `${from} ${color} ${distinguisher} ${tunnel.endpoint}`] as const];
  });
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

t.test("whatever has come and gone, the paths that are there decide what is selected", async (t) => {
  const property = fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
    const { paths, seen } = table();
    const there = new Map<string, PathGiven>();
    for (const [{ key, given }, isThere] of changes) {
      if (isThere) {
        there.set(key, given);
        paths.set(key, path(given));
      } else {
        there.delete(key);
        paths.delete(key);
      }
    }
    deepStrictEqual(selectedIn(paths), expected(there));
    strictEqual([...paths.keys].length, there.size);
    // Each change was reported.
    for (const [key, candidate] of seen) strictEqual(candidate, paths.selected(key));
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 1000 }));
});

t.test("any order of the same announcements, with repeats, selects the same paths", async (t) => {
  const announcements = fc
    .uniqueArray(announcement, { selector: ({ key }) => key, minLength: 1, maxLength: 12 })
    .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })));
  const property = fc.property(announcements, ([inOrder, shuffled]) => {
    const [a, b] = [table(), table()];
    for (const { key, given } of inOrder) a.paths.set(key, path(given));
    for (const { key, given } of shuffled) b.paths.set(key, path(given));
    return JSON.stringify(selectedIn(a.paths)) === JSON.stringify(selectedIn(b.paths));
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 500 }));
});
