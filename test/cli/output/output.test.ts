import { PassThrough, Writable } from "node:stream";
import t from "tap";
import { type ListView, Output } from "../../../src/cli/output/output.ts";
import { Sink } from "../tsvpp.ts";

const BOLD = "\u001b[1m";
const view: ListView<number> = { columns: ["N"], rows: (n) => [[n]], json: (n) => ({ n }) };

t.test("a list is a table for people and a line for each item for programs", async (t) => {
  const people = new Sink();
  await new Output(people, false, undefined).list([1, 20], view);
  t.equal(people.text, " N\n 1\n20\n");
  const programs = new Sink();
  await new Output(programs, true, undefined).list([1, 20], view);
  t.same(programs.text, '{"n":1}\n{"n":20}\n');
});

const colors: readonly (readonly [isTTY: boolean, noColor: string | undefined, hasColor: boolean])[] = [
  [true, undefined, true],
  [true, "", true],
  [true, "1", false],
  [true, "0", false],
  [false, undefined, false],
  [false, "1", false],
];

for (const [isTTY, noColor, hasColor] of colors) {
  t.test(
    `${isTTY ? "a terminal" : "a pipe"} with NO_COLOR=${noColor} is ${hasColor ? "" : "not "}coloured`,
    async (t) => {
      const sink = new Sink(isTTY);
      new Output(sink, false, noColor).table(["N"], [[1]]);
      t.equal(sink.text.startsWith(BOLD), hasColor);
      t.equal(sink.text.includes("\u001b"), hasColor);
    },
  );
}

t.test("our own styles survive, whatever is in the line that they are for", async (t) => {
  const sink = new Sink(true);
  new Output(sink, false, undefined).line("a\u001b[0m\nb", "red");
  t.equal(sink.text, "\u001b[31ma\\x1b[0m\\x0ab\u001b[39m\n");
});

t.test("a text keeps its newlines only", async (t) => {
  const sink = new Sink();
  new Output(sink, false, undefined).text("a\r\n\tb\u2028\n");
  t.equal(sink.text, "a\\x0d\n\\x09b\\u2028\n");
});

const replies: readonly (readonly [isTTY: boolean, noColor: string | undefined, printed: string])[] = [
  [true, undefined, "\u001b[32m1\u001b[0m\t\\x1b[2J\n\u001b[0m"],
  [true, "1", "1\t\\x1b[2J\n"],
  [false, undefined, "1\t\\x1b[2J\n"],
];

for (const [isTTY, noColor, printed] of replies) {
  t.test(`VPP's colours on ${isTTY ? "a terminal" : "a pipe"} with NO_COLOR=${noColor}`, async (t) => {
    const sink = new Sink(isTTY);
    new Output(sink, false, noColor).reply("\u001b[32m1, \b\b\u001b[0m\t\u001b[2J");
    t.equal(sink.text, printed);
  });
}

t.test("JSON is one printable line for each value, equal when parsed", async (t) => {
  const sink = new Sink();
  new Output(sink, true, undefined).json("a\b\u0085\u202e\u2028");
  t.equal(sink.text, '"a\\b\\u0085\\u202e\\u2028"\n');
});

t.test("a reader who left ends a list early, and is no failure", async (t) => {
  const pipe = failing("EPIPE");
  const output = new Output(pipe, true, undefined);
  let made = 0;
  async function* endless() {
    for (;;) {
      yield made++;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  await output.list(endless(), view);
  t.ok(output.isClosed);
  output.line("goes nowhere");
  t.equal(await output.end(), undefined);
});

t.test("a full disk is a failure", async (t) => {
  const output = new Output(failing("ENOSPC"), false, undefined);
  output.line("text");
  t.match(await output.end(), { code: "ENOSPC" });
});

t.test("the end waits for a slow reader", async (t) => {
  const pipe = new PassThrough({ highWaterMark: 1 });
  const output = new Output(pipe, false, undefined);
  output.line("text");
  let hasEnded = false;
  const ended = output.end().then(() => {
    hasEnded = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  t.notOk(hasEnded);
  pipe.resume();
  await ended;
});

/** A stream that cannot be written to. */
function failing(code: string): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) });
}

t.test("chosen fields are the columns of a list", async (t) => {
  const view: ListView<number> = {
    columns: ["N"],
    rows: (n) => [[n]],
    json: (n) => ({ n, of: { a: [n, n] }, t: "x" }),
  };
  const people = new Sink();
  await new Output(people, false, undefined, ["t", "of.a", "n"]).list([1, 20], view);
  t.equal(people.text, "t  of.a     n\nx  1, 1     1\nx  20, 20  20\n");
  const programs = new Sink();
  await new Output(programs, true, undefined, ["t"]).list([1], view);
  t.equal(programs.text, '{"t":"x"}\n');
});

t.test("waits for a slow reader", async (t) => {
  const slow = new PassThrough({ highWaterMark: 4 });
  const output = new Output(slow, false, undefined);
  output.line("longer than four");
  let isDrained = false;
  const drained = output.drained().then(() => {
    isDrained = true;
  });
  await Promise.resolve();
  t.equal(isDrained, false);
  slow.resume();
  await drained;
});
