import { comparePaths, type FibPath } from "./fib-path.ts";

/** Returns paths and those of `added` that they do not hold. */
export function withPaths(paths: readonly FibPath[], added: readonly FibPath[]): readonly FibPath[] {
  return [...paths, ...added.filter((path) => paths.every((each) => comparePaths(each, path) !== 0))];
}

/** Returns paths without those of `removed`. The last path takes the place of a removed one, as in VPP's vectors. */
export function withoutPaths(paths: readonly FibPath[], removed: readonly FibPath[]): readonly FibPath[] {
  const rest = [...paths];
  for (const path of removed) {
    const place = rest.findIndex((each) => comparePaths(each, path) === 0);
    if (place < 0) continue;
    const last = rest.pop()!;
    if (place < rest.length) rest[place] = last;
  }
  return rest;
}
