import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import { StateFile } from "../../src/files/index.ts";
import { temporaryFolder } from "../helpers.ts";

/** The state file of a command that keeps a number. */
function fileIn(t: Test, text?: string): { readonly file: StateFile<number>; readonly path: string } {
  const path = join(temporaryFolder(t), "state.json");
  if (text !== undefined) writeFileSync(path, text);
  const contentOf = ({ count }: Readonly<Record<string, unknown>>) => {
    if (typeof count !== "number") throw new Error("count: expected a number");
    return count;
  };
  const file = new StateFile(path, { command: "tally", version: 3, name: "a tally", wayOut: "begin anew", contentOf });
  return { file, path };
}

t.test("a state is read as it was written, with the command and the version before it", async (t) => {
  const { file, path } = fileIn(t);
  t.equal(file.read(), undefined);
  file.check();
  file.write({ count: 7 });
  t.equal(file.read(), 7);
  t.equal(readFileSync(path, "utf8"), '{\n  "tsvpp": "tally",\n  "version": 3,\n  "count": 7\n}\n');
});

const refused: readonly (readonly [what: string, text: string, reason: string])[] = [
  ["a file of another command", '{"tsvpp":"overlay","version":3,"count":7}', "not a state file of tsvpp tally"],
  ["a file of no command", "[]", "not a state file of tsvpp tally"],
  ["a text", "7 or so", "not a state file of tsvpp tally"],
  [
    "a newer one",
    '{"tsvpp":"tally","version":4}',
    "a state file of tsvpp tally of version 4, and this tsvpp reads version 3",
  ],
  [
    "one without a version",
    '{"tsvpp":"tally","count":7}',
    "a state file of tsvpp tally of version undefined, and this tsvpp reads version 3",
  ],
  ["one that is half written", '{\n  "tsvpp": "tally",\n  "ver', "a state file of tsvpp tally that is truncated"],
  ["one of which nothing is written", "", "a state file of tsvpp tally that is truncated"],
  ["one that is damaged", '{"tsvpp":"tally","version":3}', "count: expected a number"],
];

for (const [what, text, reason] of refused) {
  t.test(`${what} is refused with a way out, and is not replaced`, async (t) => {
    const { file, path } = fileIn(t, text);
    t.throws(() => file.read(), { code: "VPP_FILE", message: `${path}: ${reason}: begin anew` });
    const replaced = {
      code: "VPP_FILE",
      message: `${path}: not a tally, so it is not replaced: name another path, or remove it`,
    };
    t.throws(() => file.check(), replaced);
    t.throws(() => file.write({ count: 8 }), replaced);
    t.equal(readFileSync(path, "utf8"), text);
  });
}

t.test("a link to nothing has no state, and is refused before the first change", async (t) => {
  const { file, path } = fileIn(t);
  symlinkSync("nowhere.json", path);
  t.equal(file.read(), undefined);
  t.throws(() => file.check(), { code: "VPP_FILE", message: /a symbolic link, so it is not replaced/ });
});
