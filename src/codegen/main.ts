/**
 * Writes the package's own bindings: `node main.js --output FOLDER`. Files whose text is as before are left alone, and
 * those of modules that are no more are removed.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadCatalogue } from "../schema/index.ts";
import { generateBindings } from "./generate.ts";

const { values } = parseArgs({ options: { output: { type: "string" } } });
if (values.output === undefined) throw new Error("--output FOLDER is needed");
writeBindings(values.output, generateBindings(loadCatalogue(), { wireImport: "../wire/index.ts" }));

function writeBindings(folder: string, files: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) if (!files.has(file)) rmSync(join(folder, file));
  for (const [file, text] of files) {
    const path = join(folder, file);
    if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
  }
}
