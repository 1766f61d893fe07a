import t from "tap";
import { LineReader } from "../../src/control/line-reader.ts";

t.test("lines are the same however their bytes are split", async (t) => {
  const text = "one\n\ntwo \u{1f600}\nrest";
  for (const size of [1, 2, 3, 7, 100]) {
    const reader = new LineReader(100);
    const bytes = Buffer.from(text);
    const lines: string[] = [];
    for (let at = 0; at < bytes.length; at += size) lines.push(...reader.push(bytes.subarray(at, at + size)));
    t.same(lines, ["one", "", "two \u{1f600}"]);
  }
});

t.test("refuses a line that is too long, also before it ends", async (t) => {
  const reader = new LineReader(4);
  t.same(reader.push(Buffer.from("abcd\nab")), ["abcd"]);
  t.throws(() => reader.push(Buffer.from("cde")), { message: "a line has more than 4 bytes" });
});
