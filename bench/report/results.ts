/** Saves and loads results, in a folder that is not part of the repository. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../../bench/results/", import.meta.url));

export function saveResults(name: string, results: object): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}${name}.json`, `${JSON.stringify(results)}\n`);
  console.log(`saved in bench/results/${name}.json`);
}

/** Returns the results saved under `name`, or undefined. The caller names their type. */
export function loadResults<T>(name: string): T | undefined {
  const path = `${FOLDER}${name}.json`;
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as T) : undefined;
}
