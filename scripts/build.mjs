// Compiles the code generator, generates src/binapi with it, compiles everything to dist, then bundles what the package
// exports into dist/lib: a program that imports tsvpp loads a handful of files instead of fifty.
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { outputOf, runTool } from "./tool.mjs";
import { areBindingsBuilt, BINDINGS_STAMP, BUILD_STAMP, fingerprint, selectInputs } from "./up-to-date.mjs";

// TypeScript 7, several times faster than 6; by its path, since both packages bring a command named tsc.
const COMPILER = "node_modules/typescript-7/bin/tsc";
const GENERATOR = ["dist/src/codegen/main.js", "--output", "src/binapi"];

export async function build() {
  rmSync(BUILD_STAMP, { force: true });
  // Taken before the work, so that a file changed meanwhile is built next time.
  const inputs = fingerprint();
  if (!areBindingsBuilt(inputs)) generateBindings(inputs);
  compile("src, test, examples and bench", "tsconfig.json");
  for (const folder of ["src", "test", "examples", "bench"]) removeStaleOutput(folder);
  await bundle();
  writeFileSync(BUILD_STAMP, inputs);
}

/** The generator leaves files alone whose text is as before, and removes those of modules that vanished. */
function generateBindings(inputs) {
  compile("the code generator", "tsconfig.codegen.json");
  runTool("generating src/binapi", process.execPath, GENERATOR);
  writeFileSync(BINDINGS_STAMP, selectInputs(inputs, sourcesOfGenerator()));
}

/** What every program that connects needs; in one file, since each file that is opened costs a millisecond or two. */
const CORE =
  /dist\/src\/(index|errors|field-name|nearest-names|(address|wire(?!\/(convert|unset))|transport(?!\/listen))\/.*|client\/(?!skew|compatibility|definitions).*|binapi\/(memclnt|vlib))\.js$/;

/** Names of functions stay, for stack traces; those of their variables make a third of what has to be parsed. */
const SHAPE = { format: "esm", minify: { compress: false, mangle: { toplevel: false }, codegen: true } };

/**
 * One file for each export, and what they share in chunks: a class must exist once, whichever export it is reached by. The
 * bindings stay as they are, a file for each module; rooms that use messages themselves have copies of those.
 */
async function bundle() {
  const { exports, bin, dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  const outputs = [...Object.values(exports).map((entry) => entry.default), ...Object.values(bin)].filter(Boolean);
  const names = outputs.map((path) => path.slice("./dist/lib/".length, -".js".length));
  rmSync("dist/lib", { recursive: true, force: true });
  const { build } = await import("rolldown");
  await build({
    input: entries(names.filter((name) => !name.endsWith("/*"))),
    external: [/^node:/, ...Object.keys(dependencies).map((name) => new RegExp(`^${name}(/|$)`))],
    platform: "node",
    // No module does anything but define: what is not used need not be loaded.
    treeshake: { moduleSideEffects: false },
    preserveEntrySignatures: "allow-extension",
    output: {
      ...SHAPE,
      dir: "dist/lib",
      // One folder deep, as the exports are: the command finds modules at a path relative to its own.
      chunkFileNames: "chunks/[name]-[hash].js",
      codeSplitting: { groups: [{ name: "core", test: CORE }], includeDependenciesRecursively: false },
    },
  });
  await build({
    input: entries(names.filter((name) => name.endsWith("/*")).flatMap(filesOf)),
    external: ["../wire/v1.js"],
    makeAbsoluteExternalsRelative: false,
    output: { ...SHAPE, dir: "dist/lib", preserveModules: true, preserveModulesRoot: "dist/src" },
  });
}

function entries(names) {
  return Object.fromEntries(names.map((name) => [name, `dist/src/${name}.js`]));
}

/** `binapi/*` stands for every module. */
function filesOf(name) {
  const folder = name.slice(0, -2);
  const files = readdirSync(`dist/src/${folder}`).filter((file) => file.endsWith(".js"));
  return files.map((file) => `${folder}/${file.slice(0, -".js".length)}`);
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
