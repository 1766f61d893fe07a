import { setImmediate as turn } from "node:timers/promises";
import t, { type Test } from "tap";
import { LaneRegion } from "../../src/transport/lane-region.ts";
import { LaneTransport } from "../../src/transport/lane-transport.ts";
import type { LaneNative } from "../../src/transport/native.ts";
import { frameOf } from "../../src/transport/socket-frame.ts";

const FRAME_BYTES = 16;

/** VPP's side of the memory, which takes and answers what the test says. */
class Memory implements LaneNative {
  readonly taken: Buffer[] = [];
  readonly replies: Buffer[] = [];
  /** For how many messages there is room. */
  room = Number.POSITIVE_INFINITY;
  reads = 0;
  settled = 0;
  closed: boolean | undefined;
  error: unknown;

  laneOpen = (): object => ({});
  laneConnect = (): number => 1;
  laneInfo = (): number[] => [];

  laneWrite(_handle: object, bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    while (at < to && this.room > 0) {
      const end = at + FRAME_BYTES + Buffer.from(bytes).readUInt32BE(at + 8);
      this.taken.push(Buffer.from(bytes.subarray(at + FRAME_BYTES, end)));
      this.room--;
      at = end;
    }
    return at;
  }

  laneRead(_handle: object, bytes: Uint8Array, from: number): number {
    this.reads++;
    if (this.error !== undefined) throw this.error;
    let at = from;
    for (const reply of this.replies.splice(0)) {
      bytes.set(frameOf(reply), at);
      at += FRAME_BYTES + reply.length;
    }
    return at;
  }

  laneSettle(_handle: object, count: number): void {
    this.settled += count;
  }

  laneClose(_handle: object, isListed: boolean): void {
    this.closed ??= isListed;
  }
}

function pair(t: Test): { memory: Memory; lane: LaneTransport; heard: string[]; wakes: () => number } {
  const memory = new Memory();
  const lane = new LaneTransport(new LaneRegion(memory, {}, "/dev/shm/vpe-api"), 1_000_000);
  t.teardown(() => lane.leave(false));
  const heard: string[] = [];
  lane.onMessage = (bytes, _view, offset, byteLength) =>
    void heard.push(bytes.toString("latin1", offset, offset + byteLength));
  let wakes = 0;
  lane.wake = () => void wakes++;
  return { memory, lane, heard, wakes: () => wakes };
}

function send(lane: LaneTransport, ...texts: string[]): void {
  for (const text of texts) {
    const offset = lane.reserve(text.length);
    lane.bytes.write(text, offset);
    lane.commit();
  }
  lane.flush();
}

async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await turn();
}

t.test("messages reach VPP in order, and its replies come in later turns", async (t) => {
  const { memory, lane, heard } = pair(t);
  send(lane, "one", "two");
  t.same(memory.taken.map(String), ["one", "two"]);
  t.equal(lane.onTheWay, 2);
  memory.replies.push(Buffer.from("ONE"), Buffer.from("TWO"));
  t.same(heard, []);
  await until(() => heard.length === 2);
  t.same(heard, ["ONE", "TWO"]);
  t.equal(lane.onTheWay, 0);
});

t.test("an idle VPP is woken by the first message, and VPP's memory is left alone when nothing is due", async (t) => {
  const { memory, lane, heard, wakes } = pair(t);
  send(lane, "one");
  t.equal(wakes(), 1);
  memory.replies.push(Buffer.from("ONE"));
  await until(() => heard.length === 1);
  const { reads } = memory;
  for (let at = 0; at < 100; at++) await turn();
  t.equal(memory.reads, reads);
  send(lane, "two");
  t.equal(wakes(), 2);
});

t.test("messages for which there is no room wait for it", async (t) => {
  const { memory, lane, heard } = pair(t);
  memory.room = 1;
  send(lane, "one", "two", "three");
  t.same(memory.taken.map(String), ["one"]);
  memory.room = 10;
  memory.replies.push(Buffer.from("ONE"));
  await until(() => memory.taken.length === 3);
  t.same(memory.taken.map(String), ["one", "two", "three"]);
  t.same(heard, ["ONE"]);
});

t.test("what VPP has dropped is given back once, by what it had answered until then", async (t) => {
  const { memory, lane, heard } = pair(t);
  send(lane, "one", "two", "ping", "later");
  memory.replies.push(Buffer.from("TWO"), Buffer.from("PING"));
  await until(() => heard.length === 2);
  lane.settle(3);
  lane.settle(3);
  t.equal(memory.settled, 1);
  t.equal(lane.onTheWay, 1);
});

t.test("an error ends the transport, with its reason, and VPP is left to the owner", async (t) => {
  const { memory, lane } = pair(t);
  const ended = new Promise<Error | undefined>((resolve) => {
    lane.onClose = resolve;
  });
  send(lane, "one");
  memory.error = Object.assign(new Error("a pointer is wrong"), { errno: -71 });
  t.match(await ended, { code: "VPP_SHARED_MEMORY", message: /a pointer is wrong/ });
  t.equal(memory.closed, undefined);
  lane.leave(true);
  t.equal(memory.closed, true);
});

t.test("an exiting process leaves at once", async (t) => {
  const { memory, lane } = pair(t);
  lane.sendLastSync();
  t.equal(memory.closed, true);
});
