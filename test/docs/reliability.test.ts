import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import t from "tap";
import { readText } from "../helpers.ts";

const ROW = /^\|.*\| (?<tests>(?:`(?:[a-z-]+\/)+[a-z0-9-]+`(?:, )?)+) \|$/gm;

t.test("every promise names tests that there are", async (t) => {
  const rows = [...readText("../docs/reliability.md").matchAll(ROW)];
  const tests = rows.flatMap(({ groups }) => groups!.tests!.split(", ").map((name) => name.slice(1, -1)));
  t.ok(rows.length > 20, "the table is read");
  t.same(
    tests.filter((name) => !existsSync(fileURLToPath(new URL(`../../../test/${name}.test.ts`, import.meta.url)))),
    [],
  );
});
