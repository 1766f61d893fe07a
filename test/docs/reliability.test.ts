import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import t from "tap";
import { readText } from "../helpers.ts";

/** A table with a column of tests: its head, and its rows. */
const TABLE = /^\|.*\| test \|\n\|(?:---\|)+\n(?<rows>(?:\|.*\n)+)/gm;
const ROW = /^\|.*\| (?<tests>(?:`(?:[a-z-]+\/)+[a-z0-9-]+`(?:, )?)+) \|$/gm;

t.test("every promise names tests that there are", async (t) => {
  const rows = [...readText("../docs/reliability.md").matchAll(ROW)];
  const tests = rows.flatMap(({ groups }) => groups!.tests!.split(", ").map((name) => name.slice(1, -1)));
  t.ok(rows.length > 20, "the table is read");
  t.equal(
    rows.length,
    [...readText("../docs/reliability.md").matchAll(TABLE)].flatMap(({ groups }) => groups!.rows!.trim().split("\n"))
      .length,
    "every row has tests",
  );
  t.same(
    tests.filter((name) => !existsSync(fileURLToPath(new URL(`../../../test/${name}.test.ts`, import.meta.url)))),
    [],
  );
});
