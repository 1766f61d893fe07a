// `npm test [-- WORD...]`: runs the compiled tests: all, or those whose path contains one of the words.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

// tap ends a file that waits longer than this. A file in an endless loop runs neither timers nor signal handlers, so tap cannot
// end it, nor can --test-timeout: the limit of the shell on CPU time ends it. The limit holds for each process.
const TAP_TIMEOUT_S = "120";
const LIMIT_CPU_TIME = 'ulimit -t 120; exec "$0" "$@"';

// Tests with a real VPP change its state, so they run one after the other.
const CONCURRENCY = process.env.TSVPP_VPP_SOCKET === undefined ? availableParallelism() : 1;

// Half of the time of a small file is the start of its process. Files of these folders, which test only functions on values,
// share one process for each folder. A file that changes the user of the process is none of them: others could not be read meanwhile.
const SHARED =
  /^dist\/test\/(address|cli|codegen(\/emit)?|files|schema(\/[a-z-]+)?|simulator\/(handlers|model(\/[a-z0-9]+)?)|srv6(\/[a-z]+)?|wire)\/[^/]+$/;
const OF_ITS_OWN = /\/(fuzz|main|terminal|generated-code|cli\/connection)\.test\.js$/;
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

/** Replaces files that share a process by one file for each folder, which imports them one after the other. */
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

/** Writes a file that imports the files of a folder. The reporter derives the folder from its path. */
function writeGroup(folder, files) {
  const path = join(GROUPS, `${relative("dist", folder)}.js`);
  mkdirSync(dirname(path), { recursive: true });
  const statements = files.map((file) => `await import("${relative(dirname(path), file)}");\n`);
  writeFileSync(path, statements.join(""));
  return path;
}

function reportNothingFound() {
  console.error(words.length > 0 ? `no path of a test contains ${words.join(" or ")}` : "there are no compiled tests");
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
