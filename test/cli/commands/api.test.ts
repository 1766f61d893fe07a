import t from "tap";
import { api } from "../api/run-api.ts";

const refused: readonly (readonly [argv: string[], line: string])[] = [
  [[], "api: ls|show|find|diff|lint|export|crc is missing (see tsvpp api --help)"],
  [["lst"], "no such api command: lst; did you mean ls? (ls, show, find, diff, lint, export, crc)"],
  [["diff", "26.06"], "api diff: B is missing (see tsvpp api diff --help)"],
  [["diff", "26.06", "26.06", "26.06"], "api diff: one argument too many: 26.06 (see tsvpp api diff --help)"],
  [["diff", "26.06", "26.06", "--modules", "srr"], "no such module: srr; did you mean sr?"],
  [["ls", "--output", "x"], "api ls: no option --output (see tsvpp api ls --help)"],
];

for (const [argv, line] of refused) {
  t.test(`refuses api ${argv.join(" ")}`, async (t) => {
    const { exitCode, stdout, stderr } = await api(...argv);
    t.equal(exitCode, 2);
    t.equal(stdout, "");
    t.ok(stderr.startsWith(`tsvpp: ${line}`), stderr);
  });
}
