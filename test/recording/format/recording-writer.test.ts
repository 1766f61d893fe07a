import { existsSync, openSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import t from "tap";
import { createRecording, FROM_VPP, RecordingWriter, TO_VPP } from "../../../src/recording/format/index.ts";
import { bytes, stopClock, temporaryFolder } from "../../helpers.ts";
import { END, ENDED, FROM, packText, SHARED, TO } from "./message-pack.ts";

t.test("writes plain MessagePack, and bytes that messages have in common once", async (t) => {
  const path = join(temporaryFolder(t), "a.rec");
  const clock = stopClock(t);
  const writer = createRecording(path, { vpp: "26.06-release" });
  clock.advance(0.005);
  writer.add(1, TO_VPP, bytes("000f2a"));
  clock.advance(69.995);
  writer.add(1, FROM_VPP, bytes("00100102030405"), 2);
  clock.advance(0.001);
  writer.add(2, FROM_VPP, bytes("00100102030405"), 2);
  clock.advance(0.001);
  writer.add(1, TO_VPP, null);
  writer.close();
  const written = readFileSync(path);
  const start = Buffer.concat([bytes("83"), packText("tsvppRecording"), bytes("01"), packText("started"), bytes("b8")]);
  const vpp = Buffer.concat([packText("vpp"), packText("26.06-release")]);
  t.same(written.subarray(0, start.length), start);
  t.match(written.toString("latin1", start.length, start.length + 24), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const rest = Buffer.concat([vpp, TO, FROM, SHARED, ENDED, END]);
  t.equal(written.subarray(start.length + 24).toString("hex"), rest.toString("hex"));
  t.equal(writer.writtenBytes, written.length);
});

t.test("other bytes are not shared", async (t) => {
  const path = join(temporaryFolder(t), "a.rec");
  const writer = createRecording(path, {});
  writer.add(1, FROM_VPP, bytes("00100102"), 2);
  writer.add(2, FROM_VPP, bytes("00100103"), 2);
  writer.close();
  t.ok(readFileSync(path).includes(bytes("c404 00100103")));
});

t.test("the file is new, and only its owner can read it", async (t) => {
  const path = join(temporaryFolder(t), "a.rec");
  createRecording(path, {}).close();
  t.equal(statSync(path).mode & 0o777, 0o600);
  t.throws(() => createRecording(path, {}), { code: "VPP_FILE", message: /a recording replaces none/ });
  writeFileSync(path, "mine");
  t.throws(() => createRecording(path, {}));
  t.equal(readFileSync(path, "utf8"), "mine");
});

t.test("records are in the file after the turn in which they were added", async (t) => {
  const path = join(temporaryFolder(t), "a.rec");
  const writer = createRecording(path, {});
  writer.add(1, TO_VPP, bytes("000f2a"));
  await turn();
  await turn();
  t.ok(readFileSync(path).includes(bytes("c403 000f2a")));
  writer.close();
});

t.test("a full disk ends the recording", { skip: !existsSync("/dev/full") }, async (t) => {
  const writer = new RecordingWriter("a.rec", openSync("/dev/full", "w"), {});
  t.match(writer.failure?.message, /^a\.rec: no space left on device: the recording ends after 0 bytes/);
  writer.add(1, TO_VPP, bytes("000f2a"));
  await turn();
  writer.close();
  t.equal(writer.count, 0);
});
