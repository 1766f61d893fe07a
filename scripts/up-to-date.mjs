// What set-up needs to know at each start, in a few milliseconds: is everything installed, is everything built?
// Nothing here starts a process or reads a source file.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Written at the end of a build: the fingerprint of what went into it. */
export const BUILD_STAMP = "dist/.inputs";
/** The same for code generation; it lies among the bindings, so that it goes when they go. */
export const BINDINGS_STAMP = "src/binapi/.inputs";

const INPUTS = [
  "src",
  "test",
  "examples",
  "bench",
  "api-json",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.codegen.json",
  "scripts/build.mjs",
];

/** Every package of the lock file lies in node_modules, as npm itself recorded it there. */
export function isInstalled() {
  const installed = readJson("node_modules/.package-lock.json")?.packages;
  const locked = readJson("package-lock.json").packages;
  if (installed === undefined || !lockMatchesManifest(locked[""])) return false;
  return Object.entries(locked).every(([path, wanted]) => path === "" || isSamePackage(wanted, installed[path]));
}

/** The bindings are generated, and nothing that goes into the build has changed since. */
export function isBuilt() {
  return existsSync(BINDINGS_STAMP) && readText(BUILD_STAMP) === fingerprint();
}

/** Code generation would give the same bindings again. */
export function areBindingsBuilt(inputs) {
  const stamp = readText(BINDINGS_STAMP);
  return stamp !== undefined && stamp === selectInputs(inputs, stamp.split("\n").map(pathOf));
}

/**
 * One line per input file: size, time of change, path. Compared as a whole, so a deleted file and a time that went
 * backwards (a git checkout, another clock) are changes like any other.
 */
export function fingerprint() {
  const lines = [];
  for (const path of INPUTS) addFile(path, lines);
  return lines.join("\n");
}

/** The lines of a fingerprint for these sources and for all that is no source: definitions, settings. */
export function selectInputs(inputs, sources) {
  const selected = new Set(sources);
  const isSelected = (path) => !path.endsWith(".ts") || selected.has(path);
  return inputs
    .split("\n")
    .filter((line) => isSelected(pathOf(line)))
    .join("\n");
}

function pathOf(line) {
  return line.slice(line.indexOf(" ", line.indexOf(" ") + 1) + 1);
}

function addFile(path, lines) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (stat.isDirectory()) addFolder(path, lines);
  else lines.push(`${stat.size} ${stat.mtimeMs} ${path}`);
}

function addFolder(folder, lines) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() ? path !== "src/binapi" : isInput(path)) addFile(path, lines);
  }
}

/** Test data and examples in YAML are read where they lie; only TypeScript and the definitions are built. */
function isInput(path) {
  return path.endsWith(".ts") || path.startsWith("api-json");
}

function lockMatchesManifest(root) {
  const manifest = readJson("package.json");
  return ["dependencies", "devDependencies"].every((kind) => isSameMap(manifest[kind], root[kind]));
}

function isSameMap(left = {}, right = {}) {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}

/** Optional packages are those of all platforms; npm installs only the ones of this machine. */
function isSamePackage(wanted, installed) {
  if (installed === undefined) return wanted.optional === true;
  return installed.version === wanted.version && installed.integrity === wanted.integrity;
}

function readJson(path) {
  const text = readText(path);
  return text === undefined ? undefined : JSON.parse(text);
}

function readText(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
