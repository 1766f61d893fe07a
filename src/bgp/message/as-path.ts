import type { ByteWriter } from "./byte-writer.ts";

/** Part of an AS path (RFC 4271 section 4.3): ASes in order, or a set without order. Those of confederations are kept apart. */
export interface AsPathSegment {
  readonly type: "sequence" | "set" | "confederation-sequence" | "confederation-set";
  readonly ases: readonly number[];
}

export type AsPath = readonly AsPathSegment[];

/** The number of a type is its index (RFC 4271 section 4.3, RFC 5065 section 3). */
const SEGMENT_TYPES = [undefined, "set", "sequence", "confederation-sequence", "confederation-set"] as const;

/** Reads a path of AS numbers of 2 or 4 bytes; returns undefined if it is malformed (RFC 7606 section 7.2). */
export function parseAsPath(value: Buffer, asBytes: 2 | 4): AsPath | undefined {
  const path: AsPathSegment[] = [];
  for (let at = 0; at < value.length; ) {
    const type = SEGMENT_TYPES[value[at]!];
    const count = value[at + 1] ?? 0;
    const end = at + 2 + count * asBytes;
    if (type === undefined || count === 0 || end > value.length) return undefined;
    const ases = Array.from({ length: count }, (_, index) => value.readUIntBE(at + 2 + index * asBytes, asBytes));
    path.push({ type, ases });
    at = end;
  }
  return path;
}

/** Writes a path. An AS that does not fit into 2 bytes is written as `substitute`. */
export function writeAsPath(to: ByteWriter, path: AsPath, asBytes: 2 | 4, substitute: number): void {
  for (const { type, ases } of path) {
    to.u8(SEGMENT_TYPES.indexOf(type)).u8(ases.length);
    for (const as of ases) {
      if (asBytes === 4) to.u32(as);
      else to.u16(as > 0xffff ? substitute : as);
    }
  }
}

/**
 * Returns the whole path from the two attributes that a speaker without AS numbers of 4 bytes passes on (RFC 6793 section 4.2.3):
 * the first ASes of `path`, and behind them `as4Path`, which is ignored if it is the longer one.
 */
export function mergeAs4Path(path: AsPath, as4Path: AsPath): AsPath {
  let missing = lengthOf(path) - lengthOf(as4Path);
  if (missing < 0) return path;
  const head: AsPathSegment[] = [];
  for (const segment of path) {
    if (missing === 0) break;
    const taken = segment.type === "sequence" ? segment.ases.slice(0, missing) : segment.ases;
    head.push({ type: segment.type, ases: taken });
    missing = Math.max(0, missing - lengthOf([{ type: segment.type, ases: taken }]));
  }
  return [...head, ...as4Path.filter(({ type }) => type === "sequence" || type === "set")];
}

/** Returns the length of the path for comparisons: a set counts as one, confederations as none (RFC 5065 section 5.3). */
export function lengthOf(path: AsPath): number {
  const length = {
    sequence: (ases: number) => ases,
    set: () => 1,
    "confederation-sequence": () => 0,
    "confederation-set": () => 0,
  };
  return path.reduce((sum, { type, ases }) => sum + length[type](ases.length), 0);
}

/** Returns whether an AS is in the path: then the route went through it already (RFC 4271 section 9.1.2). */
export function passesThrough(path: AsPath, as: number): boolean {
  return path.some(({ ases }) => ases.includes(as));
}
