import t from "tap";
import { tsvpp } from "../tsvpp.ts";

const refused: readonly (readonly [argv: string[], line: string])[] = [
  [[], "srv6-pi: create|apply|delete|list|watch|validate|serve is missing (see tsvpp srv6-pi --help)"],
  [
    ["crate"],
    "no such srv6-pi command: crate; did you mean create? (create, apply, delete, list, watch, validate, serve)",
  ],
  [["create"], "srv6-pi create: FILE is missing (see tsvpp srv6-pi create --help)"],
  [["list", "te.yaml"], "srv6-pi list: one argument too many: te.yaml"],
  [["list", "--all"], "srv6-pi list: no option --all"],
  [["validate", "te.yaml", "--server", "x"], "srv6-pi validate: no option --server"],
  [["list", "--socket", "x"], "srv6-pi: --socket is for VPP's socket; use --server for that of srv6-pi serve"],
];

for (const [argv, line] of refused) {
  t.test(`refuses srv6-pi ${argv.join(" ")}`, async (t) => {
    const { exitCode, stdout, stderr } = await tsvpp(["srv6-pi", ...argv]);
    t.same([exitCode, stdout], [2, ""]);
    t.ok(stderr.startsWith(`tsvpp: ${line}`), stderr);
  });
}

t.test("the help names each subcommand and option", async (t) => {
  const { stdout } = await tsvpp(["srv6-pi", "--help"]);
  for (const name of ["create", "apply", "delete", "list", "watch", "validate", "serve"])
    t.match(stdout, `\n  ${name} `);
  for (const name of ["config", "server", "gobgp", "headend", "dry-run", "color", "endpoint", "distinguisher", "all"])
    t.match(stdout, `--${name}`);
});
