import t, { type Test } from "tap";
import { createLoopback, deleteLoopback } from "../../src/binapi/interface.ts";
import { ipRouteAddDel } from "../../src/binapi/ip.ts";
import { srLocalsidAddDel, srPolicyAdd, srPolicyDel, srSteeringAddDel } from "../../src/binapi/sr.ts";
import { cliInband } from "../../src/binapi/vlib.ts";
import { showVersion } from "../../src/binapi/vpe.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import {
  type DesiredState,
  describeStep,
  type KeepOptions,
  type KeepReport,
  keep,
  parseDocument,
} from "../../src/desired/index.ts";
import { type Simulator, startSimulator } from "../../src/simulator/index.ts";
import { Srv6 } from "../../src/srv6/index.ts";
import { Dice } from "../dice.ts";
import { HeldTime } from "./held-time.ts";

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

  async any(): Promise<KeepReport> {
    while (this.#reports.length === 0) {
      await new Promise<void>((resolve) => {
        this.#notice = resolve;
      });
    }
    return this.#reports.shift()!; // there is one
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
    "add neighbor fd00:12::2 on interface 1 at 02:00:00:00:00:02: the document requires it",
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

/** A keeper that checks every minute of held time. Timers of at least so many milliseconds are held. */
async function setUpHeld(t: Test, { text = DOCUMENT, leastMs = 300, ...options }: HeldOptions = {}) {
  const { simulator, vpp } = await setUp(t);
  const time = new HeldTime(t, leastMs);
  const told: KeepReport[] = [];
  const onReport = (report: KeepReport) => void told.push(report);
  const keeper = await keep(vpp, await parseDocument(text), { ...options, onReport });
  t.teardown(() => keeper.close());
  const srv6 = new Srv6(vpp);
  /** Somebody removes the steering that the keeper has brought. */
  const disturb = () => srv6.unsteer({ kind: "l3", prefix: "10.0.2.0/24", tableId: 0 });
  /** Somebody does so before each check. */
  const disturbChecks = async (times: number) => {
    for (let check = 0; check < times; check++) {
      await disturb();
      await time.next();
    }
  };
  /** The types of all reports since this was asked last. */
  const types = () => told.splice(0).map(({ type }) => type);
  return { simulator, vpp, srv6, time, keeper, told, types, disturb, disturbChecks };
}

type HeldOptions = KeepOptions & { readonly text?: string; readonly leastMs?: number };

const REPAIRED = ["drift", "reached"];
const CONTESTED = [...REPAIRED, ...REPAIRED, "drift", "contested", "reached"];

for (const seed of [undefined, 1, 2, 3]) {
  t.test(
    `two keepers with conflicting documents change VPP ever less often, and keep all else (${seed})`,
    async (t) => {
      const { simulator, vpp } = await setUp(t);
      const dice = seed === undefined ? undefined : new Dice(seed);
      const time = new HeldTime(t, 300, dice && (() => dice.below(1000) / 1000));
      const documents = [DOCUMENT, DOCUMENT.replace(/localSids:\n.*\n/, "").replace("fcdd::b:4", "fcdd::c:4")];
      const told = documents.map((): KeepReport[] => []);
      for (const [at, document] of documents.entries()) {
        const onReport = (report: KeepReport) => void told[at]!.push(report);
        const keeper = await keep(vpp, await parseDocument(document), { checkMs: 60_000, onReport });
        t.teardown(() => keeper.close());
      }
      const start = performance.now();
      const pass = async (minutes: number) => {
        while (performance.now() < start + minutes * 60_000) await time.next();
      };
      await pass(40);
      const before = told[0]!.length;
      await new Srv6(vpp).deleteLocalSid("fcdd::a:4");
      while (told[0]!.length === before) await time.next();
      t.ok(performance.now() <= start + 42.5 * 60_000, "the other thing is back at the next check");
      t.equal(simulator.state.localSids.length, 1);
      t.match(told[0]![before], { type: "drift", steps: [{ action: "add", subject: { kind: "localSid" } }] });
      await pass(60);
      for (const [at, reports] of told.entries()) {
        const contested = reports.filter(({ type }) => type === "contested");
        const [our, their] = at === 0 ? [/^fcdd::b:4$/, /^fcdd::c:4$/] : [/^fcdd::c:4$/, /^fcdd::b:4$/];
        const bsid = /^cafe::b$/;
        t.equal(contested.length, 1);
        t.match(contested[0], {
          things: [
            {
              subject: { kind: "policy", value: { bsid, segmentLists: [{ segments: [our] }] } },
              repairs: 3,
              replacedBy: { kind: "policy", value: { bsid, segmentLists: [{ segments: [their] }] } },
            },
          ],
        });
        const since = reports.slice(reports.indexOf(contested[0]!));
        const drift = since.flatMap((report) => (report.type === "drift" ? report.steps : []));
        t.notOk(drift.some(({ subject }) => subject.kind === "policy"));
        const repairs = reports.slice(1).flatMap((report) => (report.type === "reached" ? report.outcomes : []));
        const policies = repairs.filter(({ step }) => step.subject.kind === "policy");
        t.ok(policies.length >= 6 && policies.length <= 12, `${policies.length} repairs in an hour`);
      }
    },
  );
}

t.test("what others remove before each check is put off, by pauses that double up to ten minutes", async (t) => {
  const { simulator, time, types, told, disturb, disturbChecks } = await setUpHeld(t);
  await disturbChecks(3);
  t.match(told.at(-2), { things: [{ subject: { kind: "steering" }, repairs: 3, replacedBy: undefined }] });
  t.same(types(), ["reached", ...CONTESTED]);
  const steeredAt: number[] = [];
  for (let minute = 4; minute <= 60; minute++) {
    if (simulator.state.steering.length > 0) await disturb();
    await time.next();
    if (simulator.state.steering.length > 0) steeredAt.push(minute);
  }
  t.same(steeredAt, [5, 9, 17, 27, 37, 47, 57]);
  t.same(new Set(types()), new Set(["reached"]));
});

t.test(
  "an event of an interface does not end the pause of contested things, unless other things were changed too",
  async (t) => {
    const { simulator, vpp, srv6, time, types, disturb, disturbChecks } = await setUpHeld(t);
    await disturbChecks(3);
    types();
    await disturb();
    let checked = time.set();
    await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
    await checked;
    t.same(types(), []);
    t.equal(simulator.state.steering.length, 0);
    await srv6.deleteLocalSid("fcdd::a:4");
    checked = time.set();
    await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
    await checked;
    t.same(types(), REPAIRED);
    t.same([simulator.state.steering.length, simulator.state.localSids.length], [1, 1]);
  },
);

t.test("a restart of VPP is no repair, and is not put off", async (t) => {
  const { simulator, time, types, disturb, disturbChecks } = await setUpHeld(t, { leastMs: 10_000 });
  /** The keeper looks twice: before other calls go through, and when it hears that events may be missing. */
  const restart = async () => {
    const checked = time.set(2);
    await simulator.restart();
    await checked;
  };
  await disturbChecks(2);
  await restart();
  t.same(types(), ["reached", ...REPAIRED, ...REPAIRED, "reached"]);
  await disturb();
  await time.next();
  t.same(types(), ["drift", "contested", "reached"]);
  await restart();
  t.same(types(), ["reached"]);
  t.equal(simulator.state.steering.length, 1);
  await disturb();
  await time.next();
  t.same(types(), [], "the contest goes on");
});

t.test("a thing is contested no more after an update, or after an hour without repair", async (t) => {
  const { time, keeper, types, disturbChecks } = await setUpHeld(t);
  await disturbChecks(3);
  await keeper.update(await parseDocument(DOCUMENT));
  types();
  await disturbChecks(3);
  t.same(types(), CONTESTED);
  for (let minute = 0; minute < 60; minute++) await time.next();
  t.same(types(), []);
  await disturbChecks(3);
  t.same(types(), CONTESTED);
});

t.test("what is only told is not contested, and told each time", async (t) => {
  const { time, types, disturb } = await setUpHeld(t, { drift: "tell" });
  await disturb();
  for (let check = 0; check < 5; check++) await time.next();
  t.same(types(), ["reached", "drift", "drift", "drift", "drift", "drift"]);
});

t.test("a step that fails is no repair, and is tried again", async (t) => {
  const { simulator, time, types, disturb, disturbChecks } = await setUpHeld(t);
  await disturbChecks(2);
  types();
  await disturb();
  let isRefused = true;
  simulator.on(srSteeringAddDel, (_, answer) => (isRefused ? { retval: -1 } : answer()));
  await time.next();
  await time.next();
  t.same(types(), ["drift", "failed", "failed"]);
  isRefused = false;
  await time.next();
  t.same(types(), ["contested", "reached"]);
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

t.test("what a report's receiver throws is thrown on its own, and the keeping goes on", async (t) => {
  const { simulator, vpp } = await setUp(t);
  const thrown: unknown[] = [];
  const isOver = new Promise<void>((resolve) => {
    process.removeAllListeners("uncaughtException");
    process.on("uncaughtException", (reason) => {
      thrown.push(reason);
      if (thrown.length === 2) resolve();
    });
  });
  const bug = new TypeError("a bug of the receiver");
  const types: string[] = [];
  const onReport = ({ type }: KeepReport) => {
    types.push(type);
    throw bug;
  };
  const keeper = await keep(vpp, await parseDocument(DOCUMENT), { onReport });
  t.equal(simulator.state.steering.length, 1);
  await keeper.update(await parseDocument(DOCUMENT.replace("10.0.2.0", "10.0.3.0")));
  await isOver;
  t.same(thrown, [bug, bug]);
  t.same(types, ["reached", "reached"]);
  await keeper.close();
});

t.test("a bug of this library is reported, and not tried for again before an update", async (t) => {
  const { vpp, reports } = await setUp(t);
  const desired = await parseDocument(DOCUMENT);
  let reads = 0;
  const broken = {
    ...desired,
    get policies(): never {
      reads++;
      throw new TypeError("policies is broken");
    },
  };
  await using keeper = await keep(vpp, broken as DesiredState, { ...reports.options, checkMs: 1 });
  t.match(await reports.next("failed"), { error: { code: "VPP_INTERNAL", cause: { message: "policies is broken" } } });
  const before = reads;
  await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  for (let turn = 0; turn < 20; turn++) await vpp.request(showVersion, {});
  t.equal(reads, before);
  await keeper.update(desired);
  await reports.next("reached");
});

t.test("with drift only told, nothing is repaired after a check that failed either", async (t) => {
  const { simulator, vpp, reports } = await setUp(t);
  const options = { ...reports.options, checkMs: 1, drift: "tell" } as const;
  await using _keeper = await keep(vpp, await parseDocument(DOCUMENT), options);
  await reports.next("reached");
  let failing = 2;
  simulator.on(cliInband, (_, answer) => (failing-- > 0 ? { retval: -1, reply: "" } : answer()));
  await new Srv6(vpp).unsteer({ kind: "l3", prefix: "10.0.2.0/24", tableId: 0 });
  let report = await reports.any();
  while (report.type !== "failed") report = await reports.any();
  while (report.type !== "drift") report = await reports.any();
  t.match(report, { steps: [{ action: "add", subject: { kind: "steering" } }] });
  await reports.next("drift");
  t.equal(simulator.state.steering.length, 0);
});

t.test("a step that VPP refuses for ever lets no contested thing through", async (t) => {
  const { simulator, vpp, reports } = await setUp(t);
  simulator.on(srPolicyAdd, ({ bsidAddr }, answer) => (String(bsidAddr) === "cafe::9" ? { retval: -12 } : answer()));
  const text = DOCUMENT.replace("policies:", 'policies:\n  - { bsid: "cafe::9", segments: ["fcdd::9:4"] }');
  await using other = await connect({ socketPath: simulator.socketPath });
  let steered = 0;
  simulator.on(srSteeringAddDel, ({ isDel }, answer) => {
    if (!isDel) {
      steered++;
      // Another client takes it away again at once.
      setImmediate(
        () => void new Srv6(other).unsteer({ kind: "l3", prefix: "10.0.2.0/24", tableId: 0 }).catch(() => {}),
      );
    }
    return answer();
  });
  await using _keeper = await keep(vpp, await parseDocument(text), { ...reports.options, checkMs: 20 });
  let report = await reports.any();
  while (report.type !== "contested") report = await reports.any();
  t.match(report, { things: [{ subject: { kind: "steering" }, repairs: 3 }] });
  const before = steered;
  // The pause is two checks long, then four: of ten tries for the refused policy two may steer at most.
  const refused = simulator.calls(srPolicyAdd).length;
  while (simulator.calls(srPolicyAdd).length < refused + 10) await reports.any();
  t.ok(steered - before <= 4, `${steered - before} times in ten tries`);
});
