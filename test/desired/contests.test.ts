import fc from "fast-check";
import t, { type Test } from "tap";
import { createLoopback } from "../../src/binapi/interface.ts";
import { Contests, type Repair, repairedOf, repairsOf, replacedBy } from "../../src/desired/contests.ts";
import { parseDocument, plan } from "../../src/desired/index.ts";
import { stepFor } from "../../src/desired/plan/step.ts";
import { planFor, scene } from "./scene.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** The repair of a table that others have removed. */
function repairOf(tableId: number, isRenewal = false): Repair {
  const step = stepFor({ kind: "table", desired: { family: 4, tableId }, observed: undefined, reason: "" });
  const [repair] = repairsOf([step], new Set());
  return { ...repair!, isRenewal };
}

/** Checks a minute apart, of which those with these numbers, from 1 on, repair a thing. Gives those that report it. */
function contestedAt(checks: readonly number[], repair = repairOf(1)): number[] {
  const contests = new Contests(MINUTE_MS);
  const reported: number[] = [];
  for (let check = 1; check <= Math.max(...checks); check++) {
    contests.beginCheck(check * MINUTE_MS);
    if (checks.includes(check) && contests.note([repair], check * MINUTE_MS).length > 0) reported.push(check);
  }
  return reported;
}

t.test("a thing is contested once when it was repaired three times within ten checks", async (t) => {
  t.same(contestedAt([1, 2]), []);
  t.same(contestedAt([1, 2, 3, 4, 5]), [3]);
  t.same(contestedAt([1, 9, 10]), [10]);
  t.same(contestedAt([1, 9, 11]), []);
  t.same(contestedAt([1, 9, 11, 18]), [18]);
  t.same(contestedAt([1, 31, 61, 91, 121, 151]), [], "two changes an hour are repaired");
});

t.test("what is made again with its interface is not contested", async (t) => {
  t.same(contestedAt([1, 2, 3, 4, 5], repairOf(1, true)), []);
});

t.test("a contested thing is reported with how often and since when it was repaired", async (t) => {
  const { now } = Date;
  t.teardown(() => {
    Date.now = now;
  });
  Date.now = () => Date.UTC(2026, 0, 1, 12, 0);
  const contests = new Contests(MINUTE_MS);
  const reports = [10, 25, 26, 27].map((minute) => {
    contests.beginCheck(minute * MINUTE_MS);
    return contests.note([repairOf(1)], minute * MINUTE_MS);
  });
  const since = new Date("2026-01-01T11:44:00Z");
  const subject = { kind: "table", value: { family: 4, tableId: 1 } };
  t.same(reports, [[], [], [{ subject, repairs: 3, since, replacedBy: undefined }], []]);
});

t.test("pauses double up to ten minutes from twice the time between checks", async (t) => {
  const contests = new Contests(MINUTE_MS);
  const repairedAt: number[] = [];
  for (let minute = 1; minute <= 60; minute++) {
    contests.beginCheck(minute * MINUTE_MS);
    if (contests.putsOff([repairOf(1)], minute * MINUTE_MS)) continue;
    contests.note([repairOf(1)], minute * MINUTE_MS);
    repairedAt.push(minute);
  }
  t.same(repairedAt, [1, 2, 3, 5, 9, 17, 27, 37, 47, 57]);
});

t.test("only a plan for nothing but contested things is put off", async (t) => {
  const contests = new Contests(MINUTE_MS);
  for (let check = 1; check <= 3; check++) {
    contests.beginCheck(check);
    contests.note([repairOf(1), repairOf(2)], check);
  }
  t.ok(contests.putsOff([repairOf(1)], 3));
  t.ok(contests.putsOff([repairOf(1), repairOf(2)], 3));
  t.notOk(contests.putsOff([repairOf(1), repairOf(3)], 3));
  t.notOk(contests.putsOff([repairOf(1), repairOf(2, true)], 3), "its interface was created again");
  t.notOk(contests.putsOff([], 3));
});

t.test("an hour without repair ends a contest", async (t) => {
  const contests = new Contests(MINUTE_MS);
  const repair = (ms: number) => {
    contests.beginCheck(ms);
    return contests.note([repairOf(1)], ms).length;
  };
  t.same([1, 2, 3, HOUR_MS, HOUR_MS + 1].map(repair), [0, 0, 1, 0, 0]);
  contests.beginCheck(2 * HOUR_MS + 1);
  t.notOk(contests.putsOff([repairOf(1)], 2 * HOUR_MS + 1));
  t.equal(contests.size, 0);
  t.same(
    [1, 2, 3].map((ms) => repair(2 * HOUR_MS + ms)),
    [0, 0, 1],
  );
});

/** A check: the minutes since the one before, and the things that it finds changed. */
const CHECKS = fc.array(fc.record({ minutes: fc.oneof(fc.nat(3), fc.nat(70)), things: fc.subarray([1, 2, 3]) }), {
  minLength: 20,
  maxLength: 60,
});

t.test(
  "things are contested exactly from the third repair within ten checks on, and forgotten after an hour",
  async (t) => {
    const agrees = fc.property(CHECKS, (checks) => {
      const contests = new Contests(MINUTE_MS);
      /** Of each thing, the times and numbers of its repairs since it was forgotten, and whether it is contested. */
      const known = new Map<number, { repairs: { ms: number; check: number }[]; isContested: boolean }>();
      let now = 0;
      for (const [check, { minutes, things }] of checks.entries()) {
        now += minutes * MINUTE_MS;
        contests.beginCheck(now);
        for (const [thing, { repairs }] of known) if (repairs.at(-1)!.ms + HOUR_MS <= now) known.delete(thing);
        if (contests.size !== known.size) return false;
        const expected = things.filter((thing) => {
          const entry = known.get(thing) ?? { repairs: [], isContested: false };
          known.set(thing, entry);
          entry.repairs.push({ ms: now, check });
          const isNew = !entry.isContested && entry.repairs.filter((each) => each.check > check - 10).length >= 3;
          entry.isContested ||= isNew;
          return isNew;
        });
        const reported = contests.note(
          things.map((thing) => repairOf(thing)),
          now,
        );
        const names = reported.map(({ subject }) => subject.kind === "table" && subject.value.tableId);
        if (names.join() !== expected.join()) return false;
        const isPaused = (thing: number) => contests.putsOff([repairOf(thing)], now);
        if ([1, 2, 3].some((thing) => isPaused(thing) && known.get(thing)?.isContested !== true)) return false;
      }
      return true;
    });
    t.doesNotThrow(() => fc.assert(agrees));
  },
);

const DOCUMENT = `
owns: { bsids: ["cafe::/112"], scratch: "cafe:0:0:1::/120" }
policies:
  - { bsid: "cafe::1", segments: ["fcdd::1"] }
  - { bsid: "cafe::2", segments: ["fcdd::2"] }
steering:
  - { prefix: 10.1.0.0/16, bsid: "cafe::1" }
  - { prefix: 10.2.0.0/16, bsid: "cafe::1" }
adopt: true
`;

async function repairs(t: Test, before: string, after: string): Promise<Repair[]> {
  const { vpp } = await scene(t, before);
  return repairsOf((await planFor(vpp, after, { force: true })).steps, new Set());
}

t.test("a repair tells the thing as it is to be, and what VPP has instead", async (t) => {
  const [change] = await repairs(t, DOCUMENT, DOCUMENT.replace("fcdd::1", "fcdd::9"));
  t.match(repairedOf(change!), { kind: "policy", value: { segmentLists: [{ segments: [/^fcdd::9$/] }] } });
  t.match(replacedBy(change!), { kind: "policy", value: { segmentLists: [{ segments: [/^fcdd::1$/] }] } });
  const [addition] = await repairs(t, "{}", 'localSids: [{ sid: "fcdd::1", behavior: { type: End } }]');
  t.match(repairedOf(addition!), { kind: "localSid" });
  t.equal(replacedBy(addition!), undefined);
  const [setting] = await repairs(t, "{}", "encap: { hopLimit: 9 }");
  t.match([repairedOf(setting!), replacedBy(setting!)], [{ value: 9 }, { value: 64 }]);
  const [removal] = await repairs(t, DOCUMENT, DOCUMENT.replace(/.*fcdd::2.*\n/, "").replace("adopt: true\n", ""));
  t.match([repairedOf(removal!), replacedBy(removal!)], [{ value: { bsid: /^cafe::2$/ } }, { kind: "policy" }]);
});

t.test("what stands in for a policy that is replaced, and what goes around it, is not repaired", async (t) => {
  const spray = '"cafe::1", policyType: spray,';
  const changed = await repairs(
    t,
    DOCUMENT.replace('"cafe::1",', spray),
    DOCUMENT.replace('10.2.0.0/16, bsid: "cafe::1"', '10.2.0.0/16, bsid: "cafe::2"'),
  );
  t.same(
    changed.map(({ key, steps }) => [key.split(" ")[0], steps.length]),
    [
      ["steering", 2],
      ["policy", 1],
    ],
  );
  t.match(repairedOf(changed[0]!), { value: { prefix: /^10.2.0.0.16$/, bsid: /^cafe::2$/ } });
  t.match(replacedBy(changed[0]!), { value: { prefix: /^10.2.0.0.16$/, bsid: /^cafe::1$/ } });
});

t.test("what goes by an interface that was created again is renewed", async (t) => {
  const { vpp } = await scene(t);
  await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  const desired = await parseDocument(`
requires: { neighbors: [{ interface: loop0, address: "fd00:12::2", mac: "02:00:00:00:00:02" }], manage: true }
routes: [{ prefix: "fcff:3::/48", nextHop: "fd00:12::2", interface: loop0 }]
localSids:
  - { sid: "fcdd::1", behavior: { type: End.X, nextHop: "fd00:12::2", interface: loop0 } }
  - { sid: "fcdd::2", behavior: { type: End } }
policies: [{ bsid: "cafe::1", segments: ["fcff:3::1"] }]
steering: [{ interface: loop0, bsid: "cafe::1" }, { prefix: 10.1.0.0/16, bsid: "cafe::1" }]
encap: { hopLimit: 9 }`);
  const { steps } = await plan(vpp, desired);
  const renewed = repairsOf(steps, new Set([1])).filter(({ isRenewal }) => isRenewal);
  t.same(
    renewed.map((each) => repairedOf(each).kind),
    ["neighbor", "route", "localSid", "steering"],
  );
  t.notOk(repairsOf(steps, new Set([2])).some(({ isRenewal }) => isRenewal));
});
