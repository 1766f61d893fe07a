import { execFileSync } from "node:child_process";
import crypto from "node:crypto";
import fs, {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import t, { type Test } from "tap";
import { checkTarget, checkTargets, type FileKind, removeFile, replaceFile } from "../../src/files/own-files.ts";
import { temporaryFolder } from "../helpers.ts";

const OWN: FileKind = { name: "ours", has: (text) => text.startsWith("ours") };
const isRoot = process.getuid?.() === 0;

t.test("a new file has the mode that new files have", async (t) => {
  const folder = temporaryFolder(t);
  t.equal(replaceFile(join(folder, "file"), "ours", OWN), true);
  writeFileSync(join(folder, "other"), "");
  t.equal(statSync(join(folder, "file")).mode, statSync(join(folder, "other")).mode);
  t.same(contents(folder), { file: "ours", other: "" });
});

t.test("a file that is replaced is another one afterwards, with the same mode", async (t) => {
  const folder = folderWith(t, { file: "ours 1" });
  const path = join(folder, "file");
  chmodSync(path, 0o600);
  const before = statSync(path);
  t.equal(replaceFile(path, "ours 2", OWN), true);
  t.same(contents(folder), { file: "ours 2" });
  t.equal(statSync(path).mode, before.mode);
  t.not(statSync(path).ino, before.ino);
});

t.test("a file with the same text is left alone", async (t) => {
  const folder = folderWith(t, { file: "ours" });
  const before = statSync(join(folder, "file"));
  t.equal(replaceFile(join(folder, "file"), "ours", OWN), false);
  t.equal(statSync(join(folder, "file")).ino, before.ino);
});

const others: readonly (readonly [what: string, make: (path: string) => void, text: string])[] = [
  ["a file of other origin", (path) => writeFileSync(path, "mine"), "not ours, "],
  ["an empty file", (path) => writeFileSync(path, ""), "not ours, "],
  ["a link to a file of ours", (path) => symlinkSync("target", path), "a symbolic link, "],
  ["a link that leads nowhere", (path) => symlinkSync("nowhere", path), "a symbolic link, "],
  ["a folder", (path) => mkdirSync(path), "a folder, "],
  ["a FIFO", (path) => execFileSync("mkfifo", [path]), "not a regular file, "],
];

for (const [what, make, text] of others) {
  t.test(`${what} is not replaced`, async (t) => {
    const folder = folderWith(t, { target: "ours 1" });
    const path = join(folder, "file");
    make(path);
    const before = contents(folder);
    const error = { code: "VPP_FILE", message: `${path}: ${text}so it is not replaced: name another path` };
    t.throws(() => checkTarget(path, OWN), error);
    t.throws(() => replaceFile(path, "ours 2", OWN), error);
    t.equal(removeFile(path, OWN), false);
    t.same(contents(folder), before);
  });
}

t.test("a file of ours can be removed", async (t) => {
  const folder = folderWith(t, { file: "ours", other: "ours" });
  t.equal(removeFile(join(folder, "file"), OWN), true);
  patch(t, fs, "rmSync", () => fail("EACCES", -13));
  t.throws(() => removeFile(join(folder, "other"), OWN), { code: "VPP_FILE", message: "permission denied" });
  t.same(contents(folder), { other: "ours" });
});

t.test("another name of a file of other origin does not help", async (t) => {
  const folder = folderWith(t, { file: "mine" });
  linkSync(join(folder, "file"), join(folder, "link"));
  t.throws(() => replaceFile(join(folder, "link"), "ours", OWN), { message: "not ours" });
});

t.test("all paths that are refused are told", async (t) => {
  const folder = folderWith(t, { a: "mine", b: "ours", c: "mine" });
  const paths = ["a", "b", "c", "d", "none/e"].map((name) => join(folder, name));
  const lines = [paths[0], paths[2]].map(
    (path) => `${path}: not ours, so it is not replaced: name another path, or remove it`,
  );
  t.throws(() => checkTargets(paths, OWN), { code: "VPP_FILE", message: lines.join("\n") });
});

for (const name of ["none/file", "none/", "file/file", "file/"]) {
  t.test(`nothing can be put at ${name} where there is only a file`, async (t) => {
    const folder = folderWith(t, { file: "ours" });
    const path = join(folder, name);
    t.throws(() => checkTarget(path, OWN), { code: "VPP_FILE", message: `${path}: ` });
    t.throws(() => replaceFile(path, "ours 2", OWN), { code: "VPP_FILE", message: `${path}: ` });
    t.same(contents(folder), { file: "ours" });
  });
}

t.test("what is protected is not replaced", { skip: isRoot ? "root may write everything" : false }, async (t) => {
  const folder = folderWith(t, { file: "ours" });
  chmodSync(join(folder, "file"), 0o444);
  t.throws(() => checkTarget(join(folder, "file"), OWN), { message: "permission denied" });
  chmodSync(folder, 0o555);
  t.throws(() => checkTarget(join(folder, "new"), OWN), { message: "permission denied" });
  t.throws(() => replaceFile(join(folder, "new"), "ours", OWN), { message: "permission denied" });
  chmodSync(folder, 0o755);
});

const meanwhile: readonly (readonly [what: string, before: string | undefined, make: (path: string) => void])[] = [
  ["a file of other origin appears", undefined, (path) => writeFileSync(path, "mine")],
  ["a file of other origin takes the place", "ours 1", (path) => writeFileSync(path, "mine")],
  [
    "a link takes the place",
    "ours 1",
    (path) => {
      fs.rmSync(path);
      symlinkSync("target", path);
    },
  ],
];

for (const [what, before, make] of meanwhile) {
  t.test(`when ${what} while the text is written, it stays`, async (t) => {
    const folder = folderWith(t, { target: "ours", ...(before === undefined ? {} : { file: before }) });
    const path = join(folder, "file");
    const restore = patch(t, fs, "fsyncSync", () => make(path));
    t.throws(() => replaceFile(path, "ours 2", OWN), { code: "VPP_FILE", message: "not replaced" });
    restore();
    const after = contents(folder);
    make(path);
    t.same(after, contents(folder));
  });
}

t.test("a file that appears last of all stays", async (t) => {
  const folder = folderWith(t, { file: "mine" });
  const path = join(folder, "file");
  const { lstatSync } = fs;
  patch(t, fs, "lstatSync", (each: string) => (each === path ? fail("ENOENT", -2) : lstatSync(each)));
  t.throws(() => replaceFile(path, "ours", OWN), { code: "VPP_FILE", message: `${path}: file already exists` });
  patch(t, fs, "linkSync", () => fail("EPERM", -1));
  t.throws(() => replaceFile(path, "ours", OWN), { code: "VPP_FILE", message: `${path}: file already exists` });
  t.same(contents(folder), { file: "mine" });
});

t.test("a file system without links takes files too", async (t) => {
  const folder = temporaryFolder(t);
  patch(t, fs, "linkSync", () => fail("EPERM", -1));
  t.equal(replaceFile(join(folder, "file"), "ours", OWN), true);
  t.same(contents(folder), { file: "ours" });
});

for (const call of ["writeFileSync", "fsyncSync", "renameSync"] as const) {
  t.test(`a full disk that fails ${call} leaves everything as it was`, async (t) => {
    const folder = folderWith(t, { file: "ours 1" });
    const path = join(folder, "file");
    patch(t, fs, call, () => fail("ENOSPC", -28));
    t.throws(() => replaceFile(path, "ours 2", OWN), {
      code: "VPP_FILE",
      message: `${path}: no space left on device`,
    });
    t.same(contents(folder), { file: "ours 1" });
  });
}

for (const before of [undefined, "ours 1"]) {
  t.test(
    `a durable file that ${before === undefined ? "is new" : "is replaced"} is written before its folder`,
    async (t) => {
      const folder = folderWith(t, before === undefined ? {} : { file: before });
      const path = join(folder, "file");
      const { fsyncSync } = fs;
      const written: string[] = [];
      patch(t, fs, "fsyncSync", (file: number) => {
        // The folder is written when it has the new name, and no other.
        written.push(fs.fstatSync(file).isDirectory() ? `folder of ${readdirSync(folder)}` : "file");
        fsyncSync(file);
      });
      replaceFile(path, "ours 2", { ...OWN, isDurable: true });
      t.same(written, ["file", "folder of file"]);
      replaceFile(path, "ours 2", { ...OWN, isDurable: true });
      replaceFile(path, "ours 3", OWN);
      t.same(written.slice(2), ["file"], "not for unchanged text, and not for other kinds");
    },
  );
}

t.test("a file that has the temporary name stays", async (t) => {
  const folder = folderWith(t, { ".tsvpp-1": "mine" });
  patch(t, crypto, "randomUUID", () => "1");
  t.throws(() => replaceFile(join(folder, "file"), "ours", OWN), { code: "VPP_FILE", message: "file already exists" });
  t.same(contents(folder), { ".tsvpp-1": "mine" });
});

t.test("a name may be as long as the system allows", async (t) => {
  const folder = temporaryFolder(t);
  replaceFile(join(folder, "a".repeat(255)), "ours", OWN);
  t.same(readdirSync(folder), ["a".repeat(255)]);
});

function folderWith(t: Test, files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(t);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** What a folder holds: of files the text, of links where they lead. */
function contents(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) return [entry.name, `-> ${readlinkSync(path)}`];
    return [entry.name, entry.isFile() ? readFileSync(path, "utf8") : "no file"];
  });
  return Object.fromEntries(entries);
}

/** Replaces a function of Node until the test ends. */
function patch(t: Test, module: object, name: string, replacement: (...args: never[]) => unknown): () => void {
  const functions = module as Record<string, unknown>;
  const original = functions[name];
  const set = (value: unknown): void => {
    functions[name] = value;
    syncBuiltinESMExports();
  };
  set(replacement);
  const restore = (): void => set(original);
  t.teardown(restore);
  return restore;
}

function fail(code: string, errno: number): never {
  throw Object.assign(new Error(code), { code, errno });
}
