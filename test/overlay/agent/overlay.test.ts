import t from "tap";
import * as sr from "../../../src/binapi/sr.ts";
import { connect } from "../../../src/client/index.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { Srv6 } from "../../../src/srv6/index.ts";
import { configText, heldBy, PEERS, pathRoute, prefixRoute, startScene, writeCounter } from "./scene.ts";

const LOCAL_SIDS = ["fcdd:0:0:11aa::1", "fcdd:0:0:11aa::2"];
const prefix = (text: string) => prefixRoute(text, "fd12::1000");
const ONE = "172.16.104.64/26";
const TWO = "172.16.104.128/26";
/** The path that node fd12::1000 announces for itself, and two of a TE engine. */
const BASIC = pathRoute("fd12::1000", "cafe::201", ["fcdd:0:0:12aa::4"], { behavior: 19, preference: 11 });
const TE = { behavior: 19, color: 94, nextHop: "fd00:34::2" };
const DETOUR = pathRoute("fd12::1000", "cafe::1c2", ["fcff:3::1", "fcdd:0:0:12aa::4"], TE);
const OTHER_DETOUR = pathRoute("fd12::1000", "cafe::1c2", ["fcff:5::1", "fcdd:0:0:12aa::4"], TE);

t.test("what others announce is in VPP, with no message more than needed", async (t) => {
  const scene = await startScene(t, configText({ peers: PEERS }));
  const writes = writeCounter(scene.simulator);
  t.same(writes(), { srLocalsidAddDel: 2, srSetEncapSource: 1 }, "E1, E2");
  t.same(heldBy(scene.simulator), { policies: [], steering: [], localSids: LOCAL_SIDS });
  const node2 = await scene.peer("127.0.0.2");
  const injector = await scene.peer("127.0.0.4");

  await scene.say(node2, [prefix(ONE)]);
  t.same(writes(), {}, "a prefix without a path waits");
  await scene.say(node2, [BASIC]);
  t.same(writes(), { srPolicyAddV2: 1, srSteeringAddDel: 1 }, "E4");
  await scene.say(node2, [prefix(TWO)]);
  t.same(writes(), { srSteeringAddDel: 1 }, "E3");
  t.same(heldBy(scene.simulator), {
    policies: ["cafe::201: fcdd:0:0:12aa::4 x1"],
    steering: [`${TWO} -> cafe::201`, `${ONE} -> cafe::201`],
    localSids: LOCAL_SIDS,
  });

  await scene.say(injector, [DETOUR]);
  t.same(writes(), { srPolicyAddV2: 1, srSteeringAddDel: 2, srPolicyDel: 1 }, "E5, E6: another BSID");
  t.same(heldBy(scene.simulator).policies, ["cafe::1c2: fcff:3::1 fcdd:0:0:12aa::4 x1"]);
  await scene.say(injector, [DETOUR]);
  t.same(writes(), {}, "E6: equal");
  await scene.say(injector, [OTHER_DETOUR]);
  t.same(writes(), { srPolicyModV2: 1, srPolicyMod: 1 }, "E6: other lists");
  await scene.unsay(injector, [OTHER_DETOUR]);
  await scene.until(() => heldBy(scene.simulator).policies.join() === "cafe::201: fcdd:0:0:12aa::4 x1");
  await scene.overlay.idle();
  t.same(writes(), { srPolicyAddV2: 1, srSteeringAddDel: 2, srPolicyDel: 1 }, "E7");

  await scene.unsay(node2, [prefix(TWO)]);
  await scene.until(() => heldBy(scene.simulator).steering.length === 1);
  t.same(writes(), { srSteeringAddDel: 1 }, "E8");
  await scene.unsay(node2, [prefix(ONE)]);
  await scene.until(() => heldBy(scene.simulator).policies.length === 0);
  t.same(writes(), { srSteeringAddDel: 1, srPolicyDel: 1 }, "E8: the last prefix of the node");
  t.same(heldBy(scene.simulator), { policies: [], steering: [], localSids: LOCAL_SIDS });
});

t.test("a prefix that moves follows its newest announcement, and its old owner cannot take it away", async (t) => {
  const scene = await startScene(t, configText({ peers: PEERS }));
  const [node2, node3] = [await scene.peer("127.0.0.2"), await scene.peer("127.0.0.3")];
  await scene.say(node2, [prefix(ONE), prefix(TWO), BASIC]);
  const basic3 = pathRoute("fd13::1000", "cafe::301", ["fcdd:0:0:13aa::4"], { behavior: 19 });
  await scene.say(node3, [prefixRoute("172.16.105.0/26", "fd13::1000"), basic3]);
  const writes = writeCounter(scene.simulator);
  writes();
  await scene.say(node3, [prefixRoute(ONE, "fd13::1000")]);
  t.same(writes(), { srSteeringAddDel: 1 }, "E10");
  await scene.unsay(node2, [prefix(ONE)]);
  t.same(writes(), {});
  t.match(heldBy(scene.simulator).steering, [
    `${TWO} -> cafe::201`,
    `${ONE} -> cafe::301`,
    "172.16.105.0/26 -> cafe::301",
  ]);
  t.match(scene.events.at(-2), { type: "prefix", node: /fd13::1000/ });
});

t.test("after a restart of the agent nothing is written, and what has left meanwhile goes", async (t) => {
  const simulator = await startSimulator();
  const text = configText({ peers: PEERS });
  const first = await startScene(t, text, { simulator });
  const [node2, injector] = [await first.peer("127.0.0.2"), await first.peer("127.0.0.4")];
  const node3 = [
    prefixRoute("172.16.105.0/26", "fd13::1000"),
    pathRoute("fd13::1000", "cafe::301", ["fcdd:0:0:13aa::4"], { behavior: 19 }),
  ];
  await first.say(node2, [prefix(ONE), prefix(TWO), BASIC]);
  await first.say(injector, [DETOUR]);
  await first.say(await first.peer("127.0.0.3"), node3);
  const held = heldBy(simulator);
  await first.overlay.close();

  const writes = writeCounter(simulator);
  writes();
  const second = await startScene(t, text, { simulator, isShared: true });
  const [again2, again4] = [await second.peer("127.0.0.2"), await second.peer("127.0.0.4")];
  // The path of the node alone would be another one than VPP has.
  await second.say(again2, [prefix(ONE), prefix(TWO), BASIC]);
  t.same([writes(), heldBy(simulator)], [{}, held]);
  await second.say(again4, [DETOUR]);
  t.same([writes(), heldBy(simulator)], [{}, held]);
  // Now node 3 is there, but says nothing: all peers have ended their RIB.
  await second.peer("127.0.0.3");
  await second.until(() => second.overlay.status.knowledge === "settled");
  await second.overlay.idle();
  t.same(heldBy(simulator), {
    policies: ["cafe::1c2: fcff:3::1 fcdd:0:0:12aa::4 x1"],
    steering: [`${TWO} -> cafe::1c2`, `${ONE} -> cafe::1c2`],
    localSids: LOCAL_SIDS,
  });
  t.same(writes(), { srSteeringAddDel: 1, srPolicyDel: 1 });
});

t.test("a VPP that was restarted gets everything from memory", async (t) => {
  const scene = await startScene(t, configText({ peers: PEERS }));
  const node2 = await scene.peer("127.0.0.2");
  await scene.say(node2, [prefix(ONE), BASIC]);
  const held = heldBy(scene.simulator);
  node2.close();
  await scene.simulator.restart();
  t.same(heldBy(scene.simulator).policies, []);
  // The connection is ready when the agent has brought everything back.
  for await (const state of scene.vpp.states())
    if (state.type === "ready" && heldBy(scene.simulator).policies.length > 0) break;
  t.same(heldBy(scene.simulator), held);
});

t.test("what others change in VPP is repaired", async (t) => {
  const scene = await startScene(t, configText({ peers: PEERS }));
  const node2 = await scene.peer("127.0.0.2");
  await scene.say(node2, [prefix(ONE), BASIC]);
  const held = heldBy(scene.simulator);
  await using other = await connect({ socketPath: scene.simulator.socketPath });
  await new Srv6(other).unsteer({ kind: "l3", prefix: ONE });
  await new Srv6(other).deletePolicy("cafe::201");
  await scene.overlay.check();
  t.same(heldBy(scene.simulator), held);
  t.match(scene.events.at(-1), { type: "repaired", steps: 2 });
  await scene.overlay.check();
  t.match(scene.overlay.status.counters, { checks: 2, repaired: 2 });
});

t.test("one item that VPP refuses hinders no other", async (t) => {
  const simulator = await startSimulator();
  // Another client steers one of the prefixes, to a policy of its own.
  await using vpp = await connect({ socketPath: simulator.socketPath });
  const other = new Srv6(vpp);
  await other.addPolicy({ bsid: "dead::1", segmentLists: [{ segments: ["fcff:9::1"] }] });
  await other.steer({ kind: "l3", prefix: "172.16.110.0/26" }, "dead::1");
  const scene = await startScene(t, configText({ peers: PEERS }), { simulator });
  const node2 = await scene.peer("127.0.0.2");
  const prefixes = Array.from({ length: 100 }, (_, at) => prefix(`172.16.${100 + at}.0/26`)).filter((each) => {
    return !String(each.nlri).startsWith("172.16.104.");
  });
  await scene.say(node2, [BASIC, ...prefixes]);
  const { steering } = heldBy(scene.simulator);
  t.equal(steering.filter((each) => each.endsWith("cafe::201")).length, 98);
  t.ok(steering.includes("172.16.110.0/26 -> dead::1"));
  t.match(scene.overlay.status.obstacles, [{ name: /172\.16\.110\.0\/26/, attempts: 1 }]);
  t.match(scene.overlay.explain("172.16.110.1").problem, /^VPP refuses .*172\.16\.110\.0\/26/);
  t.equal(scene.overlay.explain("172.16.111.1").problem, undefined);
});

t.test("an agent that is not enabled sends no SR message", async (t) => {
  const scene = await startScene(t, configText({ peers: PEERS, rest: "enabled: false" }));
  const node2 = await scene.peer("127.0.0.2");
  await scene.say(node2, [prefix(ONE), BASIC]);
  const names = Object.entries(sr).filter(([, each]) => typeof each === "object" && "crc" in each);
  const sent = names.filter(([, each]) => scene.simulator.calls(each as never).length > 0).map(([name]) => name);
  t.same(sent, []);
  t.match(scene.overlay.status, { enabled: false, own: undefined });
});
