import t, { type Test } from "tap";
import { createLoopback, deleteLoopback } from "../../src/binapi/interface.ts";
import { ipRouteAddDel } from "../../src/binapi/ip.ts";
import { srLocalsidAddDel, srPolicyAdd, srPolicyDel, srSteeringAddDel } from "../../src/binapi/sr.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import { describeStep, type KeepOptions, type KeepReport, keep, parseDocument } from "../../src/desired/index.ts";
import { type Simulator, startSimulator } from "../../src/simulator/index.ts";
import { Srv6 } from "../../src/srv6/index.ts";

const DOCUMENT = `
localSids:
  - { sid: "fcdd::a:4", behavior: { type: End.DT4, tableId: 0 } }
policies:
  - bsid: "cafe::b"
    segmentLists: [{ segments: ["fcdd::b:4"] }]
steering:
  - { prefix: 10.0.2.0/24, tableId: 0, bsid: "cafe::b" }
adopt: true
`;
const CROSS_CONNECT = `
localSids:
  - { sid: "fcdd::a:2", behavior: { type: End.DX2, swIfIndex: 1 } }
`;

/** A client, and reports as they come. */
async function setUp(t: Test): Promise<{ simulator: Simulator; vpp: VppClient; reports: Reports }> {
  const simulator = await startSimulator();
  t.teardown(() => simulator.close());
  const vpp = await connect({ socketPath: simulator.socketPath });
  t.teardown(() => vpp.close());
  return { simulator, vpp, reports: new Reports() };
}

class Reports {
  readonly options: KeepOptions = { onReport: (report) => this.#put(report) };
  readonly #reports: KeepReport[] = [];
  #notice: () => void = () => {};

  async next(type: KeepReport["type"]): Promise<KeepReport> {
    for (;;) {
      const report = this.#reports.shift();
      if (report?.type === type) return report;
      if (report !== undefined) throw new Error(`${report.type} came before ${type}`);
      await new Promise<void>((resolve) => {
        this.#notice = resolve;
      });
    }
  }

  #put(report: KeepReport): void {
    this.#reports.push(report);
    this.#notice();
  }
}

function changes(simulator: Simulator): number {
  const messages = [srLocalsidAddDel, srPolicyAdd, srPolicyDel, srSteeringAddDel];
  return messages.reduce((sum, message) => sum + simulator.calls<unknown>(message).length, 0);
}

t.test("a state is reached at once, and not touched by an agent that starts anew", async (t) => {
  const { simulator, vpp, reports } = await setUp(t);
  const desired = await parseDocument(DOCUMENT);
  const first = await keep(vpp, desired, reports.options);
  t.match(await reports.next("reached"), { outcomes: [{ ok: true }, { ok: true }, { ok: true }] });
  t.equal(simulator.state.steering.length, 1);
  await first.close();
  const before = changes(simulator);
  await using _second = await keep(vpp, desired, reports.options);
  t.same(await reports.next("reached"), { type: "reached", outcomes: [], conflicts: [] });
  t.equal(changes(simulator), before);
});

t.test("a VPP that is restarted has the state back before other calls go through", async (t) => {
  const { simulator, vpp, reports } = await setUp(t);
  await using _keeper = await keep(vpp, await parseDocument(DOCUMENT), reports.options);
  await reports.next("reached");
  const lost = vpp.states();
  await simulator.restart();
  for await (const state of lost) if (state.type === "lost" || state.generation > 1) break;
  const srv6 = new Srv6(vpp);
  for await (const state of vpp.states()) if (state.type === "ready") break;
  t.equal((await srv6.steering()).length, 1);
  t.match(await reports.next("reached"), { outcomes: [{ ok: true }, { ok: true }, { ok: true }] });
});

t.test("what others change is told and taken back", async (t) => {
  const { simulator, vpp, reports } = await setUp(t);
  await using _keeper = await keep(vpp, await parseDocument(DOCUMENT), { ...reports.options, checkMs: 1 });
  await reports.next("reached");
  await using other = await connect({ socketPath: simulator.socketPath });
  await new Srv6(other).unsteer({ kind: "l3", prefix: "10.0.2.0/24", tableId: 0 });
  t.match(await reports.next("drift"), { steps: [{ action: "add", subject: { kind: "steering" } }] });
  t.match(await reports.next("reached"), { outcomes: [{ ok: true }] });
  t.equal(simulator.state.steering.length, 1);
});

t.test("what others change may only be told", async (t) => {
  const { simulator, vpp, reports } = await setUp(t);
  const options = { ...reports.options, checkMs: 1, drift: "tell" } as const;
  await using _keeper = await keep(vpp, await parseDocument(DOCUMENT), options);
  await reports.next("reached");
  await new Srv6(vpp).unsteer({ kind: "l3", prefix: "10.0.2.0/24", tableId: 0 });
  await reports.next("drift");
  await reports.next("drift");
  t.equal(simulator.state.steering.length, 0);
});

t.test("an interface that is not there yet is waited for", async (t) => {
  const { simulator, vpp, reports } = await setUp(t);
  await using _keeper = await keep(vpp, await parseDocument(CROSS_CONNECT), reports.options);
  t.match(await reports.next("failed"), { error: { code: "VPP_DOCUMENT", message: /no interface 1/ } });
  t.equal(simulator.state.localSids.length, 0);
  await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  t.match(await reports.next("reached"), { outcomes: [{ ok: true }] });
  t.equal(simulator.state.localSids.length, 1);
});

t.test("what goes by an interface is made again when the interface is, under the same number", async (t) => {
  const { simulator, vpp, reports } = await setUp(t);
  await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  const text = `
requires: { neighbors: [{ interface: loop0, address: "fd00:12::2", mac: "02:00:00:00:00:02" }], manage: true }
routes:
  - { prefix: "fcff:3::/48", nextHop: "fd00:12::2", interface: loop0 }
  - { prefix: "fcff:4::/48", nextHop: "fd00:12::2", interface: loop0 }
localSids:
  - { sid: "fcdd::1", behavior: { type: End.X, nextHop: "fd00:12::2", interface: loop0 } }
policies: [{ bsid: "cafe::1", segments: ["fcff:3::1"] }]
steering: [{ interface: loop0, bsid: "cafe::1" }]`;
  await using _keeper = await keep(vpp, await parseDocument(text), reports.options);
  await reports.next("reached");
  await vpp.request(deleteLoopback, { swIfIndex: 1 });
  t.match(await reports.next("failed"), { error: { message: /VPP has no interface loop0/ } });
  const [routes, steering] = [simulator.calls(ipRouteAddDel).length, simulator.calls(srSteeringAddDel).length];
  const { swIfIndex } = await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  t.equal(swIfIndex, 1);
  const reached = await reports.next("reached");
  t.same(reached.type === "reached" && reached.outcomes.map(({ step }) => describeStep(step)), [
    "add neighbor fd00:12::2 on interface 1 at 02:00:00:00:00:02: it is required",
    "change route fcff:3::/48 table 0 via fd00:12::2 on interface 1: its interface was created again",
    "change route fcff:4::/48 table 0 via fd00:12::2 on interface 1: its interface was created again",
    "change local SID fcdd::1 End.X via fd00:12::2 on interface 1: its interface was created again",
    "change steering of frames of interface 1 to cafe::1: its interface was created again",
  ]);
  const changed = simulator.calls(ipRouteAddDel).slice(routes);
  t.same(
    changed.map(({ isAdd, route }) => `${isAdd ? "add" : "delete"} ${route.prefix}`),
    ["delete fcff:3::/48", "delete fcff:4::/48", "add fcff:3::/48", "add fcff:4::/48"],
  );
  t.same(
    simulator
      .calls(srSteeringAddDel)
      .slice(steering)
      .map(({ isDel }) => isDel),
    [true, false],
  );
});

t.test("another state takes the place of the first", async (t) => {
  const { simulator, vpp, reports } = await setUp(t);
  await using keeper = await keep(vpp, await parseDocument(DOCUMENT), reports.options);
  await reports.next("reached");
  await keeper.update(await parseDocument(DOCUMENT.replace("fcdd::b:4", "fcdd::c:4")));
  t.match(await reports.next("reached"), { outcomes: [{ ok: true, step: { action: "change" } }] });
  t.equal(String(simulator.state.policies[0]?.segmentLists[0]?.segments[0]), "fcdd::c:4");
});

t.test("a state that comes while VPP is looked at for another one is not told as drift", async (t) => {
  const { simulator, vpp, reports } = await setUp(t);
  await using keeper = await keep(vpp, await parseDocument(DOCUMENT), reports.options);
  await reports.next("reached");
  const before = simulator.calls(srPolicyAdd).length;
  const other = DOCUMENT.replaceAll("cafe::b", "cafe::c");
  const [second, third] = [await parseDocument(other), await parseDocument(other.replace("fcdd::b:4", "fcdd::d:4"))];
  void keeper.update(second);
  while (simulator.calls(srPolicyAdd).length === before) await new Promise(setImmediate);
  await keeper.update(third);
  await reports.next("reached");
  t.match(await reports.next("reached"), { outcomes: [{ ok: true, step: { action: "change" } }] });
});

t.test("what is closed is kept no more", async (t) => {
  const { simulator, vpp, reports } = await setUp(t);
  const keeper = await keep(vpp, await parseDocument(DOCUMENT), { ...reports.options, checkMs: 1 });
  await reports.next("reached");
  await keeper.close();
  await simulator.restart();
  for await (const state of vpp.states()) if (state.type === "ready" && state.generation === 2) break;
  t.equal(simulator.state.steering.length, 0);
});
