import { NO_INTERFACE } from "../reserved-numbers.ts";
import type { FibEntry } from "./fib-entry.ts";
import { type FibPath, PathKind } from "./fib-path.ts";

/** What decides where paths lead. */
export interface Forwarding {
  /** Whether an interface and its link are up; undefined when it does not exist. The link of `local0` never is. */
  readonly isUp: (swIfIndex: number) => boolean | undefined;
  /** The entry through which a recursive path resolves. */
  readonly viaEntry: (path: FibPath) => FibEntry | undefined;
}

/** Returns the interface through which paths go: that of the first path that has one. */
export function resolvingInterface(paths: readonly FibPath[], forwarding: Forwarding): number {
  for (const path of paths) {
    const swIfIndex = path.kind === PathKind.recursive ? interfaceVia(path, forwarding) : interfaceOf(path);
    if (swIfIndex !== NO_INTERFACE) return swIfIndex;
  }
  return NO_INTERFACE;
}

function interfaceVia(path: FibPath, forwarding: Forwarding): number {
  if (!isResolved(path, forwarding, [])) return NO_INTERFACE;
  return resolvingInterface(forwarding.viaEntry(path)!.best.paths, forwarding);
}

/** Returns the paths that carry packets: of those that packets can use, the preferred ones. */
export function carryingPaths(paths: readonly FibPath[], forwarding: Forwarding): FibPath[] {
  const usable = paths.filter((path) => isResolved(path, forwarding, []));
  const preferred = Math.min(...usable.map(({ preference }) => preference));
  return usable.filter(({ preference }) => preference === preferred);
}

/** Whether packets can use a path. */
function isResolved(path: FibPath, forwarding: Forwarding, visited: readonly FibEntry[]): boolean {
  switch (path.kind) {
    case PathKind.attachedNextHop:
    case PathKind.attached:
      return forwarding.isUp(path.swIfIndex) === true;
    case PathKind.special:
      return path.type !== "drop";
    case PathKind.recursive: {
      const via = forwarding.viaEntry(path);
      if (via === undefined || visited.includes(via)) return false;
      return via.best.paths.some((each) => isResolved(each, forwarding, [...visited, via]));
    }
    default:
      return true;
  }
}

function interfaceOf({ kind, swIfIndex }: FibPath): number {
  return kind === PathKind.interfaceRx ? NO_INTERFACE : swIfIndex;
}

/** Whether one of the paths leads to an entry that was visited before. */
export function isLooped(paths: readonly FibPath[], visited: readonly FibEntry[], forwarding: Forwarding): boolean {
  return paths.some((path) => {
    if (path.kind !== PathKind.recursive) return false;
    const via = forwarding.viaEntry(path);
    return via !== undefined && (visited.includes(via) || isLooped(via.best.paths, [...visited, via], forwarding));
  });
}
