import t from "tap";
import { srLocalsidsDump } from "../../../src/binapi/sr.ts";
import { DetailsQueue } from "../../../src/client/calls/details-queue.ts";
import { VppError } from "../../../src/errors.ts";
import { WireReader } from "../../../src/wire/index.ts";
import { bytes } from "../../helpers.ts";

const message = srLocalsidsDump.details;
type Details = ReturnType<typeof message.codec.read>;
const DONE = { done: true, value: undefined };
const DETAILS_BYTES = 53;

interface World {
  readonly queue: DetailsQueue<Details>;
  /** Puts details of fc00::<last> from memory that is used again at once. */
  readonly put: (last: string, byteLength?: number) => boolean;
  readonly take: () => Promise<string>;
  readonly endsKnown: () => number;
}

function world(as: "object" | "view" = "object", maxBytes = 1000): World {
  let endsKnown = 0;
  const queue = new DetailsQueue<Details>(as, maxBytes, () => endsKnown++);
  const put = (last: string, byteLength = DETAILS_BYTES): boolean => {
    const memory = bytes(`0344 00000001 fc00${"00".repeat(13)}${last} 00 01`, "00".repeat(29));
    const reader = new WireReader();
    reader.bytes = memory;
    reader.view = new DataView(memory.buffer, memory.byteOffset, memory.length);
    const isKept = queue.keep(reader, 0, byteLength) || queue.give(reader, 0, byteLength, message);
    memory.fill(0xff);
    return isKept;
  };
  const take = async (): Promise<string> => addressOf(await queue.take(message));
  return { queue, put, take, endsKnown: () => endsKnown };
}

function addressOf({ value }: IteratorResult<Details, undefined>): string {
  return String(value?.addr);
}

for (const as of ["object", "view"] as const) {
  t.test(`details that no step waits for are kept as bytes, and taken in order: ${as}`, async (t) => {
    const { queue, put, take } = world(as);
    t.equal(queue.isEmpty, true);
    put("01");
    put("02");
    t.equal(queue.isEmpty, false);
    t.equal(await take(), "fc00::1");
    t.equal(await take(), "fc00::2");
    t.equal(queue.isEmpty, true);
  });

  t.test(`details go to the step that waits for them: ${as}`, async (t) => {
    const { queue, put } = world(as);
    const step = queue.wait();
    put("03");
    t.equal(addressOf(await step), "fc00::3");
    t.equal(queue.isEmpty, true);
  });
}

t.test("a queue refuses details beyond its bound, but none that a step waits for", async (t) => {
  const { queue, put, take } = world("object", 2 * DETAILS_BYTES);
  t.same([put("01"), put("02"), put("03")], [true, true, false]);
  t.equal(await take(), "fc00::1");
  t.equal(put("04"), true);
  const small = world("object", 0);
  const step = small.queue.wait();
  t.equal(small.put("05"), true);
  t.equal(addressOf(await step), "fc00::5");
  t.equal(queue.isOpen, true);
});

t.test(
  "details that are too short throw when they are read: at once for a step that waits, else when they are taken",
  async (t) => {
    const { queue, put } = world();
    t.equal(put("01", 20), true);
    t.throws(() => queue.take(message), { code: "VPP_WIRE_RANGE", messageName: "sr_localsids_details" });
    const step = queue.wait();
    t.throws(() => put("02", 20), { code: "VPP_WIRE_RANGE" });
    put("03");
    t.equal(addressOf(await step), "fc00::3");
  },
);

t.test("an end comes behind the details that wait", async (t) => {
  const { queue, put, take, endsKnown } = world();
  const reason = new VppError("VPP_TIMEOUT", "late");
  put("01");
  queue.end(reason);
  t.equal(queue.isOpen, false);
  t.equal(queue.isEmpty, false);
  t.equal(await take(), "fc00::1");
  t.equal(endsKnown(), 0);
  await t.rejects(queue.wait(), reason);
  t.equal(endsKnown(), 1);
  t.same(await queue.wait(), DONE);
});

t.test("a queue that is cut gives its newest reason in place of what waits", async (t) => {
  const { queue, put } = world();
  const reason = new VppError("VPP_ABORTED", "enough");
  put("01");
  queue.end(new VppError("VPP_TIMEOUT", "late"));
  queue.cut(reason);
  t.equal(queue.isEmpty, true);
  await t.rejects(queue.wait(), reason);
});

t.test("a queue that is cut before its end stays open", async (t) => {
  const { queue, put } = world();
  put("01");
  queue.cut(new VppError("VPP_ABORTED", "enough"));
  t.equal(queue.isEmpty, true);
  t.equal(queue.isOpen, true);
});

t.test("a queue that is left is done, whatever waited", async (t) => {
  const { queue, put } = world();
  put("01");
  queue.end(new VppError("VPP_TIMEOUT", "late"));
  t.same(await queue.leave(), DONE);
  t.same(await queue.wait(), DONE);
  t.equal(queue.isEmpty, true);
});

t.test("a view shows nothing between its step and the next", async (t) => {
  const { queue, put } = world("view");
  put("01");
  put("02");
  const { value } = await queue.take(message);
  t.equal(String(value?.addr), "fc00::1");
  queue.endStep();
  t.throws(() => value?.addr, { code: "VPP_STALE_VIEW" });
  t.equal((await queue.take(message)).value, value);
  t.equal(String(value?.addr), "fc00::2");
});
