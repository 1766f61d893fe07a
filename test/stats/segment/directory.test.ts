/** What a comparison of the directory with VPP's memory takes for a change. */
import { openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import { VppError } from "../../../src/errors.ts";
import { copyDirectory, type Directory, isUnchanged, readDirectory } from "../../../src/stats/segment/directory.ts";
import { Segment } from "../../../src/stats/segment/segment.ts";
import { temporaryFolder } from "../../helpers.ts";
import { SegmentWriter, TYPES } from "../segment-file.ts";

const SLOT_BYTES = 144;
const UNION_AT = 8;
const NAME_AT = 16;
/** More than are read or compared at once. */
const COUNT = 4000;

interface Scene {
  readonly directory: Directory;
  /** Returns whether VPP's memory is taken for unchanged after a change of a slot, from `first` to before `end`. */
  withChange(slot: number, at: number, bytes: readonly number[], first?: number, end?: number): boolean;
}

/** Slots that are scalars, but for every tenth, which is a symlink. */
function sceneOf(t: Test): Scene {
  const writer = new SegmentWriter(1024 * 1024);
  for (let i = 0; i < COUNT; i++) {
    if (i % 10 === 0) writer.symlink(`/symlink/${i}`, 1, 2);
    else writer.entry(TYPES.scalar, BigInt(i), `/scalar/${i}`);
  }
  const memory = writer.finish();
  const file = join(temporaryFolder(t), "segment");
  writeFileSync(file, memory);
  const fd = openSync(file, "r+");
  const segment = new Segment(fd);
  t.teardown(() => segment.close(new VppError("VPP_CLOSED", "closed")));
  const directory = readDirectory(copyDirectory(segment, segment.readHeader(), undefined), 1, 0, undefined);
  return {
    directory,
    withChange: (slot, at, bytes, first = 0, end = COUNT) => {
      const place = directory.part.offset + slot * SLOT_BYTES + at;
      writeSync(fd, Buffer.from(bytes), 0, bytes.length, place);
      segment.readHeader();
      const result = isUnchanged(segment, directory, first, end);
      writeSync(fd, memory, place, bytes.length, place);
      return result;
    },
  };
}

t.test("has the name of each slot", async (t) => {
  const { names } = sceneOf(t).directory;
  t.equal(names.length, COUNT);
  t.same([names[0], names[1], names[3999]], ["/symlink/0", "/scalar/1", "/scalar/3999"]);
});

t.test("another number is no change; another name, type or target of a symlink is", async (t) => {
  const { withChange } = sceneOf(t);
  for (const slot of [1, 65, 1791, 1793, 3999]) {
    t.equal(withChange(slot, UNION_AT, [1, 2, 3, 4, 5, 6, 7, 8]), true, `the number of ${slot}`);
    t.equal(withChange(slot, NAME_AT + 1, [0x41]), false, `the name of ${slot}`);
    t.equal(withChange(slot, NAME_AT + 124, [1]), false, `the end of the name of ${slot}`);
    t.equal(withChange(slot, 0, [9]), false, `the type of ${slot}`);
  }
  for (const slot of [0, 1790, 1800, 3990]) {
    t.equal(withChange(slot, UNION_AT, [9]), false, `the target of ${slot}`);
    t.equal(withChange(slot, UNION_AT + 4, [9]), false, `the column of ${slot}`);
  }
});

t.test("slots that are not asked for may change", async (t) => {
  const { withChange } = sceneOf(t);
  t.equal(withChange(9, NAME_AT, [0x41], 10, 20), true);
  t.equal(withChange(20, NAME_AT, [0x41], 10, 20), true);
  t.equal(withChange(10, NAME_AT, [0x41], 10, 20), false);
  t.equal(withChange(19, NAME_AT, [0x41], 10, 20), false);
});

t.test("names of slots that have not changed are kept", async (t) => {
  const { directory } = sceneOf(t);
  const writer = new SegmentWriter(1024 * 1024);
  for (let i = 0; i < COUNT + 1; i++) writer.entry(TYPES.scalar, 1n, i % 10 === 0 ? "/new" : `/scalar/${i}`);
  const file = join(temporaryFolder(t), "later");
  writeFileSync(file, writer.finish());
  const segment = new Segment(openSync(file, "r"));
  t.teardown(() => segment.close(new VppError("VPP_CLOSED", "closed")));
  const later = readDirectory(copyDirectory(segment, segment.readHeader(), undefined), 2, 0, directory);
  t.equal(later.names.length, COUNT + 1);
  t.same([later.names[0], later.names[1], later.names[4000]], ["/new", "/scalar/1", "/new"]);
});
