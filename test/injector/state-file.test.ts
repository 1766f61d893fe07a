import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { loadState, saveState } from "../../src/injector/state-file.ts";
import { temporaryFolder } from "../helpers.ts";
import { PAPER_FILE, plain, policiesIn, TWO_LISTS_FILE } from "./policies.ts";

const SINCE = new Date("2026-11-30T12:00:00Z");
const KEPT = policiesIn(`${PAPER_FILE}---\n${TWO_LISTS_FILE}`, "10.0.0.11").map((policy) => ({ policy, since: SINCE }));

t.test("policies are read back as they were written, and no other file stays in the folder", async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, "pi.json");
  t.same(loadState(path), []);
  saveState(path, KEPT);
  saveState(path, KEPT.slice(1));
  saveState(path, KEPT);
  t.same(plain(loadState(path)), plain(KEPT));
  t.same(readdirSync(folder), ["pi.json"]);
});

const path = join(temporaryFolder(t), "pi.json");
saveState(path, KEPT);
const WHOLE = readFileSync(path, "utf8");

const others: readonly (readonly [what: string, text: string, reason: RegExp])[] = [
  ["a half of a state file", WHOLE.slice(0, WHOLE.length / 2), /: a state file of tsvpp srv6-pi that is truncated:/],
  ["an empty file", "", /: a state file of tsvpp srv6-pi that is truncated:/],
  ["a file of another kind", '{ "kind": "plan" }', /: not a state file of tsvpp srv6-pi:/],
  ["the state file of an agent", '{ "tsvpp": "overlay", "version": 1 }', /: not a state file of tsvpp srv6-pi:/],
  ["a list", "[]", /: not a state file of tsvpp srv6-pi:/],
  [
    "a newer state file",
    WHOLE.replace('"version": 1', '"version": 2'),
    /: a state file of tsvpp srv6-pi of version 2, and this tsvpp reads version 1:/,
  ],
  ["a policy that is damaged", WHOLE.replace("fcff:3::1", "fcff:3::x"), /segments\[0\]\.sid: /],
  ["a policy without its date", WHOLE.replaceAll('"since"', '"sinze"'), /since: expected a date/],
];

for (const [what, text, reason] of others) {
  t.test(`refuses ${what}, and does not overwrite it`, async (t) => {
    const path = join(temporaryFolder(t), "pi.json");
    writeFileSync(path, text);
    t.throws(() => loadState(path), { code: "VPP_FILE", message: reason });
    t.throws(() => saveState(path, KEPT), { code: "VPP_FILE" });
    t.equal(readFileSync(path, "utf8"), text);
  });
}

t.test(
  "a folder that takes no files is refused before the first change",
  { skip: process.getuid?.() === 0 },
  async (t) => {
    const folder = temporaryFolder(t);
    chmodSync(folder, 0o500);
    t.throws(() => loadState(join(folder, "pi.json")), { code: "VPP_FILE", message: /permission denied/ });
    chmodSync(folder, 0o700);
  },
);

t.test("a folder that is not there is refused", async (t) => {
  t.throws(() => loadState(join(temporaryFolder(t), "no", "pi.json")), { code: "VPP_FILE" });
});
