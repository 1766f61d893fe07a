import t, { type Test } from "tap";
import { EntryType } from "../../../src/simulator/stats/layout.ts";
import { StatsSegment } from "../../../src/simulator/stats/segment.ts";
import { bytes } from "../../helpers.ts";
import { SegmentReader } from "./segment-reader.ts";

function sceneOf(t: Test): { segment: StatsSegment; reader: SegmentReader } {
  const segment = new StatsSegment();
  t.teardown(() => segment[Symbol.dispose]());
  return { segment, reader: new SegmentReader(segment.memory.descriptor) };
}

t.test("the header has version 2, and an epoch that grows with each entry", async (t) => {
  const { segment, reader } = sceneOf(t);
  t.match(reader.header, { version: 2n, epoch: 1n, inProgress: 0n });
  segment.add(EntryType.gauge, "/sys/vector_rate");
  t.match(reader.header, { epoch: 2n, inProgress: 0n });
});

t.test("an entry has a type, a value and a name of at most 127 bytes", async (t) => {
  const { segment, reader } = sceneOf(t);
  segment.setValue(segment.add(EntryType.scalar, "/sys/boottime"), 1795239580n);
  segment.add(EntryType.gauge, "x".repeat(200));
  const at = reader.offset(reader.header.directory);
  const name = Buffer.from("/sys/boottime").toString("hex").padEnd(256, "0");
  t.same(reader.bytes(at, 144), bytes("0100000000000000", "9c2e016b00000000", name));
  t.equal(reader.entries[1]!.name, "x".repeat(127));
});

t.test("the vector of the directory has the header of VPP's", async (t) => {
  const { segment, reader } = sceneOf(t);
  segment.add(EntryType.gauge, "/sys/vector_rate");
  const at = reader.offset(reader.header.directory);
  const [length, headerBytes, alignment] = [reader.bytes(at - 8, 4).readUInt32LE(), ...reader.bytes(at - 4, 2)];
  // Live: `58120000 02 03 b2 00`.
  t.same([length, headerBytes, alignment], [1, 0x02, 0x03]);
  t.equal(reader.words(at - 16, 1)[0], reader.header.base + 4096n, "the heap, behind the first page");
});

t.test("a change is in progress until the outermost one ends, and has one epoch", async (t) => {
  const { segment, reader } = sceneOf(t);
  segment.change(() => {
    t.match(reader.header, { epoch: 1n, inProgress: 1n });
    segment.add(EntryType.gauge, "/a");
    t.match(reader.header, { epoch: 1n, inProgress: 1n });
  });
  t.match(reader.header, { epoch: 2n, inProgress: 0n });
});

t.test("a change that fails is not in progress any more", async (t) => {
  const { segment, reader } = sceneOf(t);
  const fail = () => {
    throw new Error("failed");
  };
  t.throws(() => segment.change(fail), { message: "failed" });
  t.match(reader.header, { epoch: 2n, inProgress: 0n });
});

t.test(
  "a symlink is added without a new epoch, and leaves a list of empty entries that is used from its end",
  async (t) => {
    const { segment, reader } = sceneOf(t);
    const target = segment.add(EntryType.simple, "/if/drops");
    const [first, second] = [1, 2].map((column) =>
      segment.addSymlink(target, column, `/interfaces/loop${column}/drops`),
    );
    t.equal(reader.header.epoch, 2n);
    t.same(reader.entries[first!]!.value, 0x1_0000_0000n + BigInt(target));
    segment.removeSymlink(first!);
    segment.removeSymlink(second!);
    t.equal(reader.header.epoch, 4n);
    t.same(reader.entries.slice(1), [
      { type: "empty", name: "", value: 0xffff_ffffn },
      { type: "empty", name: "", value: 1n },
    ]);
    t.equal(segment.indexOf("/interfaces/loop1/drops"), undefined);
    t.same([segment.addSymlink(target, 3, "/a"), segment.addSymlink(target, 4, "/b")], [second, first]);
  },
);

t.test("the directory moves when it grows, and keeps its entries", async (t) => {
  const { segment, reader } = sceneOf(t);
  const names = Array.from({ length: 1000 }, (_, index) => `/a/${index}`);
  const places = new Set<bigint>();
  for (const name of names) {
    segment.add(EntryType.gauge, name);
    places.add(reader.header.directory);
  }
  t.ok(places.size > 3, `${places.size} places`);
  t.same(
    reader.entries.map(({ name }) => name),
    names,
  );
});
