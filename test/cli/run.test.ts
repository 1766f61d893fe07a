import { readFileSync } from "node:fs";
import t from "tap";
import { COMMANDS } from "../../src/cli/commands/index.ts";
import { run } from "../../src/cli/run.ts";
import { Sink, tsvpp } from "./tsvpp.ts";

const manifest = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));

const refused: readonly (readonly [argv: string[], line: string])[] = [
  [["shwo"], "no such command: shwo; did you mean show? (tsvpp --help lists all commands)"],
  [["toString"], "no such command: toString (tsvpp --help lists all commands)"],
  [["show"], "show: SUBJECT is missing (see tsvpp show --help)"],
  [["simulate", "extra"], "simulate: one argument too many: extra (see tsvpp simulate --help)"],
  [["--bogus", "show"], "Unknown option '--bogus'"],
];

for (const [argv, line] of refused) {
  t.test(`"${["tsvpp", ...argv].join(" ")}" is refused in one line`, async (t) => {
    t.same(await tsvpp(argv), { exitCode: 2, stdout: "", stderr: `tsvpp: ${line}\n` });
  });
}

t.test("--help tells every command, option and exit code", async (t) => {
  const { exitCode, stdout, stderr } = await tsvpp(["--help"]);
  t.equal(exitCode, 0);
  t.equal(stderr, "");
  for (const { name, summary } of COMMANDS) t.match(stdout, new RegExp(`^ {2}${name} +${summary}$`, "m"));
  for (const option of ["socket PATH", "wait SECONDS", "json", "help", "version"]) t.match(stdout, `--${option}`);
  for (const code of [0, 1, 2, 3, 4, 130]) t.match(stdout, new RegExp(`^ {2}${code} `, "m"));
});

for (const { name } of COMMANDS) {
  t.test(`${name} --help needs nothing else and has an example`, async (t) => {
    const { exitCode, stdout, stderr } = await tsvpp([name, "--help"]);
    t.equal(exitCode, 0);
    t.equal(stderr, "");
    t.ok(stdout.startsWith(`Usage: tsvpp ${name} `));
    t.match(stdout, new RegExp(`^ {2}tsvpp ${name} ?`, "m"));
    // The others read definitions from where --input says, a socket among them; or no VPP.
    if (!["api", "generate", "schema", "srv6-pi"].includes(name)) t.match(stdout, "--socket PATH");
  });
}

t.test("no line of a help is wider than 120 columns", async (t) => {
  for (const argv of [["--help"], ...COMMANDS.map(({ name }) => [name, "--help"])]) {
    const { stdout } = await tsvpp(argv);
    t.same(
      stdout.split("\n").filter((line) => line.length > 120),
      [],
    );
  }
});

t.test("--version gives the version of the package", async (t) => {
  t.same(await tsvpp(["--version"]), { exitCode: 0, stdout: `${manifest.version}\n`, stderr: "" });
});

t.test("a command that could not write all it had to say has only partly done its work", async (t) => {
  const stdout = Object.assign(new Sink(), {
    _write: (_chunk: string, _encoding: string, done: (error: Error) => void) => {
      done(Object.assign(new Error("no space left on device"), { code: "ENOSPC" }));
    },
  });
  const stderr = new Sink();
  const exitCode = await run(["--version"], { ...noInput(), stdout, stderr });
  t.equal(exitCode, 4);
  t.equal(stderr.text, "tsvpp: standard output: no space left on device\n");
});

function noInput() {
  return { stdin: process.stdin, env: {}, signal: new AbortController().signal };
}
