import t from "tap";
import { candidateLines } from "../../../src/cli/prompt/candidate-list.ts";

t.test("candidates with help stand below each other, as wide as the terminal", async (t) => {
  const lines = candidateLines([{ text: "a", help: "first\u001b[2J" }, { text: "long" }], 16);
  t.same(lines, ["  a     first\\x", "  long"]);
});

t.test("many stand in columns, and what does not fit is counted", async (t) => {
  const all = Array.from({ length: 1000 }, (_, at) => ({ text: `c${at}`, help: "x" }));
  const lines = candidateLines(all, 80);
  t.equal(lines.length, 31);
  t.ok(lines.every((line) => line.length < 80));
  t.equal(lines.at(-1), "  ... and 610 more");
});

t.test("a terminal narrower than a candidate has one in a line", async (t) => {
  t.same(candidateLines([{ text: "abcdefghij" }, { text: "b" }], 8), ["  abcde", "  b"]);
});
