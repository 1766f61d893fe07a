import t from "tap";
import { ipTableAddDel } from "../../../src/binapi/ip.ts";
import { srLocalsidsDump, srSetEncapHopLimit } from "../../../src/binapi/sr.ts";
import { connectedPair, type ScriptedPeer } from "../../scripted-peer.ts";

const HOP_LIMIT = 0x33f;
const TABLE_ADD_DEL = 0x60;

const table = { table: { tableId: 7, isIp6: true, name: "" } };

const ends: readonly (readonly [how: string, end: (peer: ScriptedPeer) => unknown, cause: unknown])[] = [
  ["ends in order", (peer) => peer.end(), undefined],
  ["ends at once", (peer) => peer.destroy(), undefined],
  ["sends what VPP never would", (peer) => peer.send("00"), { code: "VPP_FRAME" }],
];

for (const [how, end, cause] of ends) {
  t.test(`a VPP that ${how} settles all calls at once`, async (t) => {
    const { vpp, peer } = await connectedPair(t);
    const request = vpp.request(ipTableAddDel, table);
    const dump = vpp.dump(srLocalsidsDump, {});
    const steps = [dump.next(), dump.next()];
    const outcomes = vpp.batch((batch) => batch.add(srSetEncapHopLimit, { hopLimit: 1 }));
    await peer.next(TABLE_ADD_DEL);
    end(peer);
    const lost = { code: "VPP_CONNECTION_LOST", effect: "unknown", cause };
    await t.rejects(request, { ...lost, message: "ip_table_add_del: the connection to VPP ended" });
    await t.rejects(steps[0]!, { ...lost, messageName: "sr_localsids_dump" });
    t.same(await steps[1], { done: true, value: undefined });
    t.match(await outcomes, [{ ok: false, error: lost }]);
  });
}

t.test("calls after the end are refused for the same reason, and not as if they had been sent", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const pending = vpp.request(ipTableAddDel, table);
  await peer.next(TABLE_ADD_DEL);
  await peer.end();
  await t.rejects(pending, { code: "VPP_CONNECTION_LOST" });
  const lost = { code: "VPP_CONNECTION_LOST", effect: "none" };
  await t.rejects(vpp.request(srSetEncapHopLimit, { hopLimit: 1 }), lost);
  await t.rejects(vpp.dump(srLocalsidsDump, {}).next(), lost);
  t.match(await vpp.batch((batch) => batch.add(srSetEncapHopLimit, { hopLimit: 1 })), [{ ok: false, error: lost }]);
});

t.test("details that came before the end are given before the error", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const dump = vpp.dump(srLocalsidsDump, {});
  const { context } = await peer.next(0x343);
  peer.send(`0344 ${context} ${"00".repeat(47)}`);
  await peer.end();
  t.equal(String((await dump.next()).value?.addr), "::");
  await t.rejects(dump.next(), { code: "VPP_CONNECTION_LOST" });
});

t.test("many calls at once are each given their own answer", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const answers = Array.from({ length: 3000 }, () => vpp.request(srSetEncapHopLimit, { hopLimit: 1 }));
  const contexts: string[] = [];
  while (contexts.length < answers.length) contexts.push((await peer.next(HOP_LIMIT)).context);
  t.equal(new Set(contexts).size, answers.length);
  const number = (at: number) => at.toString(16).padStart(8, "0");
  peer.send(...contexts.map((context, at) => `0340 ${context} ${number(at)}`).reverse());
  const found = await Promise.all(answers);
  t.same(
    found.map(({ retval }) => retval),
    found.map((_, at) => at),
  );
});
