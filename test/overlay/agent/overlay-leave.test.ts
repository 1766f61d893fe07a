import { mock } from "node:test";
import t from "tap";
import { connect } from "../../../src/client/index.ts";
import { Srv6 } from "../../../src/srv6/index.ts";
import { configText, heldBy, PEERS, pathRoute, prefixRoute, startScene } from "./scene.ts";
import { passing, stopTimers } from "./stopped-timers.ts";
import { watchedPeer } from "./watched-peer.ts";

const ROUTES = [
  prefixRoute("172.16.104.64/26", "fd12::1000"),
  pathRoute("fd12::1000", "cafe::201", ["fcdd:0:0:12aa::4"], { behavior: 19 }),
];

t.test("leave withdraws all routes, waits, and then removes what is owned and nothing else", async (t) => {
  stopTimers(t);
  const scene = await passing(startScene(t, configText({ peers: PEERS })));
  await using vpp = await connect({ socketPath: scene.simulator.socketPath });
  const other = new Srv6(vpp);
  await other.addLocalSid({ sid: "fcee::1", behavior: { type: "End" } });
  await other.addPolicy({ bsid: "dead::1", segmentLists: [{ segments: ["fcff:9::1"] }] });
  await other.steer({ kind: "l3", prefix: "172.16.110.0/26" }, "dead::1");
  const peer = await passing(watchedPeer(t, "127.0.0.2", scene.overlay.port!, 5));
  await scene.say(peer.speaker, ROUTES);
  const before = heldBy(scene.simulator);
  t.equal(before.steering.length, 2);
  const left = scene.overlay.leave();
  await passing(peer.until(() => peer.routes().length === 0));
  t.same(heldBy(scene.simulator), before, "packets that are under way still arrive");
  await scene.overlay.check();
  t.same(peer.routes(), [], "nothing is announced again");
  mock.timers.tick(3000);
  await left;
  t.same(heldBy(scene.simulator), {
    policies: ["dead::1: fcff:9::1 x1"],
    steering: ["172.16.110.0/26 -> dead::1"],
    localSids: ["fcee::1"],
  });
});

t.test("close leaves everything in VPP, and withdraws nothing", async (t) => {
  const scene = await startScene(t, configText({ peers: PEERS }));
  const peer = await watchedPeer(t, "127.0.0.2", scene.overlay.port!, 5);
  await scene.say(peer.speaker, ROUTES);
  const before = heldBy(scene.simulator);
  await scene.overlay.close();
  await scene.overlay.close();
  t.same(heldBy(scene.simulator), before);
  t.equal(peer.routes().length, 5);
});
