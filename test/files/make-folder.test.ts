import { mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import t from "tap";
import { makeFolder } from "../../src/files/make-folder.ts";
import { temporaryFolder } from "../helpers.ts";

t.test("makes a folder and those around it, and leaves what is there", async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "a"));
  writeFileSync(join(folder, "a", "file"), "");
  for (const path of ["a/b/c", "a/b", "a", "d/", "e/./f/../g"]) makeFolder(`${folder}/${path}`);
  makeFolder(relative("", join(folder, "h")));
  for (const path of ["a/b/c", "d", "e/g", "h"]) t.ok(statSync(join(folder, path)).isDirectory(), path);
  t.ok(statSync(join(folder, "a", "file")).isFile());
});

t.test("fails where a file is in the way, or a link that leads nowhere", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "file"), "");
  symlinkSync(join(folder, "nowhere"), join(folder, "link"));
  t.throws(() => makeFolder(join(folder, "file", "a", "b")), { code: "VPP_FILE", cause: { code: "ENOTDIR" } });
  t.throws(() => makeFolder(join(folder, "link")), { code: "VPP_FILE", cause: { code: "EEXIST" } });
  rmSync(join(folder, "link"));
});
