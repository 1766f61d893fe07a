// Compiles native/ to prebuilds/PLATFORM-CPU/tsvpp.node. Without a compiler or on another system than Linux it prints why it does
// not; then all works but what reads VPP's memory (statistics).
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { runTool } from "./tool.mjs";

const COMPILER = process.env.CC ?? "cc";
const FOLDER = `prebuilds/${process.platform}-${process.arch}`;
const OPTIONS = ["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-fPIC", "-fvisibility=hidden", "-shared", "-s"];

export function buildNative() {
  const reason = reasonToSkip();
  if (reason !== undefined)
    return console.error(`not compiling native: ${reason}; statistics of VPP will not be available`);
  const draft = join(FOLDER, `tsvpp-${process.pid}.node`);
  mkdirSync(FOLDER, { recursive: true });
  try {
    runTool("compiling native", COMPILER, [
      ...OPTIONS,
      "-DNAPI_VERSION=8",
      `-I${headers()}`,
      ...sources(),
      "-o",
      draft,
    ]);
    // A running process may have loaded the old file: it is replaced and not written to.
    renameSync(draft, join(FOLDER, "tsvpp.node"));
  } finally {
    rmSync(draft, { force: true });
  }
}

function reasonToSkip() {
  if (process.platform !== "linux") return "it is for Linux";
  if (spawnSync(COMPILER, ["--version"], { stdio: "ignore" }).status !== 0)
    return `there is no C compiler (${COMPILER})`;
}

function headers() {
  return createRequire(import.meta.url)("node-api-headers").include_dir;
}

function sources() {
  const names = readdirSync("native").filter((name) => name.endsWith(".c"));
  return names.map((name) => join("native", name));
}
