import { mock } from "node:test";
import t, { type Test } from "tap";
import type { SpeakerEvent } from "../../../src/bgp/index.ts";
import { Completeness } from "../../../src/overlay/sources/index.ts";

interface Scene {
  readonly completeness: Completeness;
  calls(): number;
  /** Whether all peers have ended their RIBs. */
  setOver(isOver: boolean): void;
  take(kind: "up" | "end-of-rib" | "down"): void;
}

function start(t: Test): Scene {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.teardown(() => mock.timers.reset());
  let calls = 0;
  let isOver = false;
  const completeness = new Completeness(
    30,
    () => isOver,
    () => calls++,
  );
  return {
    completeness,
    calls: () => calls,
    setOver: (value) => {
      isOver = value;
    },
    take: (kind) => completeness.take({ kind, peer: "a" } as SpeakerEvent),
  };
}

t.test("BGP is complete when all peers have ended their RIBs, and it is told once", async (t) => {
  const { calls, setOver, take } = start(t);
  take("up");
  take("end-of-rib");
  t.equal(calls(), 0);
  setOver(true);
  take("end-of-rib");
  t.equal(calls(), 1);
  take("end-of-rib");
  mock.timers.tick(60_000);
  t.equal(calls(), 1);
});

t.test("BGP is complete when the last peer that was waited for is removed", async (t) => {
  const { completeness, calls, setOver } = start(t);
  completeness.judge();
  t.equal(calls(), 0);
  setOver(true);
  completeness.judge();
  t.equal(calls(), 1);
});

t.test("a peer that is not there delays it, for syncSeconds from the first session on", async (t) => {
  const { calls, take } = start(t);
  mock.timers.tick(100_000);
  t.equal(calls(), 0, "without a session there is no deadline");
  take("up");
  take("end-of-rib");
  mock.timers.tick(20_000);
  take("down");
  take("up");
  mock.timers.tick(9_999);
  t.equal(calls(), 0);
  mock.timers.tick(1);
  t.equal(calls(), 1);
});

t.test("after stop nothing is called", async (t) => {
  const { completeness, calls, setOver, take } = start(t);
  setOver(true);
  take("up");
  completeness.stop();
  take("end-of-rib");
  mock.timers.tick(60_000);
  t.equal(calls(), 0);
});
