import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import t from "tap";
import { directory } from "../../src/binapi/directory.ts";
import { hazardOf } from "../../src/client/versions/hazards.ts";
import { readText } from "../helpers.ts";

const SCRIPT = fileURLToPath(new URL("../../../scripts/hazards-doc.mjs", import.meta.url));
const SRV6 = fileURLToPath(new URL("../../../src/srv6/", import.meta.url));
/** The files that make refusals for others, and one that refuses no operation. */
const MAKERS = ["values/refusal.ts", "operations/rule.ts", "read/routes.ts"];
const COMMENT_OR_CALL = /\/\/ @refuses|\b(?:hazard|invalid|noTable|noInterface)\(/g;

t.test("the tables of docs/hazards.md are those of the guards", async (t) => {
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, "--check"], { encoding: "utf8" });
  t.equal(stderr, "");
  t.equal(status, 0);
});

t.test("every message that the client checks or never sends has a row", async (t) => {
  const [, first = ""] = readText("../docs/hazards.md").split("## Messages that are never sent");
  const [rows = ""] = first.split("## SRv6 operations");
  const names = directory.map(([name]) => name).filter((name) => hazardOf(name) !== undefined);
  t.ok(names.length > 10, "the checks are found");
  t.same(
    names.filter((name) => !rows.includes(`\`${name}\``)),
    [],
  );
});

t.test("every refusal of an operation has a row: a comment between it and the refusal before", async (t) => {
  const files = readdirSync(SRV6, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const found = files.map((name) => ({ name, marks: readText(`../src/srv6/${name}`).match(COMMENT_OR_CALL) ?? [] }));
  const bare = found.filter(({ name, marks }) => {
    return !MAKERS.includes(name) && marks.some((mark, at) => mark.startsWith("//") !== (at % 2 === 0));
  });
  t.ok(found.flatMap(({ marks }) => marks).length > 90, "the refusals are found");
  t.same(
    bare.map(({ name }) => name),
    [],
  );
});
