import { deepStrictEqual } from "node:assert/strict";
import { mock } from "node:test";
import fc from "fast-check";
import t from "tap";
import type { OwnRoute, Speaker } from "../../../src/bgp/index.ts";
import { configText, heldBy, PEERS, pathRoute, prefixRoute, type Scene, startScene } from "./scene.ts";
import { passing, stopTimers } from "./stopped-timers.ts";

/** So many orders are tried. */
const RUNS = 40;

/** The speakers that announce routes: node 2, node 3 and an injector. */
const SPEAKERS = ["127.0.0.2", "127.0.0.3", "127.0.0.4"] as const;
const INJECTED = { nextHop: "fd00:34::2", color: 94 };

/** Routes with their speakers. Each prefix has one owner. */
const ROUTES: readonly (readonly [speaker: 0 | 1 | 2, route: OwnRoute])[] = [
  [0, prefixRoute("172.16.104.64/26", "fd12::1000")],
  [0, prefixRoute("172.16.104.128/26", "fd12::1000")],
  [0, prefixRoute("fdfb:af47:32af:2::/122", "fd12::1000")],
  [0, pathRoute("fd12::1000", "cafe::204", ["fcdd:0:0:12aa::4"], { behavior: 19, preference: 11 })],
  [0, pathRoute("fd12::1000", "cafe::206", ["fcdd:0:0:12aa::6"], { behavior: 18, preference: 11 })],
  [1, prefixRoute("172.16.105.0/26", "fd13::1000")],
  [1, pathRoute("fd13::1000", "cafe::304", ["fcdd:0:0:13aa::4"], { behavior: 19, preference: 11 })],
  // Two lists, and a better path than that of the node.
  [
    2,
    pathRoute("fd12::1000", "cafe::1c2", [["fcff:3::1", "fcdd:0:0:12aa::4"], ["fcdd:0:0:12aa::4"]], {
      ...INJECTED,
      behavior: 19,
    }),
  ],
  // The same preference; the higher distinguisher is used.
  [2, pathRoute("fd12::1000", "cafe::1c6", ["fcff:5::1", "fcdd:0:0:12aa::6"], { ...INJECTED, distinguisher: 1 })],
  [2, pathRoute("fd12::1000", "cafe::1c7", ["fcff:7::1", "fcdd:0:0:12aa::6"], { ...INJECTED, distinguisher: 2 })],
  // A BSID that node 2 has announced for itself, and one that two injected paths have.
  [2, pathRoute("fd10::1000", "cafe::204", ["fcdd:0:0:10aa::4"], { ...INJECTED, behavior: 19 })],
  [2, pathRoute("fd13::1000", "cafe::1c2", ["fcff:9::1", "fcdd:0:0:13aa::4"], { ...INJECTED, behavior: 19 })],
];

/** What VPP has at the end, by RFC 9256 section 2.9 and the rule that a BSID belongs to the lowest endpoint. */
const EXPECTED = {
  policies: [
    "cafe::1c2: fcdd:0:0:12aa::4 x2, fcff:3::1 fcdd:0:0:12aa::4 x1",
    "cafe::1c7: fcff:7::1 fcdd:0:0:12aa::6 x1",
    "cafe::304: fcdd:0:0:13aa::4 x1",
  ],
  steering: [
    "172.16.104.128/26 -> cafe::1c2",
    "172.16.104.64/26 -> cafe::1c2",
    "172.16.105.0/26 -> cafe::304",
    "fdfb:af47:32af:2::/122 -> cafe::1c7",
  ],
};

/** Policies with their lists sorted, since VPP keeps these in the order of their history, and steering. */
function held({ simulator }: Scene): typeof EXPECTED {
  const { policies, steering } = heldBy(simulator);
  const sorted = policies.map((policy) => {
    const [bsid, lists] = policy.split(": ");
    return `${bsid}: ${lists!.split(", ").sort().join(", ")}`;
  });
  return { policies: sorted, steering };
}

t.test("any order of announcements, with repeats and withdrawals between them, ends in the same VPP", async (t) => {
  stopTimers(t);
  const scene = await passing(startScene(t, configText({ peers: PEERS })));
  const peers: Speaker[] = [];
  for (const address of SPEAKERS) peers.push(await passing(scene.peer(address)));
  /** Brings VPP to all that these speakers have said; withdrawn routes stay for a tenth of a second. */
  const settled = async (...speakers: readonly Speaker[]) => {
    for (const speaker of speakers) await scene.say(speaker, []);
    mock.timers.tick(100);
    await scene.overlay.idle();
  };
  const at = fc.nat(ROUTES.length - 1);
  const turns = fc.record({
    before: fc.array(fc.tuple(at, fc.boolean()), { maxLength: 12 }),
    order: fc.shuffledSubarray([...ROUTES.keys()], { minLength: ROUTES.length }),
    repeated: fc.array(at, { maxLength: 3 }),
    /** After how many changes VPP is brought to what is known. */
    pace: fc.integer({ min: 1, max: 6 }),
    last: fc.shuffledSubarray([...ROUTES.keys()], { minLength: ROUTES.length }),
  });
  const property = fc.asyncProperty(turns, async ({ before, order, repeated, pace, last }) => {
    const changes = [...before, ...[...order, ...repeated].map((index) => [index, true] as const)];
    for (const [count, [index, isThere]] of changes.entries()) {
      const [speaker, route] = ROUTES[index]!;
      if (isThere) peers[speaker]!.announce([route]);
      else peers[speaker]!.withdraw([route]);
      if (count % pace === 0) await settled(peers[speaker]!);
    }
    await settled(...peers);
    deepStrictEqual(held(scene), EXPECTED);
    for (const index of last) peers[ROUTES[index]![0]]!.withdraw([ROUTES[index]![1]]);
    await settled(...peers);
    deepStrictEqual(held(scene), { policies: [], steering: [] });
    deepStrictEqual(scene.overlay.status.obstacles, []);
  });
  await t.resolves(fc.assert(property, { numRuns: RUNS }));
});
