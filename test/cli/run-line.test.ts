import { Readable } from "node:stream";
import t from "tap";
import type { Io } from "../../src/cli/io.ts";
import { readLine } from "../../src/cli/line/index.ts";
import { LineRunner } from "../../src/cli/run-line.ts";
import { Sink } from "./tsvpp.ts";

function runner(exitCode = 0, keepsFiles = false) {
  const ran: (readonly string[])[] = [];
  const [stdout, stderr] = [new Sink(), new Sink()];
  const io = { stdin: Readable.from([]), stdout, stderr, env: process.env, signal: new AbortController().signal };
  const runWords = async (words: readonly string[], { stdout, keepResult }: Io) => {
    ran.push(words);
    keepResult?.(words.length);
    stdout.write("printed\n");
    return exitCode;
  };
  const connect = () => Promise.reject(new Error("no client is expected"));
  const lines = new LineRunner({ io, runWords, connect, print: (text) => void stdout.write(text), keepsFiles });
  const run = (text: string) => lines.run(readLine(text, lines.names) as Parameters<LineRunner["run"]>[0]);
  return { run, ran, stdout, stderr };
}

const WORDS: readonly (readonly [line: string, words: readonly string[]])[] = [
  ["show int | cat", ["cli", "--", "show int"]],
  ["--help", ["cli", "--", "--help"]],
  ["show_version --json", ["call", "show_version", "--json"]],
  ["sr_policy_add a=1 ?", ["call", "sr_policy_add", "a=1", "?"]],
  ["sr_polcy_add", ["call", "sr_polcy_add"]],
  [":show version", ["show", "version"]],
  [":show ?", ["show", "--help"]],
  [":call show_version ?", ["call", "show_version", "?"]],
  [":help", ["--help"]],
  [":?", ["--help"]],
  [":help show", ["show", "--help"]],
];

for (const [line, words] of WORDS) {
  t.test(`${line} runs as ${words}`, async (t) => {
    const { run, ran } = runner();
    t.equal(await run(line), 0);
    t.same(ran, [words]);
  });
}

t.test("the shell behind a pipe gets the output, and either side fails the line", async (t) => {
  const { run, stdout } = runner();
  t.equal(await run("show version | tr p P"), 0);
  t.equal(stdout.text, "Printed\n");
  t.equal(await run("show version | exit 3"), 3);
  t.equal(await run("show version | kill -9 $$"), 137);
  t.equal(await runner(1).run("show version | cat"), 1);
});

t.test("at the prompt, > keeps a file that is there, and >| overwrites it", async (t) => {
  const file = `${t.testdir({ old: "old" })}/old`;
  const { run } = runner(0, true);
  t.not(await run(`show version > ${file} 2> /dev/null`), 0);
  t.equal(await run(`show version >| ${file}`), 0);
});

t.test("JavaScript knows the last result, and a thrown text fails the line", async (t) => {
  const { run, stdout, stderr } = runner();
  await run("show version");
  t.equal(await run("= _ + 1"), 0);
  t.equal(await run("= await Promise.resolve(_ * 2)"), 0);
  t.equal(await run("= undefined"), 0);
  t.equal(stdout.text, "printed\n4\n8\n");
  t.equal(await run("= throw 'x\\ry'"), 2);
  t.equal(stderr.text, "tsvpp: x\\x0dy\n");
});
