// Runs before `npm start`, `npm test` and other scripts: installs the dependencies and builds, if needed.
// With --no-install it does not install, and builds only if the compiler is installed (it is one of the devDependencies).
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isBuilt, isInstalled } from "./up-to-date.mjs";

const mayInstall = !process.argv.includes("--no-install");

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
try {
  requireNodeVersion();
  if (!isReady()) await getReady();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function requireNodeVersion() {
  const range = JSON.parse(readFileSync("package.json", "utf8")).engines.node;
  const [major, minor] = range.match(/\d+/g).map(Number);
  const [runningMajor, runningMinor] = process.versions.node.split(".").map(Number);
  if (runningMajor > major || (runningMajor === major && runningMinor >= minor)) return;
  throw new Error(`tsvpp needs Node.js ${range}; the installed version is ${process.version}`);
}

function isReady() {
  if (mayInstall) return isInstalled() && isBuilt();
  return !existsSync("node_modules/typescript-7") || isBuilt();
}

async function getReady() {
  const { withLock } = await import("./lock.mjs");
  mkdirSync("dist", { recursive: true });
  await withLock(
    "dist/.lock",
    () => console.error("waiting for another process that builds in this folder"),
    installAndBuild,
  );
}

async function installAndBuild() {
  if (mayInstall && !isInstalled()) {
    const { runTool } = await import("./tool.mjs");
    // Without install scripts: no dependency needs one, and our own `prepare` would wait for the lock that is held here.
    const args = ["ci", "--ignore-scripts", "--include=dev", "--include=optional"];
    runTool("installing dependencies (npm ci)", "npm", args);
  }
  // The previous holder of the lock may have built everything.
  if (isBuilt()) return;
  const { build } = await import("./build.mjs");
  await build();
}
