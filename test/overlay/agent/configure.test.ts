import { mock } from "node:test";
import t from "tap";
import { connect } from "../../../src/client/index.ts";
import { parseOverlayConfig } from "../../../src/overlay/index.ts";
import { BgpSource } from "../../../src/overlay/sources/index.ts";
import { Srv6 } from "../../../src/srv6/index.ts";
import { configText, heldBy, PEERS, pathRoute, prefixRoute, type Scene, startScene, writeCounter } from "./scene.ts";
import { passing, stopTimers } from "./stopped-timers.ts";
import { watchedPeer } from "./watched-peer.ts";

const ONE = "172.16.104.64/26";
const BASIC = pathRoute("fd12::1000", "cafe::201", ["fcdd:0:0:12aa::4"], { behavior: 19, preference: 11 });
const TEXT = configText({ peers: PEERS }).replace("settleSeconds: 0", "settleSeconds: 30");

/** Gives a node another configuration: the text with some parts replaced. */
async function configure(scene: Scene, ...replaced: readonly (readonly [string, string])[]): Promise<void> {
  const text = replaced.reduce((text, [from, to]) => text.replace(from, to), TEXT);
  await scene.overlay.configure(await parseOverlayConfig(text, "node1.yaml"));
  await scene.overlay.idle();
}

t.test("a configuration that needs a restart changes nothing, and names what differs", async (t) => {
  const scene = await startScene(t, TEXT);
  const before = scene.overlay.config;
  const writes = writeCounter(scene.simulator);
  writes();
  const others = [
    ["routerId: 10.0.0.11", "routerId: 10.0.0.12", /bgp\.routerId/],
    ["as: 64512", "as: 64513", /bgp\.as/],
    ["id: node1", "id: node2", /node\.id/],
    ["mode: bgp", "mode: bgp\nenabled: false", /enabled/],
    ["as: 64512", "as: 64512\n  holdSeconds: 30", /bgp\.holdSeconds/],
    ["as: 64512", "as: 64512\n  restartSeconds: 30", /bgp\.restartSeconds/],
    ["settleSeconds: 30", "settleSeconds: 3", /bgp\.settleSeconds/],
  ] as const;
  for (const [from, to, name] of others) {
    const change = configure(scene, [from, to], ["172.16.104.0/26", "172.16.99.0/26"]);
    await t.rejects(change, { code: "VPP_DOCUMENT", message: name });
  }
  t.equal(scene.overlay.config, before);
  t.same(writes(), {});
});

t.test("E15: another address of the node is the source of all lists, and is announced", async (t) => {
  const scene = await startScene(t, TEXT);
  const peer = await watchedPeer(t, "127.0.0.2", scene.overlay.port!, 5);
  await scene.say(peer.speaker, [prefixRoute(ONE, "fd12::1000"), BASIC]);
  const writes = writeCounter(scene.simulator);
  writes();
  await configure(scene, ["fd11::1000", "fd11::2000"]);
  t.same(writes(), { srSetEncapSource: 1, srPolicyModV2: 1, srPolicyMod: 1 }, "1 + 2 per list");
  t.match(scene.simulator.state.policies, [{ encapSource: /fd11::2000/ }]);
  await peer.until(() => peer.routes().every((route) => route.endsWith("via fd11::2000")));
  t.same(peer.routes(), [
    "172.16.104.0/26 via fd11::2000",
    "SR policy to fd11::2000, color 4, distinguisher 0 via fd11::2000",
    "SR policy to fd11::2000, color 6, distinguisher 0 via fd11::2000",
    "fcdd:0:0:11aa::/64 via fd11::2000",
    "fdfb:af47:32af:1::/122 via fd11::2000",
  ]);
});

for (const [title, cluster] of [
  ["a range of all local SIDs", ', cluster: "fcdd::/48"'],
  ["no range of all local SIDs", ""],
] as const) {
  t.test(`with ${title}, other pools give new local SIDs first, and take the old ones later`, async (t) => {
    const withCluster = [', cluster: "fcdd::/48" }', `${cluster} }`] as const;
    stopTimers(t);
    const scene = await passing(startScene(t, TEXT.replace(...withCluster)));
    const peer = await passing(watchedPeer(t, "127.0.0.2", scene.overlay.port!, 5));
    for (const address of ["127.0.0.3", "127.0.0.4"]) await passing(scene.peer(address));
    await passing(scene.until(() => scene.overlay.status.knowledge === "told"));
    mock.timers.tick(30_000);
    await scene.overlay.idle();
    t.equal(scene.overlay.status.knowledge, "settled");
    await configure(scene, withCluster, ["11aa::/64", "22aa::/64"]);
    const held = () => heldBy(scene.simulator).localSids;
    const [old, now] = [
      ["fcdd:0:0:11aa::1", "fcdd:0:0:11aa::2"],
      ["fcdd:0:0:22aa::1", "fcdd:0:0:22aa::2"],
    ];
    t.same(held(), [...old, ...now]);
    await peer.until(() => peer.log.at(-1)?.endsWith(now[1]!) === true);
    await configure(scene, withCluster, ["11aa::/64", "33aa::/64"]);
    t.same(held(), [...old, ...now, "fcdd:0:0:33aa::1", "fcdd:0:0:33aa::2"], "a second change takes none at once");
    mock.timers.tick(30_000);
    await scene.overlay.idle();
    mock.timers.tick(30_000);
    await scene.overlay.idle();
    t.same(held(), ["fcdd:0:0:33aa::1", "fcdd:0:0:33aa::2"]);
  });
}

t.test("prefixes and peers of another configuration count from then on", async (t) => {
  const scene = await startScene(t, TEXT);
  const peer = await watchedPeer(t, "127.0.0.2", scene.overlay.port!, 5);
  await scene.say(peer.speaker, [prefixRoute(ONE, "fd12::1000"), BASIC]);
  t.equal(heldBy(scene.simulator).steering.length, 1);
  await configure(scene, ["172.16.104.0/26", "172.16.99.0/26"]);
  const hasOwn = (prefix: string) => peer.routes().includes(`${prefix} via fd11::1000`);
  await peer.until(() => hasOwn("172.16.99.0/26") && !hasOwn("172.16.104.0/26"));
  await configure(scene, [', node: "fd12::1000"', ", role: injector"]);
  t.same(heldBy(scene.simulator).steering, [], "an injector announces no prefixes");
  await configure(scene);
  t.equal(heldBy(scene.simulator).steering.length, 1);
  await configure(scene, [', node: "fd12::1000"', ', node: "fd14::1000"']);
  t.same(heldBy(scene.simulator).policies, [], "a node gives policies for itself alone");
  await configure(scene, ['- { address: 127.0.0.2, port: 9, node: "fd12::1000" }', ""]);
  t.same(scene.overlay.status.nodes, []);
  t.same(scene.overlay.status.refusals, []);
});

t.test("ranges of the cluster that no longer hold what VPP has leave nothing behind", async (t) => {
  const scene = await startScene(t, TEXT);
  const node2 = await scene.peer("127.0.0.2");
  for (const address of ["127.0.0.3", "127.0.0.4"]) await scene.peer(address);
  await scene.say(node2, [prefixRoute(ONE, "fd12::1000"), BASIC]);
  await configure(scene, [
    'pool: "cafe::100/120", cluster: "cafe::/112"',
    'pool: "caff::100/120", cluster: "caff::/112"',
  ]);
  const { policies, steering } = heldBy(scene.simulator);
  t.same([policies, steering, scene.overlay.status.obstacles], [[], [], []]);
});

t.test("ranges of before are given up once VPP has nothing of them: entries of others in them stay", async (t) => {
  stopTimers(t);
  const scene = await passing(startScene(t, TEXT));
  const node2 = await passing(scene.peer("127.0.0.2"));
  for (const address of ["127.0.0.3", "127.0.0.4"]) await passing(scene.peer(address));
  await passing(scene.until(() => scene.overlay.status.knowledge === "told"));
  mock.timers.tick(30_000);
  await scene.say(node2, [prefixRoute(ONE, "fd12::1000"), BASIC, prefixRoute("fcdd:0:0:12aa::/64", "fd12::1000")]);
  await configure(
    scene,
    ['pool: "cafe::100/120", cluster: "cafe::/112"', 'pool: "caff::100/120", cluster: "caff::/112"'],
    ['pool: "fcdd:0:0:11aa::/64", cluster: "fcdd::/48"', 'pool: "fcde:0:0:11aa::/64", cluster: "fcde::/48"'],
  );
  const old = ["fcdd:0:0:11aa::1", "fcdd:0:0:11aa::2"];
  const now = ["fcde:0:0:11aa::1", "fcde:0:0:11aa::2"];
  t.same(heldBy(scene.simulator), { policies: [], steering: [], localSids: [...old, ...now] });
  await using vpp = await connect({ socketPath: scene.simulator.socketPath });
  const other = new Srv6(vpp);
  const table = { family: 6, tableId: 0 } as const;
  const routes = (await other.observe({ routesIn: [table] })).routesIn(table).map(({ prefix }) => String(prefix));
  t.notOk(routes.includes("fcdd:0:0:12aa::/64"), "routes to locators of before are gone");
  await other.addPolicy({ bsid: "cafe::1", segmentLists: [{ segments: ["fcff:9::1"] }] });
  await scene.overlay.check();
  t.same(heldBy(scene.simulator).policies, ["cafe::1: fcff:9::1 x1"]);
  await other.addLocalSid({ sid: "fcdd::1", behavior: { type: "End" } });
  await scene.overlay.check();
  t.same(heldBy(scene.simulator).localSids, [...old, ...now], "the range is in use until packets under way are there");
  mock.timers.tick(30_000);
  await scene.overlay.idle();
  await scene.overlay.idle();
  t.same(heldBy(scene.simulator).localSids, now);
  await other.addLocalSid({ sid: "fcdd::1", behavior: { type: "End" } });
  await scene.overlay.check();
  t.same(heldBy(scene.simulator).localSids, ["fcdd::1", ...now]);
});

t.test("a configuration with other addresses is given to its source once", async (t) => {
  const scene = await startScene(t, TEXT);
  const calls = t.capture(BgpSource.prototype, "configure", BgpSource.prototype.configure);
  await configure(scene, ["11aa::/64", "22aa::/64"]);
  t.equal(calls().length, 1);
});

t.test("a VPP that is lost and found again withdraws nothing from other nodes", async (t) => {
  const scene = await startScene(t, TEXT);
  const peer = await watchedPeer(t, "127.0.0.2", scene.overlay.port!, 5);
  await scene.say(peer.speaker, [prefixRoute(ONE, "fd12::1000"), BASIC]);
  const announced = peer.log.length;
  await scene.simulator.restart();
  for await (const state of scene.vpp.states())
    if (state.type === "ready" && heldBy(scene.simulator).policies.length > 0) break;
  await scene.overlay.idle();
  await scene.say(peer.speaker, []);
  t.same(peer.log.slice(announced), []);
  t.equal(scene.events.filter(({ type }) => type === "local-sid").length, 4, "it is reported to have both SIDs again");
});

t.test("a mode that changes before all is known ends with all known", async (t) => {
  const scene = await startScene(
    t,
    configText({ peers: PEERS, mode: "configmap", rest: "configmap: { file: te.yaml }" }),
  );
  for (const address of ["127.0.0.2", "127.0.0.3", "127.0.0.4"]) await scene.peer(address);
  await scene.until(() => scene.overlay.status.peers.every(({ complete }) => complete.length === 3));
  t.equal(scene.overlay.status.knowledge, "unknown", "there is no document yet");
  await scene.overlay.configure(await parseOverlayConfig(configText({ peers: PEERS }), "node1.yaml"));
  await scene.until(() => scene.overlay.status.knowledge === "settled");
  t.equal(scene.overlay.status.mode, "bgp");
});

t.test("two nodes with one address use nothing of each other", async (t) => {
  const scene = await startScene(t, TEXT.replace(', node: "fd13::1000"', ""));
  const twin = await scene.peer("127.0.0.3");
  const path = pathRoute("fd11::1000", "cafe::301", ["fcdd:0:0:13aa::6"]);
  await scene.say(twin, [prefixRoute("172.16.105.0/26", "fd11::1000"), path]);
  const { policies, steering } = heldBy(scene.simulator);
  t.same([policies, steering], [[], []]);
  t.match(scene.overlay.status.refusals, [{ reason: /this node/ }, { reason: /this node/ }, {}]);
});

t.test("a VPP that others use as well keeps what is theirs", async (t) => {
  const scene = await startScene(t, configText({ peers: PEERS }));
  await using other = await connect({ socketPath: scene.simulator.socketPath });
  await new Srv6(other).addPolicy({ bsid: "dead::1", segmentLists: [{ segments: ["fcff:9::1"] }] });
  await new Srv6(other).steer({ kind: "l3", prefix: "172.16.110.0/26" }, "dead::1");
  for (const address of ["127.0.0.2", "127.0.0.3", "127.0.0.4"]) await scene.peer(address);
  await scene.until(() => scene.overlay.status.knowledge === "settled");
  await scene.overlay.check();
  t.match(heldBy(scene.simulator), { policies: ["dead::1: fcff:9::1 x1"], steering: ["172.16.110.0/26 -> dead::1"] });
});
