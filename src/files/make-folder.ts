import { existsSync, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { attempt } from "./reason.ts";

/**
 * Makes a folder and its missing parents. Node's option `recursive` is not used: it never returns in a folder that exists and
 * refuses new entries (`/proc`).
 *
 * @throws {VppError} `VPP_FILE`, naming the folder that cannot be made.
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let folder = resolve(path); !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
  for (const folder of missing) attempt(folder, () => make(folder));
}

function make(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!existsSync(folder)) throw error;
  }
}
