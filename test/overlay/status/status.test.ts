import t, { type Test } from "tap";
import { srPolicyAddV2 } from "../../../src/binapi/sr.ts";
import type { Overlay, TunnelStatus } from "../../../src/overlay/index.ts";
import { configText, heldBy, PEERS, pathRoute, prefixRoute, type Scene, startScene } from "../agent/scene.ts";
import { watchedPeer } from "../agent/watched-peer.ts";

const BASIC = pathRoute("fd12::1000", "cafe::201", ["fcdd:0:0:12aa::4"], { behavior: 19, preference: 11 });
const TE = { behavior: 19, color: 94, nextHop: "fd00:34::2" };
const DETOUR = pathRoute("fd12::1000", "cafe::1c2", ["fcff:3::1", "fcdd:0:0:12aa::4"], TE);
const ONE = prefixRoute("172.16.104.64/26", "fd12::1000");

interface Running extends Scene {
  say2(...routes: Parameters<Scene["say"]>[1]): Promise<void>;
  inject(...routes: Parameters<Scene["say"]>[1]): Promise<void>;
}

/** A node with node 2 and an injector as peers. */
async function start(t: Test, rest = ""): Promise<Running> {
  const scene = await startScene(t, configText({ peers: PEERS, rest }));
  const [node2, injector] = [await scene.peer("127.0.0.2"), await scene.peer("127.0.0.4")];
  return {
    ...scene,
    say2: (...routes) => scene.say(node2, routes),
    inject: (...routes) => scene.say(injector, routes),
  };
}

const tunnelsOf = ({ status }: Overlay): readonly TunnelStatus[] => status.nodes.flatMap(({ tunnels }) => tunnels);

t.test("a tunnel is without prefixes, without a path, pending or up", async (t) => {
  const { overlay, simulator, say2, inject } = await start(t);
  await say2(BASIC);
  t.match(tunnelsOf(overlay), [{ family: "IPv4", state: "no prefixes", prefixes: [], path: undefined }]);
  await say2(ONE);
  t.match(tunnelsOf(overlay), [{ state: "up", path: { bsid: /cafe::201/, isBestEffort: true } }]);
  const fault = simulator.inject({ kind: "retval", message: srPolicyAddV2.name, retval: -3 });
  await inject(DETOUR);
  t.match(tunnelsOf(overlay), [{ state: "pending" }]);
  t.match(overlay.status.obstacles[0], { attempts: 1, error: /-3/ });
  fault.clear();
  await overlay.check();
  t.match(tunnelsOf(overlay), [{ state: "up", path: { bsid: /cafe::1c2/, isBestEffort: false } }]);
  await say2(prefixRoute("fdfb:af47:32af:2::/122", "fd12::1000"));
  t.match(tunnelsOf(overlay), [{ family: "IPv4" }, { family: "IPv6", state: "no path", candidates: [] }]);
});

t.test("each candidate has the reason why it is used or not", async (t) => {
  const { overlay, say2, inject } = await start(t);
  await say2(ONE, BASIC);
  await inject(
    DETOUR,
    pathRoute("fd12::1000", "cafe::1c3", ["fcff:5::1"], { ...TE, distinguisher: 1, preference: 50 }),
  );
  t.match(
    tunnelsOf(overlay)[0]?.candidates.map(({ bsid, isSelected, why }) => `${bsid} ${isSelected} ${why}`),
    [
      "cafe::1c2 true it is used",
      "cafe::1c3 false its preference is lower than 100",
      "cafe::201 false its preference is lower than 100",
    ],
  );
});

t.test("nodes are in the order of their addresses", async (t) => {
  const { overlay, inject } = await start(t);
  const ends = ["fd13::1000", "fd12::1000", "fd0a::1"];
  await inject(...ends.map((end, at) => pathRoute(end, `cafe::${at + 1}`, ["fcff:5::1"], TE)));
  t.same(
    overlay.status.nodes.map(({ address }) => String(address)),
    ["fd0a::1", "fd12::1000", "fd13::1000"],
  );
});

t.test("the MTU of pods leaves place for the largest overhead in use", async (t) => {
  const { overlay, say2, inject } = await start(t);
  t.match(overlay.status.mtu, { uplink: 1500, overheadBytes: 0, podsAtMost: 1500 });
  await say2(ONE, BASIC);
  t.match(overlay.status.mtu, { overheadBytes: 40, podsAtMost: 1460 });
  await inject(DETOUR);
  // Two SIDs: an IPv6 header, 8 bytes, and 16 for each SID.
  t.match(overlay.status.mtu, { overheadBytes: 80, podsAtMost: 1420 });
});

t.test("shows peers with their roles, own addresses, locators, refusals and counters", async (t) => {
  const { overlay, say2 } = await start(t);
  await say2(prefixRoute("fcdd:0:0:12aa::/64", "fd12::1000"), prefixRoute("172.17.0.0/24", "fd12::1000"));
  const { status } = overlay;
  t.match(status, { node: { id: "node1" }, mode: "bgp", enabled: true });
  t.match(status.peers, [
    { address: "127.0.0.2", role: "node", state: "established" },
    { address: "127.0.0.3", role: "node", state: /connecting|idle/ },
    { address: "127.0.0.4", role: "injector", state: "established" },
  ]);
  t.equal(String(status.own?.localSids.DT4), "fcdd:0:0:11aa::1");
  t.match(
    status.locators.map(({ prefix, node }) => `${prefix} ${node}`),
    ["fcdd:0:0:12aa::/64 fd12::1000"],
  );
  t.match(status.refusals[0], { peer: "127.0.0.2", route: "172.17.0.0/24", reason: /pods.cluster/ });
  t.match(status.counters, { refused: 0, checks: 0 });
  t.ok(status.counters.refusedRoutes >= 1);
});

t.test("explains how packets to an address go, by the longest prefix", async (t) => {
  const { overlay, say2 } = await start(t);
  await say2(ONE, BASIC);
  await say2(prefixRoute("172.16.112.0/20", "fd12::1000"), prefixRoute("172.16.112.0/24", "fd12::1000"));
  t.match(overlay.explain("172.16.112.9"), { prefix: { prefix: /172\.16\.112\.0\/24/ }, problem: undefined });
  t.match(overlay.explain("172.16.113.9"), { prefix: { prefix: /172\.16\.112\.0\/20/, from: "127.0.0.2" } });
  t.match(overlay.explain("172.16.104.65"), {
    tunnel: { state: "up", path: { bsid: /cafe::201/ } },
    problem: undefined,
  });
  t.match(overlay.explain("172.16.104.1"), { prefix: undefined, problem: /pod of this node/ });
  t.match(overlay.explain("172.16.1.1"), { prefix: undefined, problem: /no node has announced/ });
  await say2(prefixRoute("fdfb:af47:32af:2::/122", "fd12::1000"));
  t.match(overlay.explain("fdfb:af47:32af:2::1").problem, /no IPv6 path/);
  t.throws(() => overlay.explain("x"), { code: "VPP_ADDRESS" });
});

t.test("explains that an agent that is not enabled programs nothing", async (t) => {
  const { overlay, say2 } = await start(t, "enabled: false");
  await say2(ONE, BASIC);
  t.match(overlay.explain("172.16.104.65"), { tunnel: { state: "pending" }, problem: /not enabled/ });
});

t.test("prefixes of peers and of this node that hold another node are shown, and not announced", async (t) => {
  const { overlay, events, peer, say, until, simulator } = await startScene(t, configText({ peers: PEERS }));
  const watched = await watchedPeer(t, "127.0.0.2", overlay.port!, 5);
  const node3 = await peer("127.0.0.3");
  const six = { behavior: 18, preference: 11 };
  await say(watched.speaker, [
    prefixRoute("fdfb:af47:32af:2::/122", "fd12::1000"),
    pathRoute("fd12::1000", "cafe::202", ["fcdd:0:0:12aa::6"], six),
  ]);
  t.equal(heldBy(simulator).steering.length, 1);
  const inPods = ["172.16.105.0/26", "172.16.106.0/26"].map((text, at) =>
    prefixRoute(text, `fdfb:af47:32af:${at + 1}::5`),
  );
  await say(node3, inPods);
  t.same(heldBy(simulator), { policies: [], steering: [], localSids: ["fcdd:0:0:11aa::1", "fcdd:0:0:11aa::2"] });
  const expected = [
    { peer: "127.0.0.2", route: "fdfb:af47:32af:2::/122", reason: /it holds fdfb:af47:32af:2::5/ },
    { peer: "this node", route: "fdfb:af47:32af:1::/122", reason: /it holds fdfb:af47:32af:1::5/ },
  ];
  t.match(
    overlay.status.refusals.filter(({ reason }) => reason.startsWith("it holds")),
    expected,
  );
  t.match(
    events.filter((each) => each.type === "route-refused" && each.reason.startsWith("it holds")),
    [expected[1], expected[0]],
  );
  t.match(overlay.explain("fdfb:af47:32af:2::1"), { problem: /is not used: it holds fdfb:af47:32af:2::5/ });
  await watched.until(() => !watched.routes().some((route) => route.startsWith("fdfb:")));
  node3.withdraw(inPods);
  await until(() => heldBy(simulator).steering.length > 0);
  t.equal(heldBy(simulator).steering.length, 1);
  await watched.until(() => watched.routes().some((route) => route.startsWith("fdfb:")));
  t.same(
    overlay.status.refusals.filter(({ reason }) => reason.startsWith("it holds")),
    [],
  );
});

t.test("the state of many nodes is read in several turns, and is the same as in one", async (t) => {
  const { overlay, say2 } = await start(t);
  const routes = Array.from({ length: 1000 }, (_, at) =>
    prefixRoute(`172.16.${at >> 2}.${(at & 3) * 64}/26`, `fd12::${at + 1}`),
  );
  await say2(...routes.filter(({ nlri }) => String(nlri) !== "172.16.104.0/26"));
  t.equal(overlay.status.nodes.length, 999);
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns++;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  const read = await overlay.readStatus();
  isDone = true;
  t.equal(JSON.stringify(read.nodes), JSON.stringify(overlay.status.nodes));
  t.ok(turns >= 9, `${turns} turns`);
});
