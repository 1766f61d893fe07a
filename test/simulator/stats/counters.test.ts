import t, { type Test } from "tap";
import { CounterTable } from "../../../src/simulator/stats/counter-table.ts";
import { StatsSegment } from "../../../src/simulator/stats/segment.ts";
import { SegmentReader } from "./segment-reader.ts";

function sceneOf(t: Test, threads: number): { table: CounterTable; reader: SegmentReader } {
  const segment = new StatsSegment();
  t.teardown(() => segment[Symbol.dispose]());
  return { table: new CounterTable(segment, threads), reader: new SegmentReader(segment.memory.descriptor) };
}

t.test("counters of two kinds lie in a vector for each thread", async (t) => {
  const { table, reader } = sceneOf(t, 3);
  const drops = table.add("simple", "/if/drops", 2);
  const rx = table.add("combined", "/if/rx", 2);
  drops.set(1, 0, [5n]);
  rx.set(2, 1, [1n, 64n]);
  t.same(reader.counters("/if/drops"), [
    [0n, 0n],
    [5n, 0n],
    [0n, 0n],
  ]);
  t.same(reader.counters("/if/rx"), [
    [0n, 0n, 0n, 0n],
    [0n, 0n, 0n, 0n],
    [0n, 0n, 1n, 64n],
  ]);
});

t.test("the vectors have the header of VPP's, and are aligned to cache lines", async (t) => {
  const { table, reader } = sceneOf(t, 1);
  table.add("combined", "/if/rx", 2);
  const outer = reader.offset(reader.entry("/if/rx").value);
  const inner = reader.offset(reader.words(outer, 1)[0]!);
  for (const at of [outer, inner]) {
    // Live: `.. 08 86 ..`.
    t.same([...reader.bytes(at - 4, 2)], [0x08, 0x86]);
    t.equal(at % 64, 0);
  }
});

t.test("a counter more changes the epoch only when the vectors move", async (t) => {
  const { table, reader } = sceneOf(t, 2);
  const drops = table.add("simple", "/if/drops", 1);
  drops.set(1, 0, [7n]);
  const seen = new Map<bigint, bigint>();
  for (let index = 0; index < 100; index++) {
    drops.validate(index);
    const { value } = reader.entry("/if/drops");
    seen.set(reader.words(reader.offset(value), 1)[0]!, reader.header.epoch);
  }
  const epochs = [...seen.values()];
  t.ok(epochs.length > 2 && epochs.length < 20, `${epochs.length} places`);
  t.same(
    epochs,
    epochs.map((_, at) => epochs[0]! + BigInt(at)),
    "one epoch for each place",
  );
  t.equal(drops.length, 100);
  t.equal(reader.counters("/if/drops")[1]![0], 7n, "values move along");
});

t.test("a cleared counter is 0 in all threads", async (t) => {
  const { table, reader } = sceneOf(t, 2);
  const rx = table.add("combined", "/if/rx", 1);
  for (const thread of [0, 1]) rx.set(thread, 0, [1n, 2n]);
  rx.clear(0);
  t.same(reader.counters("/if/rx"), [
    [0n, 0n],
    [0n, 0n],
  ]);
});
