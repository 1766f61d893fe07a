import fc from "fast-check";
import t, { type Test } from "tap";
import { SendQueue } from "../../src/transport/send-queue.ts";
import { bytes } from "../helpers.ts";

/** A kernel that takes bytes when the test says so, and reads them only then. */
class SlowKernel {
  /** What was read, in order. */
  readonly read: Buffer[] = [];
  readonly #writes: { bytes: Buffer; done: () => void }[] = [];

  get writes(): number {
    return this.#writes.length;
  }

  readonly write = (bytes: Buffer, done: () => void): void => {
    this.#writes.push({ bytes, done });
  };

  /** Reads what was written first. */
  take(): void {
    const { bytes, done } = this.#writes.shift()!;
    this.read.push(Buffer.from(bytes));
    done();
  }

  takeAll(): Buffer {
    while (this.writes > 0) this.take();
    return Buffer.concat(this.read);
  }
}

const KIB = 1024;
const FRAME_BYTES = 16;

function put(queue: SendQueue, message: Uint8Array): boolean {
  const offset = queue.reserve(message.length);
  if (offset < 0) return false;
  queue.bytes.set(message, offset);
  queue.commit();
  return true;
}

/** Reserves memory and writes it, but does not commit. */
function abandon(queue: SendQueue): void {
  const offset = queue.reserve(50);
  if (offset >= 0) queue.bytes.fill(0xee, offset, offset + 50);
}

function framed(message: Uint8Array): Buffer {
  return Buffer.concat([bytes("00".repeat(8), message.length.toString(16).padStart(8, "0"), "00000000"), message]);
}

t.test("what is committed leaves in one write, each message in its frame", async (t) => {
  const kernel = new SlowKernel();
  const queue = new SendQueue(kernel.write, KIB, () => {});
  put(queue, bytes("0102"));
  put(queue, bytes("030405"));
  t.equal(kernel.writes, 0);
  queue.flush();
  t.equal(kernel.writes, 1);
  t.equal(
    kernel.takeAll().toString("hex"),
    bytes("0000000000000000 00000002 00000000 0102 0000000000000000 00000003 00000000 030405").toString("hex"),
  );
});

t.test("a flush of nothing writes nothing", async (t) => {
  const kernel = new SlowKernel();
  const queue = new SendQueue(kernel.write, KIB, () => {});
  queue.flush();
  put(queue, bytes("0102"));
  queue.flush();
  queue.flush();
  t.equal(kernel.writes, 1);
});

t.test("what was reserved and not committed is never sent", async (t) => {
  const kernel = new SlowKernel();
  const queue = new SendQueue(kernel.write, KIB, () => {});
  put(queue, bytes("0102"));
  abandon(queue);
  put(queue, bytes("0304"));
  queue.flush();
  t.ok(kernel.takeAll().equals(Buffer.concat([framed(bytes("0102")), framed(bytes("0304"))])));
});

t.test("the view is of the same memory as the bytes", async (t) => {
  const kernel = new SlowKernel();
  const queue = new SendQueue(kernel.write, 10_000 * KIB, () => {});
  for (const byteLength of [10, 20 * KIB, 300 * KIB, 10]) {
    const offset = queue.reserve(byteLength);
    queue.view.setUint16(offset, 0x1234);
    queue.commit();
    queue.flush();
  }
  kernel.takeAll();
  t.same(
    kernel.read.map((each) => each.readUInt16BE(FRAME_BYTES)),
    [0x1234, 0x1234, 0x1234, 0x1234],
  );
});

t.test("a full queue says so, and when half of it has gone", async (t) => {
  const kernel = new SlowKernel();
  let drains = 0;
  const queue = new SendQueue(kernel.write, 4 * (FRAME_BYTES + 84), () => {
    drains++;
  });
  for (let i = 0; i < 4; i++) {
    t.ok(put(queue, Buffer.alloc(84)));
    queue.flush();
  }
  t.equal(queue.queuedBytes, 400);
  t.notOk(put(queue, Buffer.alloc(2)));
  kernel.take();
  t.equal(drains, 0);
  kernel.take();
  t.equal(drains, 1);
  t.equal(queue.queuedBytes, 200);
  t.ok(put(queue, Buffer.alloc(84)));
  kernel.takeAll();
  t.equal(drains, 1);
});

t.test("a queue that was never full does not say that it drained", async (t) => {
  const kernel = new SlowKernel();
  const queue = new SendQueue(kernel.write, KIB, () => t.fail("it was not full"));
  put(queue, Buffer.alloc(900));
  queue.flush();
  kernel.takeAll();
  t.equal(queue.queuedBytes, 0);
});

t.test("a message longer than the whole queue is taken when nothing waits", async (t) => {
  const kernel = new SlowKernel();
  let drains = 0;
  const queue = new SendQueue(kernel.write, KIB, () => {
    drains++;
  });
  put(queue, Buffer.alloc(500));
  queue.flush();
  t.notOk(put(queue, Buffer.alloc(2000)));
  kernel.take();
  t.equal(drains, 1);
  t.ok(put(queue, Buffer.alloc(2000)));
  t.notOk(put(queue, Buffer.alloc(2)));
});

t.test("memory is used again, but never while it is being sent", async (t) => {
  const size = fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 2, max: 3000 }) },
    { weight: 2, arbitrary: fc.integer({ min: 10 * KIB, max: 40 * KIB }) },
    { weight: 1, arbitrary: fc.integer({ min: 200 * KIB, max: 300 * KIB }) },
  );
  const step = fc.oneof(
    { weight: 6, arbitrary: size },
    { weight: 1, arbitrary: fc.constant("abandon" as const) },
    { weight: 3, arbitrary: fc.constant("flush" as const) },
    { weight: 3, arbitrary: fc.constant("take" as const) },
  );
  const arrives = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const kernel = new SlowKernel();
    const queue = new SendQueue(kernel.write, 1000 * KIB, () => {});
    const sent: Buffer[] = [];
    for (const [at, each] of steps.entries()) {
      if (each === "flush") queue.flush();
      else if (each === "take") kernel.writes > 0 && kernel.take();
      else if (each === "abandon") abandon(queue);
      else {
        const message = Buffer.alloc(each, at + 1);
        if (put(queue, message)) sent.push(framed(message));
      }
    }
    queue.flush();
    return kernel.takeAll().equals(Buffer.concat(sent)) && queue.queuedBytes === 0;
  });
  t.doesNotThrow(() => fc.assert(arrives));
});

/** The ends of frames, one behind the other. */
function endsOf(frames: readonly Buffer[]): number[] {
  let end = 0;
  return frames.map((frame) => {
    end += frame.length;
    return end;
  });
}

/** Compares what is left of a frame that has gone in part with the bytes up to the frame's end. */
function checkRest(t: Test, queue: SendQueue, frames: readonly Buffer[], sentBytes: number): void {
  const end = [0, ...endsOf(frames)].find((each) => each >= sentBytes);
  const rest = Buffer.concat(frames).subarray(sentBytes, end);
  if (!queue.restOfFrame(sentBytes).equals(rest)) t.fail(`what is left after ${sentBytes} bytes`);
}

t.test("knows what is left of a frame, wherever the kernel has stopped", async (t) => {
  const messages = [2, 1, 40, 17, 2, 300].map((byteLength, at) => Buffer.alloc(byteLength, at + 1));
  const frames = messages.map((message) => framed(message));
  for (let flushedEach = 1; flushedEach <= messages.length; flushedEach++) {
    const kernel = new SlowKernel();
    const queue = new SendQueue(kernel.write, KIB, () => {});
    for (const [at, message] of messages.entries()) {
      put(queue, message);
      if ((at + 1) % flushedEach === 0) queue.flush();
    }
    queue.flush();
    let doneBytes = 0;
    for (;;) {
      for (let sent = doneBytes; sent <= Buffer.concat(frames).length; sent++) checkRest(t, queue, frames, sent);
      if (kernel.writes === 0) break;
      kernel.take();
      doneBytes += kernel.read.at(-1)!.length;
    }
  }
  t.equal(Buffer.concat(frames).length, 458);
});

t.test("what was not flushed has not begun", async (t) => {
  const kernel = new SlowKernel();
  const queue = new SendQueue(kernel.write, KIB, () => {});
  t.equal(queue.restOfFrame(0).length, 0);
  put(queue, bytes("0102"));
  queue.flush();
  put(queue, bytes("0304"));
  t.equal(queue.restOfFrame(17).toString("hex"), "02");
  t.equal(queue.restOfFrame(18).length, 0);
});

t.test("knows what is left of a frame in any of several slabs", async (t) => {
  const kernel = new SlowKernel();
  const queue = new SendQueue(kernel.write, 10_000 * KIB, () => {});
  const messages = [9, 8, 200, 100, 300, 2].map((kibibytes, at) => Buffer.alloc(kibibytes * KIB, at + 1));
  const frames = messages.map((message) => framed(message));
  for (const message of messages) put(queue, message);
  queue.flush();
  t.ok(kernel.writes > 3);
  const places = [0, ...endsOf(frames)].flatMap((end) => [
    end - 5,
    end - 1,
    end,
    end + 1,
    end + 15,
    end + 16,
    end + 17,
  ]);
  let doneBytes = 0;
  while (kernel.writes > 0) {
    for (const place of places) {
      if (place >= doneBytes && place <= Buffer.concat(frames).length) checkRest(t, queue, frames, place);
    }
    kernel.take();
    doneBytes += kernel.read.at(-1)!.length;
  }
});

t.test("memory that was used again does not confuse what is left of a frame", async (t) => {
  const kernel = new SlowKernel();
  const queue = new SendQueue(kernel.write, KIB, () => {});
  for (let round = 0; round < 3; round++) {
    put(queue, Buffer.alloc(100, round));
    queue.flush();
    kernel.take();
  }
  put(queue, bytes("0a0b0c"));
  queue.flush();
  t.equal(queue.restOfFrame(3 * 116 + 17).toString("hex"), "0b0c");
});

t.test("a queue without a limit is never full", async (t) => {
  const kernel = new SlowKernel();
  const queue = new SendQueue(kernel.write, 100, () => {});
  put(queue, Buffer.alloc(84));
  t.notOk(put(queue, bytes("0102")));
  queue.liftLimit();
  t.ok(put(queue, bytes("0102")));
  queue.flush();
  t.equal(kernel.takeAll().length, 118);
});
