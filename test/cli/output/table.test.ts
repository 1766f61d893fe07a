import t from "tap";
import { formatPairs, formatTable, type Row } from "../../../src/cli/output/table.ts";

const tables: readonly (readonly [title: string, columns: string[], rows: Row[], lines: string[]])[] = [
  [
    "numbers stand at the right, text at the left",
    ["INDEX", "NAME", "MTU"],
    [
      [0, "local0", 0],
      [12, "loop0", 9000],
    ],
    ["INDEX  NAME     MTU", "    0  local0     0", "   12  loop0   9000"],
  ],
  ["a column is as wide as its title", ["A", "LONG", "B"], [["x", "y", "z"]], ["A  LONG  B", "x  y     z"]],
  ["no line ends with spaces", ["A", "B"], [["x", ""]], ["A  B", "x"]],
  ["a table without rows has its titles", ["A", "B"], [], ["A  B"]],
  [
    "an empty cell leaves a column of numbers one",
    ["N", "B"],
    [
      [100, "x"],
      ["", "y"],
    ],
    ["  N  B", "100  x", "     y"],
  ],
  [
    "what is not printable is escaped before it is measured, newlines and tabs too",
    ["A", "B"],
    [
      ["x\n\t", "y"],
      ["z", "\u001b[2J"],
    ],
    ["A          B", "x\\x0a\\x09  y", "z          \\x1b[2J"],
  ],
];

for (const [title, columns, rows, lines] of tables) {
  t.test(title, async (t) => {
    t.same(formatTable(columns, rows).split("\n"), [...lines, ""]);
  });
}

t.test("only the line of titles is dressed", async (t) => {
  t.equal(
    formatTable(["A", "B"], [["x", "y"]], (titles) => `<${titles}>`),
    "<A  B>\nx  y\n",
  );
});

t.test("a table may have more rows than a function takes arguments", async (t) => {
  const rows = Array.from({ length: 200_000 }, (_, at): Row => [at]);
  t.equal(formatTable(["N"], rows).length, 200_001 * 7);
});

t.test("the values of pairs stand below each other", async (t) => {
  t.equal(
    formatPairs([
      ["a", 1],
      ["longer", "x"],
      ["none", ""],
    ]),
    "a       1\nlonger  x\nnone\n",
  );
});

t.test("pairs have a line each, whatever is in them", async (t) => {
  t.equal(
    formatPairs([
      ["a\n", "b\nc"],
      ["long", "\u0085"],
    ]),
    "a\\x0a  b\\x0ac\nlong   \\x85\n",
  );
});
