/** A speaker against others, and against peers of prepared bytes, over sockets on addresses of the loopback interface. */
import { mock } from "node:test";
import t, { type Test } from "tap";
import { Ip6Address, Prefix } from "../../../src/address/index.ts";
import type { OwnRoute, SpeakerOptions } from "../../../src/bgp/index.ts";
import { INTERNAL_ATTRIBUTES, IP4_REACH, updateBody } from "../message/samples.ts";
import { listenRaw, RawPeer } from "./raw-peer.ts";
import { startWatched, type Watched } from "./watched.ts";

const OURS = "127.0.0.2";
const THEIRS = "127.0.0.3";
const NO_ATTRIBUTES = {};
const NEXT_HOP = Ip6Address.parse("fd12::1000");
const ANNOUNCED = updateBody({ attributes: INTERNAL_ATTRIBUTES + IP4_REACH }).toString("hex");
const WITHDRAWN = updateBody({ withdrawn: "1aac106840" }).toString("hex");
const END_OF_RIB = "00000000";
const ROUTE: OwnRoute = {
  family: "ipv4-unicast",
  nlri: Prefix.parse("172.16.104.64/26"),
  nextHop: NEXT_HOP,
  attributes: NO_ATTRIBUTES,
};

/** Starts a speaker that listens, and whose only peer connects to it. */
async function startListening(
  t: Test,
  options: Partial<SpeakerOptions> = {},
): Promise<Watched & { connect(): Promise<RawPeer> }> {
  const listen = { address: OURS, port: 0 };
  const running = await startWatched(t, { listen, peers: [{ address: THEIRS, connects: false }], ...options });
  const connect = async () => {
    const peer = await RawPeer.connect(running.speaker.port!, THEIRS, OURS);
    t.teardown(() => peer.drop());
    return peer;
  };
  return { ...running, connect };
}

/** Starts a speaker that listens; its peer has established a session, and announced 172.16.104.64/26. */
async function startAnnounced(
  t: Test,
  { isGraceful = false, ...options }: Partial<SpeakerOptions> & { readonly isGraceful?: boolean } = {},
): Promise<Watched & { readonly peer: RawPeer; connect(): Promise<RawPeer> }> {
  const one = await startListening(t, options);
  const peer = await one.connect();
  await peer.establish("10.0.0.3", { isGraceful });
  peer.send("update", ANNOUNCED);
  await one.when(() => one.routes.length === 1);
  return { ...one, peer };
}

/** From now on, time passes only by `mock.timers.tick`. */
function stopTime(t: Test): void {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.teardown(() => mock.timers.reset());
}

t.test("two speakers tell each other their routes, those of before and of after the session began", async (t) => {
  const one = await startListening(t);
  one.speaker.announce([ROUTE]);
  const peers = [{ address: OURS, port: one.speaker.port!, localAddress: THEIRS }];
  const two = await startWatched(t, { routerId: "10.0.0.3", peers });
  await two.when(() => two.routes.length === 1);
  const policy = { distinguisher: 0, color: 6, endpoint: NEXT_HOP };
  const candidatePath = {
    preference: 100,
    bindingSid: Ip6Address.parse("cafe::25"),
    priority: undefined,
    enlp: undefined,
    policyName: undefined,
    pathName: undefined,
    segmentLists: [{ weight: 1, segments: [{ type: "B", sid: Ip6Address.parse("fcdd::6"), behavior: 18 } as const] }],
  };
  two.speaker.announce([{ family: "ipv6-sr-policy", nlri: policy, nextHop: NEXT_HOP, attributes: { candidatePath } }]);
  await one.when(() => one.routes.length === 1);
  t.same(two.routes, ["+ 172.16.104.64/26"]);
  t.same(one.routes, ["+ SR policy to fd12::1000, color 6, distinguisher 0"]);
  t.match(one.speaker.routesOf(THEIRS), [{ nextHop: NEXT_HOP, attributes: { localPreference: 100, candidatePath } }]);
  one.speaker.withdraw([ROUTE]);
  await two.when(() => two.routes.length === 2);
  t.same(two.routes, ["+ 172.16.104.64/26", "- 172.16.104.64/26"]);
  t.match(two.speaker.peers, [{ address: OURS, state: "established", routes: 0, lastError: undefined }]);
});

t.test("a peer keeps the routes of a speaker that closes, and not of one that leaves", async (t) => {
  for (const [end, stays] of [
    ["close", true],
    ["leave", false],
  ] as const) {
    const one = await startListening(t);
    const peer = await one.connect();
    await peer.establish("10.0.0.3");
    one.speaker[end]();
    const last = await peer.until((message) => message === "end" || message.startsWith("notification"));
    t.equal(last, stays ? "end" : "notification 0602");
  }
});

t.test("closes connections of strangers without a byte, and says so", async (t) => {
  const one = await startListening(t);
  const stranger = await RawPeer.connect(one.speaker.port!, "127.0.0.4", OURS);
  t.equal(await stranger.until(() => true), "end");
  await one.when(() => one.events.length > 1);
  t.same(one.events.slice(1), [{ kind: "stranger", address: "127.0.0.4" }]);
});

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

t.test("tells why it cannot listen, and tries again", async (t) => {
  const raw = await listenRaw(OURS);
  t.teardown(() => raw.close());
  stopTime(t);
  const one = await startWatched(t, { listen: { address: OURS, port: raw.port } });
  t.match(one.events, [{ kind: "not-listening", reason: /EADDRINUSE/ }]);
  t.equal(one.speaker.port, undefined);
  raw.close();
  const listening = one.next("listening");
  mock.timers.tick(300);
  t.same(await listening, { kind: "listening", port: raw.port });
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
  t.match(one.speaker.routesOf(THEIRS), [{ attributes: { originatorId: /^10\.0\.0\.9$/ } }]);
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

t.test("replaces peers: unchanged sessions go on, routes of removed peers are withdrawn", async (t) => {
  const { peer, ...one } = await startAnnounced(t);
  const added = { address: "127.0.0.4", connects: false };
  one.speaker.setPeers([{ address: THEIRS, connects: false }, added]);
  t.match(one.speaker.peers, [{ address: THEIRS, state: "established", routes: 1 }, { address: "127.0.0.4" }]);
  t.throws(() => one.speaker.setPeers([added, added]), { code: "VPP_FIELD_RANGE" });
  one.speaker.setPeers([added]);
  t.equal(await peer.until((message) => message.startsWith("notification")), "notification 0603");
  t.same(one.routes, ["+ 172.16.104.64/26", "- 172.16.104.64/26"]);
  t.same(
    one.speaker.peers.map(({ address }) => address),
    ["127.0.0.4"],
  );
});

t.test("refuses a route that no message has place for, before it is kept for later sessions", async (t) => {
  const one = await startListening(t);
  const segments = Array.from({ length: 16 }, () => ({ type: "B", sid: NEXT_HOP, behavior: 1 }) as const);
  const candidatePath = { preference: 100, segmentLists: Array.from({ length: 9 }, () => ({ weight: 1, segments })) };
  const nlri = { distinguisher: 0, color: 6, endpoint: NEXT_HOP };
  const route: OwnRoute = { family: "ipv6-sr-policy", nlri, nextHop: NEXT_HOP, attributes: { candidatePath } };
  t.throws(() => one.speaker.announce([ROUTE, route]), { code: "VPP_FIELD_RANGE" });
  const peer = await one.connect();
  await peer.establish("10.0.0.3");
  peer.send("route-refresh", "0001 00 01");
  one.speaker.announce([{ ...ROUTE, nlri: Prefix.parse("10.0.0.0/8") }]);
  t.match(await peer.until((message) => message.startsWith("update")), /080a/);
});

const wrongOptions: readonly (readonly [Partial<SpeakerOptions>, RegExp])[] = [
  [{ as: 0 }, /^as is 0/],
  [{ as: 2 ** 32 }, /^as is 4294967296/],
  [{ routerId: "0.0.0.0" }, /^routerId is 0\.0\.0\.0/],
  [{ holdSeconds: 2 }, /^holdSeconds is 2/],
  [{ restartSeconds: 4096 }, /^restartSeconds is 4096/],
  [{ settleSeconds: -1 }, /^settleSeconds is -1/],
  [{ listen: { port: 65536 } }, /^listen\.port is 65536/],
  [{ peers: [{ address: THEIRS, port: 0 }] }, /^peers\[0\]\.port is 0/],
  [{ peers: [{ address: THEIRS, as: 1.5 }] }, /^peers\[0\]\.as is 1\.5/],
  [{ peers: [{ address: THEIRS }, { address: THEIRS }] }, /127\.0\.0\.3 is named twice/],
  [{ peers: [{ address: "node2" }] }, /node2/],
];

for (const [options, message] of wrongOptions) {
  t.test(`refuses ${JSON.stringify(options)}`, async (t) => {
    await t.rejects(startWatched(t, options), { message });
  });
}
