// Compiles the code generator, generates src/binapi with it, then compiles everything to dist.
import { existsSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { outputOf, runTool } from "./tool.mjs";
import { areBindingsBuilt, BINDINGS_STAMP, BUILD_STAMP, fingerprint, selectInputs } from "./up-to-date.mjs";

// TypeScript 7, several times faster than 6; by its path, since both packages bring a command named tsc.
const COMPILER = "node_modules/typescript-7/bin/tsc";
const GENERATOR = ["dist/src/codegen/main.js", "--output", "src/binapi"];

export function build() {
  rmSync(BUILD_STAMP, { force: true });
  // Taken before the work, so that a file changed meanwhile is built next time.
  const inputs = fingerprint();
  if (!areBindingsBuilt(inputs)) generateBindings(inputs);
  compile("src, test and examples", "tsconfig.json");
  for (const folder of ["src", "test", "examples"]) removeStaleOutput(folder);
  writeFileSync(BUILD_STAMP, inputs);
}

/** The generator removes what it did not write: modules that vanished, and the stamp. */
function generateBindings(inputs) {
  compile("the code generator", "tsconfig.codegen.json");
  runTool("generating src/binapi", process.execPath, GENERATOR);
  writeFileSync(BINDINGS_STAMP, selectInputs(inputs, sourcesOfGenerator()));
}

function compile(what, config) {
  runTool(`compiling ${what}`, process.execPath, [COMPILER, "-p", config]);
}

function sourcesOfGenerator() {
  const listing = outputOf(process.execPath, [COMPILER, "-p", "tsconfig.codegen.json", "--listFilesOnly"]);
  return listing.split("\n").map((path) => relative("", path));
}

/** Removes what was compiled from a source that is gone: the test runner takes every test file in dist. */
function removeStaleOutput(folder) {
  const output = join("dist", folder);
  for (const entry of existsSync(output) ? readdirSync(output, { withFileTypes: true }) : []) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) removeStaleOutput(path);
    else if (!existsSync(path.replace(/(\.d\.ts|\.js)$/, ".ts"))) rmSync(join("dist", path));
  }
  if (existsSync(output) && readdirSync(output).length === 0) rmdirSync(output);
}
