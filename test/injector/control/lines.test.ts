import t from "tap";
import { LineReader } from "../../../src/injector/control/lines.ts";

t.test("lines are the same, however their bytes are split", async (t) => {
  const text = Buffer.from("é\n\nabc\nrest");
  for (let size = 1; size <= text.length; size++) {
    const reader = new LineReader(5);
    const lines: string[] = [];
    for (let at = 0; at < text.length; at += size) lines.push(...reader.push(text.subarray(at, at + size)));
    t.same(lines, ["é", "", "abc"]);
  }
});

t.test("a line that is too long is refused, before it ends", async (t) => {
  const reader = new LineReader(3);
  t.same(reader.push(Buffer.from("123\n12")), ["123"]);
  t.same(reader.push(Buffer.from("3")), []);
  t.throws(() => reader.push(Buffer.from("4")), { message: "a line has more than 3 bytes" });
});
