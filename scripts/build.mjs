// Compiles the native part and the code generator, generates src/binapi with it, compiles everything to dist, then bundles the exports of the
// package into dist/lib, so that a program that imports tsvpp loads a few files instead of fifty.
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { buildNative } from "./native.mjs";
import { outputOf, runTool } from "./tool.mjs";
import { areBindingsBuilt, BINDINGS_STAMP, BUILD_STAMP, fingerprint, selectInputs } from "./up-to-date.mjs";

// TypeScript 7 is several times faster than 6. It is named by its path, since both packages have a command named tsc.
const COMPILER = "node_modules/typescript-7/bin/tsc";
const GENERATOR = ["dist/src/codegen/main.js", "--output", "src/binapi"];

export async function build() {
  rmSync(BUILD_STAMP, { force: true });
  // Computed before the build, so that a file that changes during the build is built next time.
  const inputs = fingerprint();
  buildNative();
  if (!areBindingsBuilt(inputs)) generateBindings(inputs);
  compile("src, test, examples and bench", "tsconfig.json");
  for (const folder of ["src", "test", "examples", "bench"]) removeStaleOutput(folder);
  await bundle();
  leaveOutDeclarations();
  writeFileSync(BUILD_STAMP, inputs);
}

/** The package has the declarations that those of its exports refer to, and no others. */
function leaveOutDeclarations() {
  const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
  const names = Object.values(exports).flatMap(({ types = "" }) =>
    types === "" ? [] : types.slice("./dist/src/".length),
  );
  const waiting = names.flatMap((name) =>
    name.includes("*") ? filesOf(name.slice(0, -".d.ts".length)) : name.slice(0, -".d.ts".length),
  );
  const needed = new Set();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    const text = readFileSync(`dist/src/${name}.d.ts`, "utf8");
    for (const [, path] of text.matchAll(/(?:from|import\()\s*"(\.[^"]+)\.ts"/g)) waiting.push(join(name, "..", path));
  }
  const all = readdirSync("dist/src", { recursive: true }).filter((path) => path.endsWith(".d.ts"));
  const others = all.filter((path) => !needed.has(path.slice(0, -".d.ts".length)));
  writeFileSync("dist/src/.npmignore", others.map((path) => `/${path}\n`).join(""));
}

/** Generates the bindings. The generator writes only files whose text changes, and removes files of deleted modules. */
function generateBindings(inputs) {
  compile("the code generator", "tsconfig.codegen.json");
  runTool("generating src/binapi", process.execPath, GENERATOR);
  writeFileSync(BINDINGS_STAMP, selectInputs(inputs, sourcesOfGenerator()));
}

/** The modules that every connecting program needs. They are one file, since each file takes a millisecond or two to load. */
const CORE =
  /dist\/src\/(index|errors|field-name|nearest-names|(address|wire(?!\/convert)|transport(?!\/(listen|lane)))\/.*|client\/(?!lane\/|versions\/(skew|compatibility|definitions)).*|binapi\/(memclnt|vlib|sr_types))\.js$/;

/** Readable, since Node.js shows the lines of an uncaught error. Comments for readers are in the declarations. */
const SHAPE = {
  format: "esm",
  minify: false,
  minifyInternalExports: false,
  comments: { legal: true, annotation: true, jsdoc: false },
};

/**
 * Writes one file for each export, and shared modules as chunks, so that each class exists once for all exports. The bindings
 * remain one file for each module; modules of tsvpp that use messages contain copies of these messages.
 */
async function bundle() {
  const { exports, bin, dependencies, peerDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  const packages = Object.keys({ ...dependencies, ...peerDependencies });
  const outputs = [...Object.values(exports).map((entry) => entry.default), ...Object.values(bin)].filter(Boolean);
  const names = outputs.map((path) => path.slice("./dist/lib/".length, -".js".length));
  rmSync("dist/lib", { recursive: true, force: true });
  const { build } = await import("rolldown");
  const notice = readFileSync("node_modules/msgpackr/LICENSE", "utf8").trim().replaceAll("*/", "* /");
  await build({
    input: entries(names.filter((name) => !name.endsWith("/*"))),
    external: [/^node:/, ...packages.map((name) => new RegExp(`^${name}(/|$)`))],
    platform: "node",
    // Modules have no side effects, so unused ones can be left out.
    treeshake: { moduleSideEffects: false },
    preserveEntrySignatures: "allow-extension",
    output: {
      ...SHAPE,
      dir: "dist/lib",
      // One folder deep, as the exports: the command imports modules by a path relative to its own file.
      chunkFileNames: "chunks/[name].js",
      banner: ({ name }) => (name === "msgpackr" ? `/*! msgpackr\n\n${notice}\n*/` : ""),
      codeSplitting: {
        groups: [
          { name: "core", test: CORE },
          { name: "msgpackr", test: /node_modules\/msgpackr\// },
        ],
        includeDependenciesRecursively: false,
      },
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

/** Returns the files for which a name such as `binapi/*` stands. */
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

/** Removes files that were compiled from a deleted source: the test runner runs every test file in dist. */
function removeStaleOutput(folder) {
  const output = join("dist", folder);
  for (const entry of existsSync(output) ? readdirSync(output, { withFileTypes: true }) : []) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) removeStaleOutput(path);
    else if (!existsSync(path.replace(/(\.d\.ts|\.js)$/, ".ts"))) rmSync(join("dist", path));
  }
  if (existsSync(output) && readdirSync(output).length === 0) rmdirSync(output);
}
