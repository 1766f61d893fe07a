import { setImmediate as turn } from "node:timers/promises";
import t, { type Test } from "tap";
import { CallExpiry } from "../../../src/client/connection/call-expiry.ts";
import { PendingCalls } from "../../../src/client/connection/pending.ts";
import { VppError } from "../../../src/errors.ts";
import { stopClock } from "../../helpers.ts";

/** Replaces the timer: a test lets it fire, and sees whether it is set. */
function takeTimer(t: Test): { readonly tick: () => Promise<void>; readonly isSet: () => boolean } {
  let fire: (() => void) | undefined;
  const { setInterval, clearInterval } = globalThis;
  globalThis.setInterval = ((callback: () => void) => {
    fire = callback;
    return { unref: () => 1 };
  }) as never;
  globalThis.clearInterval = ((timer: unknown) => {
    if (timer !== undefined) fire = undefined;
  }) as never;
  t.teardown(() => Object.assign(globalThis, { setInterval, clearInterval }));
  const tick = async (): Promise<void> => {
    fire?.();
    await turn();
  };
  return { tick, isSet: () => fire !== undefined };
}

interface World {
  readonly expiry: CallExpiry;
  /** Adds a call that is late from `deadline` on. */
  readonly add: (messageName: string, deadline?: number) => number;
  /** How each call ended, in order. */
  readonly ended: string[];
  /** The pings that were sent, with what ends each. */
  readonly pings: { readonly answered: () => void; readonly failed: () => void }[];
}

function world(isQueueFull = false): World {
  const pending = new PendingCalls();
  const ended: string[] = [];
  const pings: World["pings"] = [];
  const add = (messageName: string, deadline = Number.POSITIVE_INFINITY): number =>
    pending.add({
      messageName,
      timeoutMs: 5000,
      receive: () => true,
      isLate: (now) => deadline <= now,
      fail: ({ code }) => ended.push(`${messageName} ${code}`),
    });
  const expiry = new CallExpiry(pending, {
    ping: (answered, failed) => {
      if (isQueueFull) throw new VppError("VPP_OVERLOADED", "full");
      pings.push({ answered, failed });
      return add("control_ping");
    },
    timedOut: () => new VppError("VPP_TIMEOUT", "late"),
    dropped: () => new VppError("VPP_NO_REPLY", "dropped"),
  });
  return { expiry, add, ended, pings };
}

t.test("calls end when their deadline is over, and the clock stops with the last", async (t) => {
  const clock = stopClock(t);
  const now = performance.now();
  const timer = takeTimer(t);
  const { expiry, add, ended } = world();
  add("show_version", now + 50);
  add("cli_inband", now + 10);
  expiry.start();
  await timer.tick();
  t.same(ended, []);
  clock.advance(10);
  await timer.tick();
  t.same(ended, ["cli_inband VPP_TIMEOUT"]);
  t.equal(timer.isSet(), true);
  clock.advance(40);
  await timer.tick();
  t.same(ended, ["cli_inband VPP_TIMEOUT", "show_version VPP_TIMEOUT"]);
  t.equal(timer.isSet(), false);
});

t.test("after three ticks of silence VPP is asked, once, whether it has dropped calls", async (t) => {
  const timer = takeTimer(t);
  const { expiry, add, pings } = world();
  add("sr_policy_add");
  expiry.start();
  await timer.tick();
  await timer.tick();
  t.equal(pings.length, 0);
  expiry.noteMessage();
  await timer.tick();
  await timer.tick();
  t.equal(pings.length, 0);
  for (let i = 0; i < 3; i++) await timer.tick();
  t.equal(pings.length, 1);
});

t.test("an answer to the ping ends older calls that VPP answers in order, and no others", async (t) => {
  const timer = takeTimer(t);
  const { expiry, add, ended, pings } = world();
  add("sr_policy_add");
  add("dhcp_client_config");
  expiry.start();
  for (let i = 0; i < 3; i++) await timer.tick();
  add("sr_policy_del");
  pings[0]?.answered();
  t.same(ended, ["sr_policy_add VPP_NO_REPLY"]);
  await timer.tick();
  t.equal(pings.length, 2, "the others still wait in silence");
});

t.test("a ping that fails says nothing of the calls, and is followed by another", async (t) => {
  const timer = takeTimer(t);
  const { expiry, add, ended, pings } = world();
  add("sr_policy_add");
  expiry.start();
  for (let i = 0; i < 3; i++) await timer.tick();
  pings[0]?.failed();
  await timer.tick();
  t.equal(pings.length, 2);
  t.same(ended, []);
});

t.test("a full send queue leaves calls to their deadlines", async (t) => {
  const clock = stopClock(t);
  const timer = takeTimer(t);
  const { expiry, add, ended } = world(true);
  add("sr_policy_add", performance.now() + 200);
  expiry.start();
  for (let i = 0; i < 5; i++) await timer.tick();
  t.same(ended, []);
  clock.advance(200);
  await timer.tick();
  t.same(ended, ["sr_policy_add VPP_TIMEOUT"]);
});

t.test("a clock that was stopped starts again, with a new silence", async (t) => {
  const timer = takeTimer(t);
  const { expiry, add, pings } = world();
  add("sr_policy_add");
  expiry.start();
  await timer.tick();
  await timer.tick();
  expiry.stop();
  t.equal(timer.isSet(), false);
  expiry.start();
  await timer.tick();
  await timer.tick();
  t.equal(pings.length, 0);
});
