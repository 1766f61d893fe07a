import type { IpAddress, Prefix } from "../../address/index.ts";
import { formatPath, type Part, type Problem } from "../../yaml/index.ts";

type Maybe<T> = Part<T> | undefined;

/** Returns a part with its place: `sids.bsids.pool cafe::100/120`. */
export function describePart({ path, value }: Part<IpAddress | Prefix | string>): string {
  return `${formatPath(path)} ${value}`;
}

/** Returns a problem of an address or a prefix that is not in a range that must hold it. */
export function outside(inner: Maybe<IpAddress | Prefix>, range: Maybe<Prefix>): Problem[] {
  if (inner === undefined || range === undefined || range.value.contains(inner.value)) return [];
  return [{ path: inner.path, text: `${inner.value} is outside of ${describePart(range)}` }];
}

/** Returns a problem of an address that is in a range that must not hold it, or of a range that overlaps another one. */
export function overlap(part: Maybe<IpAddress | Prefix>, range: Maybe<Prefix>): Problem[] {
  if (part === undefined || range === undefined) return [];
  const { path, value } = part;
  if ("length" in value && value.contains(range.value))
    return [{ path, text: `${value} overlaps ${describePart(range)}` }];
  if (!range.value.contains(value)) return [];
  return [{ path, text: `${value} ${"length" in value ? "overlaps" : "is in"} ${describePart(range)}` }];
}
