import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import t from "tap";
import type { Change } from "../../src/injector/change.ts";
import type { InjectorEvent } from "../../src/injector/events.ts";
import { updateBody } from "../bgp/message/samples.ts";
import { bytes } from "../helpers.ts";
import { PAPER_FILE, PAPER_PATH, PAPER_REACH, PAPER_UNREACH, policiesIn, TWO_LISTS_FILE } from "./policies.ts";
import { configOf, connectPeer, nextUpdate, PEERS, start } from "./scene.ts";

const INTERNAL = "40010100 400200 40050400000064";
const PAPER_UPDATE = updateBody({ attributes: `${PAPER_REACH} ${INTERNAL} ${PAPER_PATH}` }).toString("hex");
const PAPER_WITHDRAWAL = updateBody({ attributes: PAPER_UNREACH }).toString("hex");

function setting(text: string, ...headends: string[]): Change {
  return { set: policiesIn(text, ...headends), withdraw: [], isWhole: false };
}

t.test("the paper's policy is announced and withdrawn with the bytes of RFC 9830", async (t) => {
  const injector = await start(t);
  const { peer, updates } = await connectPeer(t, injector.port!);
  t.same(updates, []);
  injector.change(setting(PAPER_FILE), false);
  t.equal(await nextUpdate(peer), PAPER_UPDATE);
  injector.change({ set: [], withdraw: [], isWhole: true }, false);
  t.equal(await nextUpdate(peer), PAPER_WITHDRAWAL);
});

t.test("a policy for a headend has its route target, and NO_ADVERTISE towards that headend alone", async (t) => {
  const injector = await start(t);
  const [headend, other] = [await connectPeer(t, injector.port!, 0), await connectPeer(t, injector.port!, 1)];
  injector.change(setting(PAPER_FILE, "10.0.0.3"), false);
  injector.change(setting(TWO_LISTS_FILE, "10.0.0.99"), false);
  const first = await nextUpdate(headend.peer);
  // COMMUNITIES NO_ADVERTISE (RFC 1997), EXTENDED COMMUNITIES with the route target 10.0.0.3:0 (RFC 4360).
  t.equal(
    first,
    updateBody({
      attributes: `${PAPER_REACH} ${INTERNAL} c00804 ffffff02 c01008 0102 0a000003 0000 ${PAPER_PATH}`,
    }).toString("hex"),
  );
  const target = bytes("c01008 0102 0a000063 0000").toString("hex");
  for (const { peer } of [headend, other]) {
    const update = await nextUpdate(peer);
    t.ok(update.includes(target), "the first policy does not go to the other peer");
    t.notOk(update.includes("ffffff02"));
    // The distinguisher is the router ID, and the next hop the injector's address.
    t.ok(update.includes(bytes("10 fd000000003400000000000000000009 00 c0 0a000063 00000006").toString("hex")));
  }
});

t.test("policies survive a restart: peers get them before the End of RIB, and no NOTIFICATION", async (t) => {
  const config = configOf(t);
  const injector = await start(t, config);
  const { peer } = await connectPeer(t, injector.port!);
  injector.change(setting(PAPER_FILE), false);
  injector.change(setting(TWO_LISTS_FILE), false);
  injector.change({ set: [], withdraw: policiesIn(TWO_LISTS_FILE).map(({ nlri }) => nlri), isWhole: false }, false);
  const { since } = injector.list()[0]!;
  injector.close();
  const last: string[] = [];
  await peer.until((message) => last.push(message) > 0 && message === "end");
  t.same(
    last.filter((message) => message.startsWith("notification")),
    [],
  );
  const again = await start(t, config);
  t.same((await connectPeer(t, again.port!)).updates, [PAPER_UPDATE]);
  t.same(again.list()[0]!.since, since);
});

t.test("a policy lists the peers that have it, and why others have not", async (t) => {
  const injector = await start(t);
  await connectPeer(t, injector.port!, 1);
  injector.change(setting(PAPER_FILE, "10.0.0.3"), false);
  injector.change(setting(TWO_LISTS_FILE), false);
  const [one, all] = injector.list();
  t.match(one!.peers, [{ address: PEERS[0], isSent: false }]);
  t.match(all!.peers, [
    { address: PEERS[0], isSent: false },
    { address: PEERS[1], isSent: true },
  ]);
  t.type(one!.peers[0]!.reason, "string");
});

t.test("a dry run changes nothing, and what is unchanged is no event", async (t) => {
  const config = configOf(t);
  const events: string[] = [];
  const injector = await start(t, config, ({ kind }: InjectorEvent) => events.push(kind));
  t.match(injector.change(setting(PAPER_FILE), true), [{ kind: "created" }]);
  t.same(injector.list(), []);
  injector.change(setting(PAPER_FILE), false);
  t.match(injector.change(setting(PAPER_FILE), false), [{ kind: "unchanged" }]);
  t.same(
    events.filter((kind) => kind !== "peer"),
    ["created"],
  );
});

t.test("a change that cannot be written or sent changes nothing", async (t) => {
  const config = configOf(t);
  const injector = await start(t, config);
  injector.change(setting(PAPER_FILE), false);
  const before = readFileSync(config.stateFile, "utf8");
  const [policy] = policiesIn(TWO_LISTS_FILE);
  const segmentLists = Array(200).fill(policy!.path.segmentLists[0]);
  const long = { ...policy!, path: { ...policy!.path, segmentLists } };
  t.throws(() => injector.change({ set: [long], withdraw: [], isWhole: true }, false), { code: "VPP_FIELD_RANGE" });
  t.equal(readFileSync(config.stateFile, "utf8"), before);
  writeFileSync(config.stateFile, "of another program");
  t.throws(() => injector.change(setting(TWO_LISTS_FILE), false), { code: "VPP_FILE" });
  t.equal(injector.list().length, 1);
  rmSync(config.stateFile);
});

t.test("an injector whose state file has a policy that cannot be sent does not start", async (t) => {
  const config = configOf(t);
  const injector = await start(t, config);
  injector.change(setting(PAPER_FILE), false);
  injector.close();
  const state = JSON.parse(readFileSync(config.stateFile, "utf8"));
  const [{ segmentlists }] = state.policies;
  const [list] = segmentlists;
  list.segments = Array(16).fill(list.segments[0]);
  state.policies[0].segmentlists = Array(16).fill(list);
  writeFileSync(config.stateFile, JSON.stringify(state));
  await t.rejects(start(t, config), { code: "VPP_FIELD_RANGE", message: /a BGP message has 4096/ });
});

t.test("a peer that cannot be reached is reported once, not for each attempt", async (t) => {
  const server = createServer((socket) => socket.destroy()).listen(0, PEERS[0]);
  await once(server, "listening");
  t.teardown(() => server.close());
  const { port } = server.address() as { port: number };
  const { listen: _, ...config } = configOf(t);
  const texts: string[] = [];
  let connections = 0;
  const injector = await start(t, { ...config, peers: [{ address: PEERS[0], port }] }, (event) => {
    if (event.kind === "peer") texts.push(event.text);
  });
  await new Promise<void>((resolve) => server.on("connection", () => ++connections === 3 && resolve()));
  injector.close();
  t.equal(new Set(texts).size, texts.length);
  t.match(texts[0], `peer ${PEERS[0]}: no session: `);
});
