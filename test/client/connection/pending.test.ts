import fc from "fast-check";
import t from "tap";
import { type PendingCall, PendingCalls, type ReasonFor } from "../../../src/client/connection/pending.ts";
import { VppError } from "../../../src/errors.ts";

/** A call that notes how it failed. */
class NotedCall implements PendingCall {
  readonly messageName: string;
  readonly timeoutMs = 5000;
  readonly deadline: number;
  reason: VppError | undefined;

  constructor(messageName = "some_message", deadline = Number.POSITIVE_INFINITY) {
    this.messageName = messageName;
    this.deadline = deadline;
  }

  receive(): boolean {
    return true;
  }

  isLate(now: number): boolean {
    return this.deadline <= now;
  }

  fail(reason: VppError): void {
    this.reason = reason;
  }
}

const timeout: ReasonFor = ({ messageName }, context) => new VppError("VPP_TIMEOUT", messageName, { context });

/** Calls whose first context follows this one. */
function startingAfter(last: number): PendingCalls {
  const random = Math.random;
  Math.random = () => last / 2 ** 31;
  try {
    return new PendingCalls();
  } finally {
    Math.random = random;
  }
}

t.test("contexts begin anywhere", async (t) => {
  const firsts = Array.from({ length: 20 }, () => new PendingCalls().add(new NotedCall()));
  t.ok(new Set(firsts).size > 15);
});

t.test("contexts wrap around past the largest, leaving out zero", async (t) => {
  const calls = startingAfter(0x7ffffffd);
  const contexts = Array.from({ length: 4 }, () => calls.add(new NotedCall()));
  t.same(contexts, [0x7ffffffe, 0x7fffffff, 1, 2]);
});

t.test("a context is not given again soon after its call has ended", async (t) => {
  const calls = new PendingCalls();
  const contexts = Array.from({ length: 5000 }, () => {
    const context = calls.add(new NotedCall());
    calls.remove(context);
    return context;
  });
  t.equal(new Set(contexts).size, 5000);
  t.equal(calls.size, 0);
});

t.test("a call that waits long is stepped over", async (t) => {
  const calls = new PendingCalls();
  const old = new NotedCall();
  const context = calls.add(old);
  for (let i = 0; i < 5000; i++) calls.remove(calls.add(new NotedCall()));
  t.equal(calls.find(context), old);
});

t.test("any history keeps each context with its call", async (t) => {
  const starts = fc.constantFrom(0, 62, 0x3fffffff, 0x7fffffc0, 0x7ffffffe);
  const steps = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(-1) }, { weight: 2, arbitrary: fc.nat(500) }), {
    maxLength: 400,
    size: "max",
  });
  const agrees = fc.property(starts, steps, (start, chosen) => {
    const calls = startingAfter(start);
    const model = new Map<number, PendingCall>();
    for (const step of chosen) {
      if (step < 0) {
        const call = new NotedCall();
        const context = calls.add(call);
        if (!(context > 0 && context < 2 ** 31) || model.has(context)) return false;
        model.set(context, call);
      } else {
        const context = [...model.keys()][step % Math.max(1, model.size)] ?? step;
        calls.remove(context);
        model.delete(context);
        if (calls.find(context) !== undefined) return false;
      }
      if (calls.size !== model.size) return false;
    }
    return [...model].every(([context, call]) => calls.find(context) === call);
  });
  t.doesNotThrow(() => fc.assert(agrees));
});

t.test("contexts that nobody has find nobody", async (t) => {
  const calls = new PendingCalls();
  const context = calls.add(new NotedCall());
  for (const other of [0, context + 1, (context + 64) >>> 0, (context + 2 ** 31) >>> 0]) {
    t.equal(calls.find(other), undefined);
    calls.remove(other);
  }
  t.equal(calls.size, 1);
});

t.test("calls whose deadline has passed end, each with its context, and no others", async (t) => {
  const calls = new PendingCalls();
  const due = new NotedCall("due", 100);
  const late = new NotedCall("late", 101);
  const context = calls.add(due);
  calls.add(late);
  calls.expire(100, timeout);
  t.match(due.reason, { code: "VPP_TIMEOUT", message: "due", context });
  t.equal(late.reason, undefined);
  t.equal(calls.find(context), undefined);
  t.equal(calls.size, 1);
});

t.test("all calls end at once, also those that start another in their place", async (t) => {
  const calls = new PendingCalls();
  const added = Array.from({ length: 100 }, () => new NotedCall());
  class Restless extends NotedCall {
    override fail(): void {
      calls.add(new NotedCall());
    }
  }
  calls.add(new Restless());
  for (const call of added) calls.add(call);
  calls.failAll(timeout);
  t.ok(added.every(({ reason }) => reason !== undefined));
  t.equal(calls.size, 1);
});

t.test("calls before a fence are told from those after it, past the largest context too", async (t) => {
  const calls = startingAfter(0x7ffffffd);
  const older = [new NotedCall("a"), new NotedCall("b")];
  for (const call of older) calls.add(call);
  const fence = calls.add(new NotedCall("fence"));
  const newer = new NotedCall("a");
  calls.add(newer);
  calls.failOlder(fence, ({ messageName }) => messageName === "a", timeout);
  t.ok(older[0]?.reason);
  t.notOk(older[1]?.reason);
  t.notOk(newer.reason);
  t.ok(calls.find(fence));
});
