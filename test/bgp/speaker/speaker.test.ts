/** A speaker against another one, and what concerns all of its peers. */
import t from "tap";
import { Ip6Address, Prefix } from "../../../src/address/index.ts";
import type { OwnRoute } from "../../../src/bgp/index.ts";
import { RawPeer } from "./raw-peer.ts";
import { NEXT_HOP, OURS, ROUTE, startAnnounced, startListening, THEIRS } from "./scene.ts";
import { startWatched } from "./watched.ts";

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

t.test("all is said once each peer has ended its RIB in each family", async (t) => {
  const one = await startListening(t);
  t.equal(one.speaker.isComplete, false, "the peer is not there");
  const peer = await one.connect();
  await peer.establish("10.0.0.3");
  await one.when(() => one.speaker.peers[0]!.state === "established");
  t.same(one.speaker.peers[0]!.families, ["ipv4-unicast", "ipv6-unicast"]);
  // RFC 4724 section 2: an UPDATE without anything, and one that withdraws nothing of 2/1.
  for (const [family, end, isLast] of [
    ["ipv4-unicast", "00000000", false],
    ["ipv6-unicast", "0000 0006 800f03 000201", true],
  ] as const) {
    peer.send("update", end);
    await one.when(() => one.events.some((each) => each.kind === "end-of-rib" && each.family === family));
    t.equal(one.speaker.isComplete, isLast);
  }
});

t.test("closes connections of strangers without a byte, and says so", async (t) => {
  const one = await startListening(t);
  const stranger = await RawPeer.connect(one.speaker.port!, "127.0.0.4", OURS);
  t.equal(await stranger.until(() => true), "end");
  await one.when(() => one.events.length > 1);
  t.same(one.events.slice(1), [{ kind: "stranger", address: "127.0.0.4" }]);
  t.equal(one.speaker.strangers, 1);
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
