/** Segments whose content cannot be: each call ends in entries or in an error, after bounded work. */
import t from "tap";
import { NATIVE } from "../native.ts";
import { fuzzStats } from "./fuzz.ts";
import { BASE, openSegment, SegmentWriter, TYPES, u64 } from "./segment-file.ts";

const SIZE = 64 * 1024;
const HUGE = 0xffff_fff0;

/** Each adds an entry `/bad` to a segment. */
const damages: Readonly<Record<string, (writer: SegmentWriter) => void>> = {
  "a pointer before the segment": (writer) => writer.entry(TYPES.simple, BASE - 8n, "/bad"),
  "a pointer to the header": (writer) => writer.entry(TYPES.simple, BASE + 8n, "/bad"),
  "a pointer behind the segment": (writer) => writer.entry(TYPES.combined, BASE + BigInt(SIZE) + 8n, "/bad"),
  "a pointer of all ones": (writer) => writer.entry(TYPES.names, 2n ** 64n - 1n, "/bad"),
  "a pointer between two numbers": (writer) => writer.entry(TYPES.simple, BASE + 1001n, "/bad"),
  "too many threads": (writer) => writer.entry(TYPES.simple, withLength(writer, HUGE), "/bad"),
  "too many counters": (writer) => {
    writer.entry(TYPES.simple, writer.vector([u64(withLength(writer, HUGE))]), "/bad");
  },
  "too many pairs": (writer) => {
    writer.entry(TYPES.combined, writer.vector([u64(withLength(writer, SIZE / 16 + 1))]), "/bad");
  },
  "too many characters": (writer) => {
    writer.entry(TYPES.names, writer.vector([u64(withLength(writer, HUGE))]), "/bad");
  },
  "threads that share one vector": (writer) => {
    const shared = writer.vector(Array.from({ length: 1000 }, () => u64(1n)));
    writer.entry(TYPES.simple, writer.vector(Array.from({ length: 1000 }, () => u64(shared))), "/bad");
  },
  "a vector that refers to itself": (writer) => {
    const at = writer.reserve(16 + 8 * 1000) + 16;
    writer.memory.writeUInt32LE(1000, at - 8);
    for (let i = 0; i < 1000; i++) u64(BASE + BigInt(at)).copy(writer.memory, at + 8 * i);
    writer.entry(TYPES.names, BASE + BigInt(at), "/bad");
  },
  "a histogram from 2^64 on": (writer) => writer.simple("/bad", [[64n, 1n]], TYPES.histogram),
  "a ring of too many threads": (writer) => writer.entry(TYPES.ring, ringOf(writer, 8, 8, HUGE), "/bad"),
  "a ring that is too long": (writer) => writer.entry(TYPES.ring, ringOf(writer, HUGE, HUGE, 2), "/bad"),
};

/** Returns the address of a vector whose header has a wrong length. */
function withLength(writer: SegmentWriter, length: number): bigint {
  const address = writer.vector([u64(0n)]);
  writer.memory.writeUInt32LE(length, Number(address - BASE) - 8);
  return address;
}

function ringOf(writer: SegmentWriter, entrySize: number, ringSize: number, threads: number): bigint {
  const at = writer.reserve(256, 64);
  for (const [i, value] of [entrySize, ringSize, threads, 0, 0, 64, 28].entries()) {
    writer.memory.writeUInt32LE(value, at + 4 * i);
  }
  return BASE + BigInt(at);
}

for (const [what, addTo] of Object.entries(damages)) {
  t.test(`${what} is an error, and other entries can be read`, NATIVE, async (t) => {
    const writer = new SegmentWriter(SIZE);
    writer.simple("/good", [[1n]]);
    addTo(writer);
    const stats = await openSegment(t, writer.finish());
    await t.rejects(stats.read(), { code: "VPP_STATS", message: /damaged/ });
    const good = (await stats.read("^/good$")).get("/good")!;
    t.same(good.kind === "simple" && [...good.sum()], [1n]);
  });
}

t.test("a directory that is too long or elsewhere is an error", NATIVE, async (t) => {
  const writer = new SegmentWriter(SIZE);
  writer.entry(TYPES.scalar, 1n, "/one");
  const memory = writer.finish();
  const directory = Number(memory.readBigUInt64LE(32) - BASE);
  const changes: readonly ((copy: Buffer) => unknown)[] = [
    (copy) => copy.writeUInt32LE(HUGE, directory - 8),
    (copy) => copy.writeUInt32LE(SIZE / 144, directory - 8),
    (copy) => copy.writeBigUInt64LE(BASE + BigInt(SIZE) + 8n, 32),
    (copy) => copy.writeBigUInt64LE(0xffff_ffff_ffff_fff8n, 32),
    (copy) => copy.writeBigUInt64LE(1n, 8),
  ];
  for (const change of changes) {
    const copy = Buffer.from(memory);
    change(copy);
    await t.rejects((await openSegment(t, copy)).list(), { code: "VPP_STATS", message: /damaged/ });
  }
});

t.test(
  "2000 segments with changed bytes, or cut, give entries or VPP_STATS after a bounded number of reads",
  NATIVE,
  async (t) => {
    const { read, refused, maxReads, maxBytes, harm } = await fuzzStats(2000, 17);
    t.same(harm, []);
    t.ok(maxReads > 0 && maxBytes > 0, `${maxReads} reads, ${maxBytes} bytes`);
    t.equal(read + refused, 2000);
    t.ok(read > 100 && refused > 100, `${read} read, ${refused} refused`);
  },
);
