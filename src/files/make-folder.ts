import { existsSync, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { attempt } from "./reason.ts";

/**
 * Makes a folder and those around it, as far as they are not there. Node's own `recursive` never returns where a folder exists
 * and the system denies it as soon as something is to be made in it (`/proc`).
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
    // Somebody else may have made it meanwhile.
    if (!existsSync(folder)) throw error;
  }
}
