import t from "tap";
import { countLines, Source } from "../../../src/schema/idl/source.ts";

t.test("an error has file, line and column, and shows the line", async (t) => {
  const source = new Source("a.api", "typedef u8 a;\n\tu32 b;\n");
  t.match(source.fault(19, "is wrong"), {
    code: "VPP_SCHEMA",
    message: "a.api:2:6: is wrong\n   u32 b;\n       ^",
  });
  t.equal(source.fault(0, "x").message, "a.api:1:1: x\n  typedef u8 a;\n  ^");
});

t.test("lines may end as they do on Windows or did on a Macintosh", async (t) => {
  const source = new Source("a.api", "a\r\nb\rc\n");
  t.equal(source.text, "a\nb\nc\n");
  t.equal(source.line(4), "a.api:3");
});

t.test("of a long line, an error shows what is around the place", async (t) => {
  const source = new Source("a.api", "x".repeat(500));
  const [head, excerpt, mark] = source.fault(300, "y").message.split("\n");
  t.same([head, excerpt?.length, mark?.length], ["a.api:1:301: y", 122, 103]);
});

t.test("a terminal takes nothing in a line or a file's name for a command", async (t) => {
  const { message } = new Source("\u001b.api", "\u001b[31m x").fault(6, "y");
  t.equal(message, "\\x1b.api:1:7: y\n  \\x1b[31m x\n           ^");
});

t.test("a text is read up to a million characters", async (t) => {
  t.doesNotThrow(() => new Source("a.api", " ".repeat(2 ** 20)));
  t.throws(() => new Source("a.api", " ".repeat(2 ** 20 + 1)), {
    code: "VPP_SCHEMA",
    message: "a.api: longer than 1048576 characters",
  });
});

t.test("lines are counted between two places", async (t) => {
  t.equal(countLines("a\nb\nc\n", 0, 6), 3);
  t.equal(countLines("a\nb\nc\n", 2, 5), 1);
  t.equal(countLines("abc", 0, 3), 0);
});
