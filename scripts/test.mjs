// `npm test [-- WORD...]` runs the compiled tests: all, or those whose path contains one of the words.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

// tap ends a file that waits for what never comes. A file that spins runs no timer and no signal handler (tap's catches
// the signal of --test-timeout): the shell's limit on processor time, which kills, holds for each process on its own.
const TAP_TIMEOUT_S = "120";
const LIMIT_CPU_TIME = 'ulimit -t 120; exec "$0" "$@"';

// Tests against a real VPP change it: they go one after the other.
const CONCURRENCY = process.env.TSVPP_VPP_SOCKET === undefined ? availableParallelism() : 1;

// Half of a small file's time is the start of its process: those of these folders, which look at values only, share one.
const SHARED =
  /^dist\/test\/(address|cli|codegen|files|schema|schema\/idl|simulator\/handlers|simulator\/model|srv6|wire)\/[^/]+$/;
const OF_ITS_OWN = /\/(fuzz|main|terminal|generated-code)\.test\.js$/;
const GROUPS = "dist/groups";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const words = process.argv.slice(2).map((word) => word.replace(/\.[jt]s$/, ""));
const files = findTests().filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
process.exitCode = files.length === 0 ? reportNothingFound() : runTests(grouped(files));

function findTests() {
  const tests = [...list("dist/test", { recursive: true }), ...list("dist/examples")];
  return tests.filter((file) => file.endsWith(".test.js")).sort();
}

function list(folder, options) {
  return existsSync(folder) ? readdirSync(folder, options).map((name) => join(folder, name)) : [];
}

/** In place of files that share a process, a file for each folder that imports them one by one. */
function grouped(files) {
  rmSync(GROUPS, { recursive: true, force: true });
  const isShared = (file) => SHARED.test(file) && !OF_ITS_OWN.test(file);
  const folders = [...new Set(files.filter(isShared).map(dirname))];
  const groups = folders.map((folder) =>
    writeGroup(
      folder,
      files.filter((file) => isShared(file) && dirname(file) === folder),
    ),
  );
  return [...files.filter((file) => !isShared(file)), ...groups].sort();
}

/** Its path says what it stands for. */
function writeGroup(folder, files) {
  const path = join(GROUPS, `${relative("dist", folder)}.js`);
  mkdirSync(dirname(path), { recursive: true });
  const statements = files.map((file) => `await import("${relative(dirname(path), file)}");\n`);
  writeFileSync(path, statements.join(""));
  return path;
}

function reportNothingFound() {
  console.error(`no test found${words.length > 0 ? ` for ${words.join(" ")}` : ""}`);
  return 1;
}

function runTests(files) {
  const options = [
    "--test",
    `--test-concurrency=${CONCURRENCY}`,
    "--test-reporter=./scripts/test-reporter.mjs",
    "--test-reporter-destination=stdout",
  ];
  const env = { TAP_TIMEOUT: TAP_TIMEOUT_S, ...process.env };
  const command = [process.execPath, ...options, ...files];
  return spawnSync("sh", ["-c", LIMIT_CPU_TIME, ...command], { stdio: "inherit", env }).status ?? 1;
}
