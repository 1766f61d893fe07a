// Checks whether everything is installed and built. It runs before every script, so it must take only a few milliseconds: it
// starts no process and reads no source file.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** The file with the fingerprint of the inputs of the last build, written at its end. */
export const BUILD_STAMP = "dist/.inputs";
/** The same for code generation. It is in the folder of the bindings, so that it is deleted with them. */
export const BINDINGS_STAMP = "src/binapi/.inputs";

const INPUTS = [
  "src",
  "test",
  "examples",
  "bench",
  "native",
  "api-json",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.codegen.json",
  "scripts/build.mjs",
  "scripts/native.mjs",
];

/** Returns whether every package of the lock file is installed, by npm's record in node_modules. */
export function isInstalled() {
  const installed = readJson("node_modules/.package-lock.json")?.packages;
  const locked = readJson("package-lock.json").packages;
  if (installed === undefined || !lockMatchesManifest(locked[""])) return false;
  return Object.entries(locked).every(([path, wanted]) => path === "" || isSamePackage(wanted, installed[path]));
}

/** Returns whether the bindings are generated and no input of the build has changed since the last build. */
export function isBuilt() {
  return existsSync(BINDINGS_STAMP) && readText(BUILD_STAMP) === fingerprint();
}

/** Returns whether no input of the code generator has changed since it last ran. */
export function areBindingsBuilt(inputs) {
  const stamp = readText(BINDINGS_STAMP);
  return stamp !== undefined && stamp === selectInputs(inputs, stamp.split("\n").map(pathOf));
}

/**
 * Returns one line for each input file: size, time of change, path. Fingerprints are compared as a whole, so deleted files and
 * earlier times (a git checkout, another clock) count as changes too.
 */
export function fingerprint() {
  const lines = [];
  for (const path of INPUTS) addFile(path, lines);
  return lines.join("\n");
}

/** Returns the lines of a fingerprint for the given sources and for all definitions and settings. */
export function selectInputs(inputs, sources) {
  const selected = new Set(sources);
  const isSelected = (path) => !isSource(path) || selected.has(path);
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

/** Returns whether a file is an input of the build: only sources and the definitions are; test data is read in place. */
function isInput(path) {
  return isSource(path) || path.startsWith("api-json");
}

function isSource(path) {
  return path.endsWith(".ts") || /^native\/.*\.[ch]$/.test(path);
}

function lockMatchesManifest(root) {
  const manifest = readJson("package.json");
  return ["dependencies", "devDependencies"].every((kind) => isSameMap(manifest[kind], root[kind]));
}

function isSameMap(left = {}, right = {}) {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}

/** Compares a package of the lock file with the installed one. Optional packages of other platforms are not installed. */
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
