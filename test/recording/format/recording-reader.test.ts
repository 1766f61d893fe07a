import { appendFileSync, closeSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import { RecordingReader } from "../../../src/recording/format/index.ts";
import { bytes, temporaryFolder } from "../../helpers.ts";
import { END, ENDED, FROM, HEADER, packText, SHARED, TO } from "./message-pack.ts";

const WHOLE = [HEADER, TO, FROM, SHARED, ENDED, END];

t.test("reads messages, shared bytes, the end of a side, and the mark at the end", async (t) => {
  const reader = readerOf(t, ...WHOLE);
  t.same(reader.header, { tsvppRecording: 1, started: "2026-01-01T12:00:00.000Z" });
  t.same(
    [...reader.frames()],
    [
      { atUs: 5, connection: 1, direction: 0, bytes: bytes("000f2a") },
      { atUs: 70000, connection: 1, direction: 1, bytes: bytes("00100102030405") },
      { atUs: 70001, connection: 2, direction: 1, bytes: bytes("00100102030405") },
      { atUs: 70002, connection: 1, direction: 0, bytes: undefined },
    ],
  );
  t.equal(reader.isEnded, true);
  t.equal(reader.isCut, false);
});

t.test("a file cut at any byte gives all whole records, and where they end", async (t) => {
  const whole = Buffer.concat(WHOLE);
  const ends = [HEADER, TO, FROM, SHARED, ENDED].map((_, at, all) => Buffer.concat(all.slice(0, at + 1)).length);
  for (let length = HEADER.length; length < whole.length; length++) {
    const reader = readerOf(t, whole.subarray(0, length));
    const count = ends.filter((end) => end <= length).length - 1;
    t.equal([...reader.frames()].length, count, `${length} bytes`);
    t.equal(reader.position, ends[count]);
    t.equal(reader.isCut, length !== ends[count]);
    t.equal(reader.isEnded, false);
  }
});

t.test("goes on where it was when the file grows", async (t) => {
  const path = join(temporaryFolder(t), "a.rec");
  writeFileSync(path, Buffer.concat([HEADER, TO, FROM.subarray(0, 4)]));
  const reader = open(t, path);
  t.equal([...reader.frames()].length, 1);
  appendFileSync(path, Buffer.concat([FROM.subarray(4), SHARED, ENDED]));
  t.equal([...reader.frames()].length, 3);
  t.equal([...reader.frames()].length, 0);
  appendFileSync(path, END);
  t.equal([...reader.frames()].length, 0);
  t.equal(reader.isEnded, true);
});

const newer = Buffer.concat([bytes("81"), packText("tsvppRecording"), bytes("02")]);
const faults: readonly (readonly [what: string, parts: readonly Buffer[], text: RegExp])[] = [
  ["a newer format", [newer], /a recording of format 2; this tsvpp reads formats up to 1/],
  ["another map", [bytes("81 a161 01")], /not a recording of tsvpp/],
  ["a header that is cut", [HEADER.subarray(0, 20)], /not a recording of tsvpp/],
  ["a record of another shape", [HEADER, bytes("93 05 01 00")], /damaged: record 0 is none/],
  ["a direction that is none", [HEADER, bytes("94 05 01 02 c400")], /damaged: record 0 is none/],
  ["a text in place of bytes", [HEADER, bytes("94 05 01 00 a161")], /damaged: record 0 is none/],
  [
    "shared bytes of a record that has none",
    [HEADER, TO, bytes("95 05 01 01 c402 0010 00")],
    /damaged: record 1 refers/,
  ],
  ["a wrong count at the end", [HEADER, TO, END], /damaged: record 1 is none/],
];

for (const [what, parts, text] of faults) {
  t.test(`refuses ${what}`, async (t) => {
    t.throws(() => [...readerOf(t, ...parts).frames()], { code: "VPP_FILE", message: text });
  });
}

t.test("reads records that are longer than a read", async (t) => {
  const long = Buffer.alloc(3 * 2 ** 20, 7);
  const reader = readerOf(t, HEADER, bytes("94 05 01 00 c6 00300000"), long, TO);
  const [first, second] = [...reader.frames()];
  t.ok(first!.bytes!.equals(long));
  t.same(second!.bytes, bytes("000f2a"));
});

function readerOf(t: Test, ...parts: readonly Buffer[]): RecordingReader {
  const path = join(temporaryFolder(t), "a.rec");
  writeFileSync(path, Buffer.concat(parts));
  return open(t, path);
}

function open(t: Test, path: string): RecordingReader {
  const file = openSync(path, "r");
  t.teardown(() => closeSync(file));
  return new RecordingReader(path, file);
}
