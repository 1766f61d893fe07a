import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import t, { type Test } from "tap";
import { openRecording } from "../../src/recording/index.ts";
import { bytes, temporaryFolder } from "../helpers.ts";
import { namesOf } from "./scene.ts";

/** What VPP 26.06 has written at `api trace save`, after a client sent create_loopback and this command. */
const SAVED = gunzipSync(readFileSync(new URL("../../../test/golden/api-trace-v26.06.gz", import.meta.url)));

/** Two entries (1 = "a_11111111", 300 = "b_22222222") and two items of clients 7 and 9. */
const SMALL = bytes(
  "00000002 0000001d 00",
  "00000002 03 15 615f3131313131313131 b202 15 625f3232323232323232",
  "0000000a 0001 00000007 00000001",
  "0000000a 012c 00000009 00000002",
);

t.test("reads the file of a VPP", async (t) => {
  using recording = open(t, "trace", SAVED);
  const messages = [...recording.messages()];
  t.equal(recording.kind, "trace");
  t.equal(messages.length, 46);
  t.same(namesOf(messages).slice(-3), ["> trace_plugin_msg_ids", "> create_loopback", "> cli_inband"]);
  t.equal(messages.at(-1)!.bytes!.toString("latin1", 14), "api trace save r18trace");
  t.equal(recording.ending, undefined);
});

t.test("numbers the clients in the order of their first messages", async (t) => {
  using recording = open(t, "trace", SMALL);
  t.same(
    [...recording.messages()].map(({ number, connection, nameCrc }) => [number, connection, nameCrc]),
    [
      [1, 1, "a_11111111"],
      [2, 2, "b_22222222"],
    ],
  );
});

t.test("a file cut anywhere behind the table gives all whole messages", async (t) => {
  for (let length = 9 + 0x1d; length < SMALL.length; length++) {
    using recording = open(t, "trace", SMALL.subarray(0, length));
    t.equal([...recording.messages()].length, length < SMALL.length - 14 ? 0 : 1);
    t.match(recording.ending, /cut at byte \d+: 2 messages are announced, [01] are whole/);
  }
});

t.test("reports that the oldest messages are missing", async (t) => {
  const wrapped = Buffer.from(SMALL);
  wrapped[8] = 1;
  using recording = open(t, "trace", wrapped);
  t.equal([...recording.messages()].length, 2);
  t.match(recording.ending, /older messages are missing/);
});

t.test("knows the file that VPP writes when it dies by its name", async (t) => {
  using recording = open(t, "api_post_mortem.4711", SMALL);
  t.equal(recording.kind, "post-mortem");
});

for (const [what, content] of [
  ["an empty file", Buffer.alloc(0)],
  ["a text", Buffer.from("hello, this is no recording at all")],
  ["a table that is longer than the file", SMALL.subarray(0, 20)],
  ["a table that ends early", Buffer.concat([bytes("00000002 0000001d 00 00000003"), SMALL.subarray(13)])],
] as const) {
  t.test(`refuses ${what}`, async (t) => {
    t.throws(() => open(t, "x", content), { code: "VPP_FILE" });
  });
}

function open(t: Test, name: string, content: Buffer) {
  const path = join(temporaryFolder(t), name);
  writeFileSync(path, content);
  return openRecording(path);
}
