// Generates the bindings of every release in the catalogue, checks their types, and prints the times:
//
//   npm run build && node scripts/check-bindings.mjs
//
// npm test checks only some releases. The bindings are written to a temporary folder in which the built package is installed.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { generateBindings, writeBindings } from "../dist/src/codegen/index.js";
import { listReleases, loadCatalogue } from "../dist/src/schema/index.js";
import { outputOf } from "./tool.mjs";

const ROOT = resolve(fileURLToPath(import.meta.url), "../..");
const COMPILERS = ["typescript-7", "typescript"];
const OPTIONS = {
  target: "es2022",
  lib: ["es2022"],
  module: "nodenext",
  types: [],
  noEmit: true,
  declaration: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  isolatedDeclarations: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
};

const work = mkdtempSync(join(tmpdir(), "tsvpp-bindings-"));
try {
  mkdirSync(join(work, "node_modules"));
  symlinkSync(ROOT, join(work, "node_modules/tsvpp"));
  writeFileSync(join(work, "package.json"), '{ "private": true, "type": "module" }');
  for (const release of listReleases()) checkRelease(release);
} finally {
  rmSync(work, { recursive: true });
}

function checkRelease(release) {
  const times = [];
  const folder = join(work, release);
  const schema = timed("load", times, () => loadCatalogue(release));
  const bindings = timed("generate", times, () => generateBindings(schema));
  timed("write", times, () => writeBindings(folder, bindings));
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: OPTIONS }));
  for (const name of COMPILERS) {
    const compiler = join(ROOT, "node_modules", name, "bin/tsc");
    timed(name, times, () => outputOf(process.execPath, [compiler, "-p", folder]));
  }
  console.log(`${release}: ${bindings.size} modules; ${times.join(", ")}`);
}

function timed(what, times, work) {
  const start = performance.now();
  const result = work();
  times.push(`${what} ${(performance.now() - start).toFixed(0)} ms`);
  return result;
}
