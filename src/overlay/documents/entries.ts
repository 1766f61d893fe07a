import type { Ip6Address } from "../../address/index.ts";
import { itemPaths, type Part, type Path, partAt, valueAt } from "../../yaml/index.ts";
import type { Schema, TeParts } from "./parts.ts";
import { PREFERENCE } from "./schema.ts";

/** The well-formed parts of an entry in `policies`. */
export interface Entry {
  readonly path: Path;
  /** The keys that the entry has, well-formed or not; undefined if it is no mapping. */
  readonly keys: readonly string[] | undefined;
  readonly endpoint: Part<Ip6Address> | undefined;
  readonly family: Part<"IPv4" | "IPv6"> | undefined;
  readonly bsid: Part<Ip6Address> | undefined;
  /** Undefined when it is malformed. */
  readonly preference: number | undefined;
  /** The SIDs of each list. */
  readonly lists: readonly Part<readonly Ip6Address[]>[];
}

/** Returns what can be read of the entries of a document, of which other parts may be malformed. */
export function entriesOf(document: unknown, parts: TeParts): Entry[] {
  return itemPaths(document, ["policies"]).map((path) => {
    const partOf = <T>(schema: Schema<T>, key: string) => partAt(schema, document, [...path, key]);
    const keys = keysOf(valueAt(document, path));
    return {
      path,
      keys,
      endpoint: partOf(parts.endpoint, "egress_node"),
      family: partOf(parts.family, "traffic"),
      bsid: partOf(parts.bsid, "bsid"),
      preference: keys?.includes("preference") ? partOf(parts.preference, "preference")?.value : PREFERENCE,
      lists: listsOf(document, path, parts),
    };
  });
}

function keysOf(entry: unknown): readonly string[] | undefined {
  return typeof entry !== "object" || entry === null || Array.isArray(entry) ? undefined : Object.keys(entry);
}

function listsOf(document: unknown, entry: Path, { segments }: TeParts): Part<readonly Ip6Address[]>[] {
  const inLists = itemPaths(document, [...entry, "segment_lists"]).map((path) => [...path, "segments"]);
  return [[...entry, "segment_list"], ...inLists].flatMap((path) => partAt(segments, document, path) ?? []);
}

/** Returns the last SID of each list. */
export function lastSidsOf({ lists }: Entry): Part<Ip6Address>[] {
  return lists.map(({ path, value }) => ({ path: [...path, value.length - 1], value: value.at(-1)! }));
}
