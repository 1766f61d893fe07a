import t, { type Test } from "tap";
import { srLocalsidsDump } from "../../../src/binapi/sr.ts";
import { connectedPair, type ScriptedPeer } from "../../scripted-peer.ts";

const PING = 0x17;
const DUMP = 0x343;

/** `sr_localsids_details` of fc00::<last>, End. */
function details(context: string, last: string): string {
  return `0344 ${context} fc00${"00".repeat(13)}${last} 00 01 00000000 00000000 00 ${"00".repeat(16)} 00000000`;
}

/** Answers the next dump with fc00::1 and on. */
async function answer(peer: ScriptedPeer, ...lasts: string[]): Promise<void> {
  const { context } = await peer.next(DUMP);
  const fence = await peer.next(PING);
  peer.send(...lasts.map((last) => details(context, last)), `0018 ${fence.context} 00000000 00000000 00000001`);
}

function checkViews(t: Test): void {
  process.env.TSVPP_CHECK_VIEWS = "1";
  t.teardown(() => Reflect.deleteProperty(process.env, "TSVPP_CHECK_VIEWS"));
}

t.test("a dump gives one view in all its steps, which shows each of the details in its turn", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const answered = answer(peer, "01", "02", "03");
  const seen: string[] = [];
  const views = new Set<object>();
  for await (const view of vpp.dump(srLocalsidsDump, {}, { as: "view" })) {
    seen.push(String(view.addr));
    views.add(view);
  }
  await answered;
  t.same(seen, ["fc00::1", "fc00::2", "fc00::3"]);
  t.equal(views.size, 1);
});

t.test("what a view shows stays until the next step, whatever comes meanwhile", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const dump = vpp.dump(srLocalsidsDump, {}, { as: "view" });
  const first = dump.next();
  await answer(peer, "01", "02");
  const { value } = await first;
  const answered = answer(peer, "09");
  for await (const other of vpp.dump(srLocalsidsDump, {})) t.equal(String(other.addr), "fc00::9");
  await answered;
  t.equal(String(value?.addr), "fc00::1");
});

t.test("copies stay, and after the last step a view throws", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const answered = answer(peer, "01", "02");
  const copies: object[] = [];
  let last: { readonly addr: unknown } | undefined;
  for await (const view of vpp.dump(srLocalsidsDump, {}, { as: "view" })) {
    copies.push({ ...view });
    last = view;
  }
  await answered;
  t.match(copies, [{ addr: { word3: 1 } }, { addr: { word3: 2 } }]);
  t.throws(() => last?.addr, { code: "VPP_STALE_VIEW" });
});

t.test("a dump that is left takes its view with it", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const answered = answer(peer, "01", "02");
  let left: { readonly addr: unknown } | undefined;
  for await (const view of vpp.dump(srLocalsidsDump, {}, { as: "view" })) {
    left = view;
    break;
  }
  await answered;
  t.throws(() => left?.addr, { code: "VPP_STALE_VIEW" });
});

t.test("where views are checked, one that is used after its step throws", async (t) => {
  checkViews(t);
  const { vpp, peer } = await connectedPair(t);
  const answered = answer(peer, "01", "02");
  const views: { readonly addr: unknown }[] = [];
  for await (const view of vpp.dump(srLocalsidsDump, {}, { as: "view" })) {
    for (const before of views) t.throws(() => before.addr, { code: "VPP_STALE_VIEW" });
    t.equal(String(view.addr), `fc00::${views.push(view)}`);
  }
  await answered;
  t.equal(views.length, 2);
});

t.test("details that are too short end the dump with an error", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const dump = vpp.dump(srLocalsidsDump, {}, { as: "view" });
  const { context } = await peer.next(DUMP);
  peer.send(details(context, "01"), `0344 ${context} 0102`);
  t.equal(String((await dump.next()).value?.addr), "fc00::1");
  await t.rejects(dump.next(), { code: "VPP_WIRE_RANGE" });
  t.same(await dump.next(), { done: true, value: undefined });
});
