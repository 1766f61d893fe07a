import { closeSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import { VppError } from "../../../src/errors.ts";
import { makePart, type Part } from "../../../src/stats/segment/part.ts";
import { Reader } from "../../../src/stats/segment/reader.ts";
import { Segment } from "../../../src/stats/segment/segment.ts";
import { temporaryFolder } from "../../helpers.ts";
import { SegmentWriter, TYPES, u64 } from "../segment-file.ts";

const CLOSED = new VppError("VPP_CLOSED", "closed");

function open(t: Test, memory: Buffer): number {
  const file = join(temporaryFolder(t), "segment");
  writeFileSync(file, memory);
  return openSync(file, "r");
}

t.test("copies lie where they do in the segment, modulo 8, so that no number is torn", async (t) => {
  const memory = Buffer.from(Array.from({ length: 40_000 }, (_, i) => (i * 7) % 251));
  const segment = new Segment(open(t, memory));
  t.teardown(() => segment.close(CLOSED));
  try {
    segment.readHeader();
  } catch {
    // These bytes are no header, but allow copying.
  }
  const places = [20_004, 16, 4, 100, 36, 39_992, 20_000, 8];
  const parts = places.map((offset) => makePart(offset, 8));
  segment.copy(parts);
  for (const [i, { bytes, words, at }] of parts.entries()) {
    const offset = places[i]!;
    t.equal((bytes.byteOffset + at) % 8, offset % 8);
    t.same(bytes.subarray(at, at + 8), memory.subarray(offset, offset + 8));
    t.equal(words[at / 4], memory.readUInt32LE(offset));
  }
  t.equal(new Set(parts.map(({ bytes }) => bytes)).size, 3, "parts that are near are copied together");
});

/** A segment that counts the parts that are copied of it. */
class Counting extends Segment {
  parts = 0;

  override copy(parts: readonly Part[]): void {
    this.parts += parts.length;
    super.copy(parts);
  }
}

t.test("an attempt copies no more parts than the segment has room for, also if all lie at one place", async (t) => {
  const [size, attempts, smallestVector] = [1024 * 1024, 3, 32];
  const writer = new SegmentWriter(size);
  const name = writer.vector([Buffer.from("a"), Buffer.from("\0")]);
  writer.entry(TYPES.names, writer.vector(Array.from({ length: size / 17 }, () => u64(name))), "/if/names");
  const segment = new Counting(open(t, writer.finish()));
  t.teardown(() => segment.close(CLOSED));
  const reading = new Reader(segment).read(() => true, performance.now() + 20_000);
  await t.rejects(reading, { code: "VPP_STATS", message: /overlap/ });
  // Each vector has two parts, and twice the segment is the limit.
  t.ok(segment.parts <= attempts * 2 * 2 * (size / smallestVector), `${segment.parts} parts`);
});

/** A segment that VPP changes during the first copies. */
class Changing extends Segment {
  copies = 0;
  readonly #change: (copies: number) => void;

  constructor(fd: number, change: (copies: number) => void) {
    super(fd);
    this.#change = change;
  }

  override copy(parts: readonly Part[]): void {
    super.copy(parts);
    this.#change(this.copies++);
  }
}

t.test("a copy during which the epoch has changed is made again", async (t) => {
  const file = join(temporaryFolder(t), "segment");
  const make = (value: bigint, epoch: bigint): void => {
    const writer = new SegmentWriter();
    writer.entry(TYPES.scalar, value, "/value");
    writeFileSync(file, writer.finish({ epoch }));
  };
  make(0n, 1n);
  const segment = new Changing(
    openSync(file, "r"),
    (copies) => copies < 30 && make(BigInt(copies), BigInt(copies + 2)),
  );
  t.teardown(() => segment.close(CLOSED));
  const { owners } = await new Reader(segment).read(() => true, performance.now() + 20_000);
  const { slot } = owners[0]!;
  t.ok(segment.copies > 30);
  t.equal(slot.bytes.readUInt32LE(slot.at + 8), 29, "the value after the last change");
});

t.test("a segment that changes without end is given up at the deadline", async (t) => {
  const file = join(temporaryFolder(t), "segment");
  const make = (epoch: bigint): void => writeFileSync(file, new SegmentWriter(1024).finish({ epoch }));
  make(1n);
  const segment = new Changing(openSync(file, "r"), (copies) => make(BigInt(copies + 2)));
  t.teardown(() => segment.close(CLOSED));
  await t.rejects(
    new Reader(segment).read(() => true, performance.now() + 50),
    { code: "VPP_STATS_BUSY" },
  );
});

t.test("a closed segment is not read, since its descriptor may be another file", async (t) => {
  const fd = open(t, new SegmentWriter().finish());
  const segment = new Segment(fd);
  segment.readHeader();
  segment.close(CLOSED);
  t.throws(() => segment.readHeader(), { code: "VPP_CLOSED" });
  segment.close(new VppError("VPP_STATS", "later"));
  t.throws(() => closeSync(fd), { code: "EBADF" });
});
