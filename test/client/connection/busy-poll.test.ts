import t, { type Test } from "tap";
import { BusyPoll } from "../../../src/client/connection/busy-poll.ts";
import { type PendingCall, PendingCalls } from "../../../src/client/connection/pending.ts";

const call: PendingCall = {
  messageName: "",
  timeoutMs: 5000,
  receive: () => true,
  isLate: () => false,
  fail: () => {},
};

/** One connection's calls on a clock that is set; an event loop of which each turn is called for. */
class World {
  readonly pending = new PendingCalls();
  readonly busyPoll = new BusyPoll(this.pending);
  us = 0;
  #immediates: (() => void)[] = [];

  constructor(t: Test) {
    replace(t, performance, "now", () => this.us / 1000);
    replace(t, globalThis, "setImmediate", (immediate: () => void) => this.#immediates.push(immediate));
  }

  /** Whether the event loop would not sleep. */
  get isAwake(): boolean {
    return this.#immediates.length > 0;
  }

  turn(): void {
    for (const immediate of this.#immediates.splice(0)) immediate();
  }

  /** Sends so many calls together. */
  send(count = 1): number[] {
    const contexts = Array.from({ length: count }, () => this.pending.add(call));
    this.busyPoll.left();
    return contexts;
  }

  answer(contexts: readonly number[]): void {
    for (const context of contexts) this.pending.remove(context);
    this.busyPoll.answered();
  }

  /** One call after the other; gives for which of them the loop stayed awake. */
  calls(count: number, polledUs: number, sleptUs: number): boolean[] {
    return Array.from({ length: count }, () => {
      const contexts = this.send();
      const { isAwake } = this;
      this.us += isAwake ? polledUs : sleptUs;
      this.answer(contexts);
      this.turn();
      return isAwake;
    });
  }
}

/** Until the test ends. `t.intercept` keeps a stack for each call. */
function replace(t: Test, owner: object, name: string, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  t.teardown(() =>
    before === undefined ? Reflect.deleteProperty(owner, name) : Object.defineProperty(owner, name, before),
  );
}

function count(ways: readonly boolean[]): number {
  return ways.filter((isAwake) => isAwake).length;
}

t.test("both ways are tried, and the one that brings answers sooner stays; the other is tried now and then", (t) => {
  const polls = new World(t);
  t.equal(count(polls.calls(8, 20, 60)), 3);
  t.equal(count(polls.calls(1024, 20, 60)), 1022);
  const sleeps = new World(t);
  t.equal(count(sleeps.calls(8, 30, 12)), 4);
  t.equal(count(sleeps.calls(1024, 30, 12)), 2);
  t.end();
});

t.test("where both are as quick, it sleeps", (t) => {
  const world = new World(t);
  world.calls(8, 200, 200);
  t.equal(count(world.calls(1024, 200, 200)), 2);
  t.end();
});

t.test("what turns out otherwise than before is noticed", (t) => {
  const world = new World(t);
  world.calls(1000, 20, 60);
  world.calls(10_000, 1000, 60);
  t.equal(count(world.calls(1024, 1000, 60)), 2);
  world.calls(20_000, 20, 60);
  t.equal(count(world.calls(1024, 20, 60)), 1022);
  t.end();
});

t.test("one answer that takes seconds does not decide", (t) => {
  const world = new World(t);
  world.calls(1030, 20, 60);
  world.calls(1, 5_000_000, 5_000_000);
  t.equal(count(world.calls(200, 20, 60)), 200);
  t.end();
});

t.test("it looks until the answer is there, or for 50 microseconds", (t) => {
  const world = new World(t);
  world.calls(8, 20, 60);
  const contexts = world.send();
  world.us += 30;
  world.turn();
  t.ok(world.isAwake);
  world.answer(contexts);
  world.turn();
  t.notOk(world.isAwake);

  const late = world.send();
  world.us += 49;
  world.turn();
  t.ok(world.isAwake);
  world.us += 2;
  world.turn();
  t.notOk(world.isAwake);
  world.answer(late);
  t.end();
});

t.test("a call that follows its answer at once is looked for without a pause", (t) => {
  const world = new World(t);
  world.calls(8, 20, 60);
  const first = world.send();
  world.us += 40;
  world.answer(first);
  const second = world.send();
  world.us += 20;
  world.turn();
  t.ok(world.isAwake);
  world.answer(second);
  world.turn();
  t.notOk(world.isAwake);
  t.end();
});

t.test("for many calls at once it does not stay awake, nor go on", (t) => {
  const world = new World(t);
  world.calls(8, 20, 60);
  const many = world.send(3);
  t.notOk(world.isAwake);
  world.answer(many);
  const alone = world.send();
  t.ok(world.isAwake);
  const more = world.send(2);
  world.turn();
  t.notOk(world.isAwake);
  world.answer([...alone, ...more]);
  t.end();
});
