import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../make-folder.ts";
import { GENERATED_HEAD } from "./generated-file.ts";

/** The names of the files that a run has changed. */
export interface WrittenBindings {
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Writes generated files to a folder, which is made if it is not there. Files whose text is as before are left alone; what
 * an earlier run generated and this one did not is removed; files of other origin stay.
 */
export function writeBindings(folder: string, files: ReadonlyMap<string, string>): WrittenBindings {
  makeFolder(folder);
  const written = [...files].filter(([file, text]) => writeIfChanged(join(folder, file), text)).map(([file]) => file);
  const removed = readdirSync(folder).filter((file) => !files.has(file) && isGenerated(join(folder, file)));
  for (const file of removed) rmSync(join(folder, file));
  return { written, removed };
}

function writeIfChanged(path: string, text: string): boolean {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return false;
  writeFileSync(path, text);
  return true;
}

function isGenerated(path: string): boolean {
  return path.endsWith(".ts") && statSync(path).isFile() && readFileSync(path, "utf8").startsWith(GENERATED_HEAD);
}
