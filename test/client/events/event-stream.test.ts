import { getEventListeners } from "node:events";
import t from "tap";
import { EventStream, type VppEvent } from "../../../src/client/events/event-stream.ts";
import { VppError } from "../../../src/errors.ts";

const DONE = { done: true, value: undefined };
const reason = new VppError("VPP_RETVAL", "refused");

interface Bounds {
  readonly maxQueued?: number;
  readonly overflow?: "drop-oldest" | "error";
  readonly signal?: AbortSignal;
}

/** A stream of generation 4, and how often it was left. */
function open(bounds: Bounds = {}): { readonly stream: EventStream<number>; readonly leaves: () => number } {
  let leaves = 0;
  const stream = new EventStream<number>("sw_interface_event", 4, bounds, () => leaves++);
  return { stream, leaves: () => leaves };
}

function step(value: VppEvent<number>): IteratorResult<VppEvent<number>, undefined> {
  return { done: false, value };
}

function event(fields: number): IteratorResult<VppEvent<number>, undefined> {
  return step({ type: "event", fields });
}

t.test("events wait for the caller in the order in which they came", async (t) => {
  const { stream } = open();
  stream.push(1);
  stream.push(2);
  const steps = [stream.next(), stream.next(), stream.next()];
  stream.push(3);
  t.same(await Promise.all(steps), [event(1), event(2), event(3)]);
});

t.test("a new connection is a gap between the events of two generations", async (t) => {
  const { stream } = open();
  stream.push(1);
  stream.renew(5);
  stream.push(2);
  t.same(await stream.next(), event(1));
  t.same(await stream.next(), step({ type: "gap", generation: 5, missed: undefined }));
  t.same(await stream.next(), event(2));
});

t.test("1024 events wait unless the caller sets another bound", async (t) => {
  const { stream } = open({ overflow: "error" });
  for (let i = 0; i < 1025; i++) stream.push(i);
  for (let i = 0; i < 1024; i++) t.same(await stream.next(), event(i));
  await t.rejects(stream.next(), {
    code: "VPP_EVENT_OVERFLOW",
    effect: "none",
    messageName: "sw_interface_event",
    message: "sw_interface_event: more than 1024 events wait to be read: read them faster, or raise maxQueued",
  });
});

t.test("a gap in front counts the events that newer ones replaced", async (t) => {
  const { stream } = open({ maxQueued: 2 });
  for (const fields of [1, 2, 3, 4, 5]) stream.push(fields);
  t.same(await stream.next(), step({ type: "gap", generation: 4, missed: 3 }));
  t.same(await stream.next(), event(4));
  stream.push(6);
  t.same(await stream.next(), event(5));
  t.same(await stream.next(), event(6));
});

t.test("an end comes behind the events that wait, and is left once", async (t) => {
  const { stream, leaves } = open();
  stream.push(1);
  stream.end(reason);
  stream.end();
  stream.push(2);
  t.same(await stream.next(), event(1));
  await t.rejects(stream.next(), reason);
  t.same(await stream.next(), DONE);
  t.equal(leaves(), 1);
});

t.test("an end in order has no error", async (t) => {
  const { stream } = open();
  const waiting = stream.next();
  stream.end();
  t.same(await waiting, DONE);
  t.same(await stream.next(), DONE);
});

t.test("a stream that is left gives neither the events that wait nor the reason of its end", async (t) => {
  for (const prepare of [(stream: EventStream<number>) => stream.push(1), (s: EventStream<number>) => s.end(reason)]) {
    const { stream, leaves } = open({ maxQueued: 1 });
    stream.push(0);
    prepare(stream);
    t.same(await stream.return(), DONE);
    t.same(await stream.next(), DONE);
    t.equal(leaves(), 1);
  }
});

t.test("a signal ends a stream in front of the events that wait, and in place of another reason", async (t) => {
  for (const end of [() => {}, (stream: EventStream<number>) => stream.end(reason)]) {
    const controller = new AbortController();
    const { stream, leaves } = open({ signal: controller.signal, maxQueued: 1 });
    stream.push(1);
    stream.push(2);
    end(stream);
    controller.abort("enough");
    await t.rejects(stream.next(), { code: "VPP_ABORTED", cause: "enough", messageName: "sw_interface_event" });
    t.same(await stream.next(), DONE);
    t.equal(leaves(), 1);
    t.equal(getEventListeners(controller.signal, "abort").length, 0);
  }
});

t.test("a signal counts until a step has learned of the end", async (t) => {
  const { signal } = new AbortController();
  const { stream } = open({ signal });
  stream.end();
  t.equal(getEventListeners(signal, "abort").length, 1);
  await stream.next();
  t.equal(getEventListeners(signal, "abort").length, 0);
});

t.test("a loop over a stream leaves it", async (t) => {
  const { stream, leaves } = open();
  stream.push(1);
  for await (const item of stream) {
    t.same(item, { type: "event", fields: 1 });
    break;
  }
  t.equal(leaves(), 1);
});
