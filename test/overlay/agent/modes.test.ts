import { mock } from "node:test";
import t, { type Test } from "tap";
import { Ip6Address, parseIp6Prefix } from "../../../src/address/index.ts";
import { parseOverlayConfig, parseTeDocument, type TeDocument } from "../../../src/overlay/index.ts";
import { configText, heldBy, PEERS, pathRoute, prefixRoute, type Scene, startScene, writeCounter } from "./scene.ts";
import { passing, stopTimers } from "./stopped-timers.ts";
import { type WatchedPeer, watchedPeer } from "./watched-peer.ts";

const TO2 = "172.16.104.64/26";
const TO3 = "172.16.105.0/26";
const BASIC2 = pathRoute("fd12::1000", "cafe::201", ["fcdd:0:0:12aa::4"], { behavior: 19, preference: 11 });

/** The configuration of a mode, with both sources. */
function textOf(mode: "bgp" | "configmap"): string {
  const text = configText({ peers: PEERS, mode, rest: "configmap: { file: te.yaml }" });
  return text.replace("settleSeconds: 0", "settleSeconds: 30");
}

/** An entry of a document for IPv4. */
const entry = (node: string, bsid: string, sids: string) =>
  `  - { egress_node: "${node}", bsid: "${bsid}", segment_list: [${sids}], traffic: IPv4 }`;
const ENTRY2 = entry("fd12::1000", "cafe::1c2", '"fcff:3::1", "fcdd:0:0:12aa::4"');
const ENTRY3 = entry("fd13::1000", "cafe::1c3", '"fcff:3::1", "fcdd:0:0:13aa::4"');

/** A document of these entries for node1. */
function documentOf(entries: readonly string[], localSids = ""): Promise<TeDocument> {
  const text = [localSids, "node: node1", "policies:", ...entries].join("\n");
  const node = { id: "node1", address: Ip6Address.parse("fd11::1000") };
  const ranges = { bsids: parseIp6Prefix("cafe::/112"), localSids: parseIp6Prefix("fcdd::/48") };
  return parseTeDocument(text, "te.yaml", { ...node, ...ranges });
}

interface Started {
  readonly scene: Scene;
  readonly node2: WatchedPeer;
  held(): string[];
}

/** A node in a mode whose peers have announced prefixes and best-effort paths, and have ended their RIBs; timers are stopped. */
async function start(t: Test, mode: "bgp" | "configmap", document?: TeDocument): Promise<Started> {
  stopTimers(t);
  const scene = await passing(startScene(t, textOf(mode), document && { document }));
  const node2 = await passing(watchedPeer(t, "127.0.0.2", scene.overlay.port!, mode === "bgp" ? 5 : 3));
  const node3 = await passing(scene.peer("127.0.0.3"));
  await passing(scene.peer("127.0.0.4"));
  await passing(scene.say(node2.speaker, [prefixRoute(TO2, "fd12::1000"), BASIC2]));
  await passing(scene.say(node3, [prefixRoute(TO3, "fd13::1000")]));
  await passing(scene.until(() => scene.overlay.status.knowledge === "told"));
  mock.timers.tick(30_000);
  await scene.overlay.idle();
  t.equal(scene.overlay.status.knowledge, "settled");
  const held = () => {
    const { policies, steering } = heldBy(scene.simulator);
    return [...policies, ...steering];
  };
  return { scene, node2, held };
}

/** Lets `settleSeconds` pass. */
async function settle({ overlay }: Scene): Promise<void> {
  mock.timers.tick(30_000);
  await overlay.idle();
}

t.test("mode configmap: paths and local SIDs are those of the document, and no path is announced", async (t) => {
  const localSids = 'localsids: { DT4: "fcdd:0:0:11aa::44", DT6: "fcdd:0:0:11aa::66" }';
  const { scene, node2, held } = await start(t, "configmap", await documentOf([ENTRY2], localSids));
  t.same(held(), ["cafe::1c2: fcff:3::1 fcdd:0:0:12aa::4 x1", `${TO2} -> cafe::1c2`]);
  t.same(heldBy(scene.simulator).localSids, ["fcdd:0:0:11aa::44", "fcdd:0:0:11aa::66"]);
  t.same(node2.routes(), [
    "172.16.104.0/26 via fd11::1000",
    "fcdd:0:0:11aa::/64 via fd11::1000",
    "fdfb:af47:32af:1::/122 via fd11::1000",
  ]);
});

t.test("E12: another document makes the difference, as from BGP", async (t) => {
  const { scene, held } = await start(t, "configmap", await documentOf([ENTRY2]));
  const writes = writeCounter(scene.simulator);
  writes();
  const take = async (...entries: readonly string[]) => {
    await scene.overlay.setDocument(await documentOf(entries), "te.yaml");
    await scene.overlay.idle();
    return writes();
  };
  t.same(await take(ENTRY2), {}, "equal");
  t.same(await take(ENTRY2.replace("fcff:3::1", "fcff:5::1")), { srPolicyModV2: 1, srPolicyMod: 1 }, "other lists");
  t.same(await take(ENTRY2, ENTRY3), { srPolicyModV2: 1, srPolicyMod: 1, srPolicyAddV2: 1, srSteeringAddDel: 1 });
  t.same(await take(ENTRY3), { srPolicyDel: 1, srSteeringAddDel: 1 }, "E7");
  t.same(held(), ["cafe::1c3: fcff:3::1 fcdd:0:0:13aa::4 x1", `${TO3} -> cafe::1c3`]);
});

t.test("E12: other local SIDs come first, and the old ones go after settleSeconds", async (t) => {
  const localSids = (end: string) => `localsids: { DT4: "fcdd:0:0:11aa::4${end}", DT6: "fcdd:0:0:11aa::6${end}" }`;
  const { scene } = await start(t, "configmap", await documentOf([ENTRY2], localSids("4")));
  await scene.overlay.setDocument(await documentOf([ENTRY2], localSids("5")), "te.yaml");
  const held = () => heldBy(scene.simulator).localSids.map((sid) => sid.slice(-2));
  t.same(held(), ["44", "45", "64", "65"]);
  mock.timers.tick(29_000);
  await scene.overlay.idle();
  t.same(held(), ["44", "45", "64", "65"]);
  mock.timers.tick(1000);
  await scene.overlay.idle();
  t.same(held(), ["45", "65"]);
});

t.test(
  "E13: from BGP to a document is one difference, and the own paths stay announced for settleSeconds",
  async (t) => {
    const { scene, node2, held } = await start(t, "bgp", await documentOf([ENTRY2]));
    const writes = writeCounter(scene.simulator);
    writes();
    await scene.overlay.configure(await parseOverlayConfig(textOf("configmap"), "node1.yaml"));
    await scene.overlay.idle();
    t.same(writes(), { srPolicyAddV2: 1, srSteeringAddDel: 1, srPolicyDel: 1 });
    t.same(held(), ["cafe::1c2: fcff:3::1 fcdd:0:0:12aa::4 x1", `${TO2} -> cafe::1c2`]);
    t.equal(node2.routes().length, 5, "its paths are announced until the others have changed their mode");
    await settle(scene);
    await passing(node2.until(() => node2.routes().length === 3));
    t.notOk(node2.routes().some((route) => route.startsWith("SR policy")));
    t.match(
      scene.events.filter(({ type }) => type === "mode"),
      [{ mode: "configmap" }],
    );
  },
);

t.test("E13: a tunnel without a path in the document goes after settleSeconds", async (t) => {
  const { scene, held } = await start(t, "bgp", await documentOf([ENTRY3]));
  const before = held();
  await scene.overlay.configure(await parseOverlayConfig(textOf("configmap"), "node1.yaml"));
  await scene.overlay.idle();
  const now = ["cafe::1c3: fcff:3::1 fcdd:0:0:13aa::4 x1", `${TO3} -> cafe::1c3`];
  t.same(held().sort(), [...before, ...now].sort());
  await settle(scene);
  t.same(held(), now);
});

t.test("E13: without a document the paths of BGP stay", async (t) => {
  const { scene, held } = await start(t, "bgp");
  const before = held();
  await scene.overlay.configure(await parseOverlayConfig(textOf("configmap"), "node1.yaml"));
  await settle(scene);
  t.same(held(), before);
  await scene.overlay.setDocument(await documentOf([ENTRY3]), "te.yaml");
  await settle(scene);
  t.same(held(), ["cafe::1c3: fcff:3::1 fcdd:0:0:13aa::4 x1", `${TO3} -> cafe::1c3`]);
});

t.test("E13: a path of before whose BSID the document gives to another node is not used", async (t) => {
  const { scene, held } = await start(t, "bgp");
  await scene.overlay.configure(await parseOverlayConfig(textOf("configmap"), "node1.yaml"));
  const stolen = entry("fd13::1000", "cafe::201", '"fcdd:0:0:13aa::4"');
  await scene.overlay.setDocument(await documentOf([stolen]), "te.yaml");
  await scene.overlay.idle();
  t.same(held(), ["cafe::201: fcdd:0:0:13aa::4 x1", `${TO3} -> cafe::201`]);
});

t.test("E13: from a document to BGP and back", async (t) => {
  const { scene, node2, held } = await start(t, "configmap", await documentOf([ENTRY2, ENTRY3]));
  const switchTo = async (mode: "bgp" | "configmap") => {
    await scene.overlay.configure(await parseOverlayConfig(textOf(mode), "node1.yaml"));
    await scene.overlay.idle();
  };
  const document2 = ["cafe::1c2: fcff:3::1 fcdd:0:0:12aa::4 x1", `${TO2} -> cafe::1c2`];
  const document3 = ["cafe::1c3: fcff:3::1 fcdd:0:0:13aa::4 x1", `${TO3} -> cafe::1c3`];
  const bgp2 = ["cafe::201: fcdd:0:0:12aa::4 x1", `${TO2} -> cafe::201`];
  await switchTo("bgp");
  t.same(held().sort(), [...bgp2, ...document3].sort());
  await passing(node2.until(() => node2.routes().length === 5));
  await switchTo("configmap");
  t.same(held().sort(), [...document2, ...document3].sort());
  await switchTo("bgp");
  await settle(scene);
  t.same(held(), bgp2);
  t.equal(scene.overlay.status.mode, "bgp");
});
