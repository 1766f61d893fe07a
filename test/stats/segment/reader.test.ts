/** When the directory and the selections of a segment are read again. */
import { openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import { VppError } from "../../../src/errors.ts";
import { copyEntries } from "../../../src/stats/segment/copy-entries.ts";
import { Reader } from "../../../src/stats/segment/reader.ts";
import { Segment } from "../../../src/stats/segment/segment.ts";
import { select } from "../../../src/stats/segment/selection.ts";
import { temporaryFolder } from "../../helpers.ts";
import { SegmentWriter, TYPES } from "../segment-file.ts";

const MAX_AGE_MS = 10_000;

/** A segment with a symlink and a number. VPP renames symlinks without a new epoch. */
function memoryOf(name: string, value = 1n, epoch = 1n): Buffer {
  const writer = new SegmentWriter();
  const counters = writer.simple("/node/errors", [[7n]]);
  writer.symlink(name, counters, 0);
  writer.entry(TYPES.scalar, value, "/sys/heartbeat");
  return writer.finish({ epoch });
}

interface Scene {
  readonly segment: Segment;
  readonly reader: Reader;
  write(memory: Buffer): void;
  /** Moves the clock. */
  wait(ms: number): void;
  names(): Promise<readonly (string | undefined)[]>;
}

function sceneOf(t: Test, memory: Buffer): Scene {
  const file = join(temporaryFolder(t), "segment");
  writeFileSync(file, memory);
  const segment = new Segment(openSync(file, "r"));
  t.teardown(() => segment.close(new VppError("VPP_CLOSED", "closed")));
  const { now } = performance;
  let waitedMs = 0;
  performance.now = () => now.call(performance) + waitedMs;
  t.teardown(() => {
    performance.now = now;
  });
  const reader = new Reader(segment);
  return {
    segment,
    reader,
    write: (bytes) => writeFileSync(file, bytes, { flag: "r+" }),
    wait: (ms) => {
      waitedMs += ms;
    },
    names: async () => (await reader.directory(deadline())).names,
  };
}

function deadline(): number {
  return performance.now() + 20_000;
}

t.test("a symlink that is renamed without a new epoch is found after 10 seconds", async (t) => {
  const { write, wait, names } = sceneOf(t, memoryOf("/nodes/old/clocks"));
  t.same(await names(), ["/node/errors", "/nodes/old/clocks", "/sys/heartbeat"]);
  write(memoryOf("/nodes/new/clocks"));
  wait(MAX_AGE_MS - 1000);
  t.match(await names(), { 1: "/nodes/old/clocks" });
  wait(1000);
  t.match(await names(), { 1: "/nodes/new/clocks" });
});

t.test("a directory in which only numbers have changed is kept, and found current for 10 more seconds", async (t) => {
  const { reader, write, wait } = sceneOf(t, memoryOf("/nodes/a/clocks", 1n));
  const first = await reader.directory(deadline());
  write(memoryOf("/nodes/a/clocks", 2n));
  wait(MAX_AGE_MS);
  t.equal(await reader.directory(deadline()), first);
  write(memoryOf("/nodes/b/clocks", 2n));
  wait(MAX_AGE_MS - 1000);
  t.equal(await reader.directory(deadline()), first);
  wait(1000);
  t.not(await reader.directory(deadline()), first);
});

t.test("a new epoch is seen at once", async (t) => {
  const { write, names } = sceneOf(t, memoryOf("/nodes/old/clocks"));
  await names();
  write(memoryOf("/nodes/new/clocks", 1n, 2n));
  t.match(await names(), { 1: "/nodes/new/clocks" });
});

t.test("names are matched once, and again when the directory has changed", async (t) => {
  const { reader, write, wait } = sceneOf(t, memoryOf("/nodes/a/clocks"));
  const matched: string[] = [];
  const matches = (name: string): boolean => matched.push(name) > 0;
  const read = async (): Promise<string[]> => {
    const { chosen } = await reader.read(matches, deadline());
    return chosen.map(({ name }) => name);
  };
  const all = ["/node/errors", "/nodes/a/clocks", "/sys/heartbeat"];
  t.same(await read(), all);
  write(memoryOf("/nodes/a/clocks", 2n));
  wait(MAX_AGE_MS);
  t.same(await read(), all);
  t.same(matched, all);
  write(memoryOf("/nodes/b/clocks", 2n, 2n));
  const later = all.with(1, "/nodes/b/clocks");
  t.same(await read(), later);
  t.same(matched, [...all, ...later]);
});

t.test("a selection is read again when a name of it has changed meanwhile", async (t) => {
  const { reader, write } = sceneOf(t, memoryOf("/nodes/a/clocks"));
  await reader.read((name) => name.startsWith("/nodes/"), deadline());
  write(memoryOf("/nodes/b/clocks"));
  const { chosen } = await reader.read((name) => name.startsWith("/nodes/"), deadline());
  t.same(
    chosen.map(({ name }) => name),
    ["/nodes/b/clocks"],
  );
});

t.test("the third directory has the memory of the first, which is no longer used to read", async (t) => {
  const { segment, reader, write } = sceneOf(t, memoryOf("/nodes/a/clocks", 1n, 1n));
  const first = await reader.directory(deadline());
  const selection = select(first, () => true);
  t.not(copyEntries(segment, segment.readHeader(), selection), undefined);
  write(memoryOf("/nodes/b/clocks", 1n, 2n));
  const second = await reader.directory(deadline());
  t.not(second.part.bytes, first.part.bytes);
  write(memoryOf("/nodes/a/clocks", 1n, 3n));
  const third = await reader.directory(deadline());
  t.equal(third.part.bytes, first.part.bytes);
  t.equal(copyEntries(segment, segment.readHeader(), selection), undefined);
  t.same(third.names, first.names);
});
