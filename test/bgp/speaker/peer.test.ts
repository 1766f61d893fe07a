/** One peer of a speaker, played by prepared bytes. */
import { mock } from "node:test";
import t from "tap";
import { INTERNAL_ATTRIBUTES, IP4_REACH, updateBody } from "../message/samples.ts";
import { listenRaw, RawPeer } from "./raw-peer.ts";
import { ANNOUNCED, OURS, ROUTE, startAnnounced, startListening, stopTime, THEIRS } from "./scene.ts";
import { startWatched } from "./watched.ts";

const WITHDRAWN = updateBody({ withdrawn: "1aac106840" }).toString("hex");
const END_OF_RIB = "00000000";

t.test("a lost peer with graceful restart keeps its routes for its restart time", async (t) => {
  const { peer, ...one } = await startAnnounced(t, { isGraceful: true });
  stopTime(t);
  const down = one.next("down");
  peer.drop();
  t.match(await down, { routesStaySeconds: 120, reason: "the connection was lost" });
  mock.timers.tick(119_999);
  t.match(one.speaker.peers, [{ state: "idle", routes: 1, staleRoutes: 1 }]);
  mock.timers.tick(1);
  t.same(one.routes, ["+ 172.16.104.64/26", "- 172.16.104.64/26"]);
});

t.test("the routes of a lost peer without graceful restart go at once", async (t) => {
  const { peer, ...one } = await startAnnounced(t);
  peer.drop();
  await one.when(() => one.routes.length === 2);
  t.same(one.routes, ["+ 172.16.104.64/26", "- 172.16.104.64/26"]);
});

t.test(
  "a NOTIFICATION of a peer with graceful restart keeps its routes too, but not a hard reset (RFC 8538)",
  async (t) => {
    for (const [notification, routes] of [
      ["0603", 1],
      ["0609", 0],
    ] as const) {
      const { peer, ...one } = await startAnnounced(t, { isGraceful: true });
      const down = one.next("down");
      peer.send("notification", notification);
      await down;
      t.match(one.speaker.peers, [{ routes }]);
    }
  },
);

t.test("what a returned peer does not announce again goes settleSeconds after its End of RIB", async (t) => {
  const { peer, ...one } = await startAnnounced(t, { isGraceful: true, settleSeconds: 30 });
  stopTime(t);
  const down = one.next("down");
  peer.drop();
  await down;
  const again = await one.connect();
  await again.establish("10.0.0.3", { isGraceful: true });
  const end = one.next("end-of-rib");
  again.send("update", END_OF_RIB);
  await end;
  mock.timers.tick(29_999);
  t.match(one.speaker.peers, [{ routes: 1, staleRoutes: 1, complete: ["ipv4-unicast"] }]);
  mock.timers.tick(1);
  t.same(one.routes, ["+ 172.16.104.64/26", "- 172.16.104.64/26"]);
});

t.test("what a returned peer announces again stays", async (t) => {
  const { peer, ...one } = await startAnnounced(t, { isGraceful: true });
  stopTime(t);
  peer.drop();
  await one.next("down");
  const again = await one.connect();
  await again.establish("10.0.0.3", { isGraceful: true });
  again.send("update", ANNOUNCED);
  const end = one.next("end-of-rib");
  again.send("update", END_OF_RIB);
  await end;
  mock.timers.tick(1_000_000);
  t.match(one.speaker.peers, [{ state: "established", routes: 1, staleRoutes: 0 }]);
});

t.test(
  "a withdrawn route goes at once; with graceful restart 0.1 s later, and not if the session ends before",
  async (t) => {
    for (const [isGraceful, endsBefore, routes] of [
      [false, false, 0],
      [true, false, 0],
      [true, true, 1],
    ] as const) {
      const { peer, ...one } = await startAnnounced(t, { isGraceful });
      stopTime(t);
      const read = one.next("end-of-rib");
      peer.send("update", WITHDRAWN);
      peer.send("update", END_OF_RIB);
      await read;
      t.match(one.speaker.peers, [{ routes: isGraceful ? 1 : 0 }]);
      const down = one.next("down");
      if (endsBefore) {
        peer.send("notification", "0603");
        await down;
      }
      mock.timers.tick(100);
      t.match(one.speaker.peers, [{ routes, staleRoutes: routes }]);
      mock.timers.reset();
    }
  },
);

t.test(
  "a second connection of an established peer takes its place if the peer has graceful restart (RFC 4724)",
  async (t) => {
    const one = await startListening(t);
    const peer = await one.connect();
    await peer.establish("10.0.0.3", { isGraceful: true });
    const again = await one.connect();
    await again.establish("10.0.0.3", { isGraceful: true });
    t.equal(await peer.until(() => true), "end");
    t.match(one.speaker.peers, [{ state: "established" }]);
  },
);

t.test("a second connection of an established peer without graceful restart is refused", async (t) => {
  const one = await startListening(t);
  const peer = await one.connect();
  await peer.establish("10.0.0.3");
  const again = await one.connect();
  again.open("10.0.0.3");
  t.equal(await again.until((message) => message.startsWith("notification")), "notification 0607");
});

/** RFC 4271 section 6.8: the connection that the speaker with the higher router ID has made is kept. Ours is 10.0.0.2. */
const collisions = [
  ["10.0.0.3", "incoming"],
  ["10.0.0.1", "outgoing"],
] as const;

for (const [routerId, kept] of collisions) {
  t.test(`of two connections at once, the ${kept} one of a peer with router ID ${routerId} is kept`, async (t) => {
    const raw = await listenRaw(THEIRS);
    t.teardown(() => raw.close());
    const accepted = raw.accepted();
    const listen = { address: OURS, port: 0 };
    const one = await startWatched(t, { listen, peers: [{ address: THEIRS, port: raw.port, localAddress: OURS }] });
    const outgoing = await accepted;
    outgoing.open(routerId);
    await outgoing.until((message) => message === "keepalive");
    const incoming = await RawPeer.connect(one.speaker.port!, THEIRS, OURS);
    incoming.open(routerId);
    const [winner, loser] = kept === "incoming" ? [incoming, outgoing] : [outgoing, incoming];
    t.equal(await loser.until((message) => message.startsWith("notification")), "notification 0607");
    winner.send("keepalive");
    await one.when(() => one.events.some(({ kind }) => kind === "up"));
    t.match(one.speaker.peers, [{ state: "established" }]);
    winner.drop();
  });
}

t.test("tries again until the peer is there", async (t) => {
  const raw = await listenRaw(THEIRS);
  raw.close();
  stopTime(t);
  const one = await startWatched(t, { peers: [{ address: THEIRS, port: raw.port, localAddress: OURS }] });
  for (let attempt = 0; attempt < 3; attempt++) {
    const refused = one.next("refused");
    mock.timers.tick(10_000);
    t.match(await refused, { reason: /ECONNREFUSED/ });
  }
  t.match(one.speaker.peers, [{ lastError: /ECONNREFUSED/ }]);
});

t.test("ignores its own routes that a reflector or another AS sends back", async (t) => {
  const one = await startListening(t);
  const peer = await one.connect();
  await peer.establish("10.0.0.3");
  const own = updateBody({ attributes: `${INTERNAL_ATTRIBUTES} 800904 0a000002 ${IP4_REACH}` }).toString("hex");
  const other = updateBody({ attributes: `${INTERNAL_ATTRIBUTES} 800904 0a000009 ${IP4_REACH}` }).toString("hex");
  peer.send("update", own);
  peer.send("update", other);
  await one.when(() => one.routes.length === 1);
  t.match(one.speaker.routesOf(THEIRS), [{ originator: { routerId: /^10\.0\.0\.9$/ } }]);
});

t.test("sends all routes of a family again when asked", async (t) => {
  const one = await startListening(t);
  one.speaker.announce([ROUTE]);
  const peer = await one.connect();
  await peer.establish("10.0.0.3");
  peer.send("route-refresh", "0001 00 01");
  t.match(await peer.until((message) => message.startsWith("update")), /1aac106840/);
});

t.test("ends the session with a peer that announces more routes than it may", async (t) => {
  const one = await startListening(t, { peers: [{ address: THEIRS, connects: false, maxRoutes: 1 }] });
  const peer = await one.connect();
  await peer.establish("10.0.0.3");
  peer.send(
    "update",
    updateBody({ attributes: `${INTERNAL_ATTRIBUTES} 400304 0a000001`, nlri: "080a 080b" }).toString("hex"),
  );
  t.equal(await peer.until((message) => message.startsWith("notification")), "notification 0601");
});

t.test("takes 1 000 000 routes of a peer, and ends the session with the next one", async (t) => {
  const one = await startListening(t, { peers: [{ address: THEIRS, connects: false }] });
  const peer = await one.connect();
  await peer.establish("10.0.0.3");
  const PER_MESSAGE = 800;
  for (let from = 0; from <= 1_000_000; from += PER_MESSAGE) {
    const count = Math.min(PER_MESSAGE, 1_000_001 - from);
    const nlri = Buffer.alloc(count * 5, 32);
    for (let at = 0; at < count; at++) nlri.writeUInt32BE(0x0a000000 + from + at, at * 5 + 1);
    const attributes = `${INTERNAL_ATTRIBUTES} 400304 0a000001`;
    peer.send("update", updateBody({ attributes, nlri: nlri.toString("hex") }).toString("hex"));
  }
  t.equal(await peer.until((message) => message.startsWith("notification")), "notification 0601");
  await one.when(() => one.speaker.peers[0]?.routes === 0);
});
