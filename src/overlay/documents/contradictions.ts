import type { Ip6Address } from "../../address/index.ts";
import { formatPath, type Part, type Path, type Problem, partAt } from "../../yaml/index.ts";
import { type Entry, entriesOf, lastSidsOf } from "./entries.ts";
import type { TeParts } from "./parts.ts";

/** Returns what contradicts itself in the value of a document. Malformed parts are left out. */
export function findContradictions(document: unknown, parts: TeParts): Problem[] {
  const entries = entriesOf(document, parts);
  const own = (["DT4", "DT6"] as const).flatMap((name) => partAt(parts.localSid, document, ["localsids", name]) ?? []);
  return [
    ...duplicates(own, ({ value }) => value.toKey(), nameOf),
    ...entries.flatMap(findListProblems),
    ...duplicates(
      entries.flatMap(({ bsid }) => bsid ?? []),
      ({ value }) => value.toKey(),
      nameOf,
    ),
    ...duplicates(entries, keyOf, describeEntry),
    // VPP would send twice as much by such a list: that is what weights are for.
    ...entries.flatMap(({ lists }) =>
      duplicates(
        lists,
        ({ value }) => value.join(" "),
        ({ path }) => formatPath(path),
      ),
    ),
    ...entries.flatMap(lastSidsOf).flatMap((sid) => findOwn(sid, own)),
    ...findOtherFamilies(entries),
  ];
}

/** Returns whether a path is in an entry of which only the egress node is given. */
export function isIncomplete(document: unknown, parts: TeParts): (path: Path) => boolean {
  const bare = entriesOf(document, parts).filter(isBare);
  const places = new Set(bare.map(({ path }) => path[1]));
  return ([policies, at, key]) => policies === "policies" && places.has(at!) && key !== "egress_node";
}

function isBare({ keys }: Entry): boolean {
  return keys?.length === 1 && keys[0] === "egress_node";
}

function findListProblems(entry: Entry): Problem[] {
  const { path, keys, endpoint } = entry;
  if (keys === undefined) return [];
  if (isBare(entry)) {
    const name = endpoint === undefined ? "" : ` ${endpoint.value}`;
    const text = `incomplete, there is only egress_node${name}: add bsid, segment_list and traffic, or remove the entry`;
    return [{ path, text }];
  }
  const [one, many] = [keys.includes("segment_list"), keys.includes("segment_lists")];
  if (one && many) return [{ path, text: "give segment_list or segment_lists, not both" }];
  if (!one && !many) return [{ path, text: "missing: expected segment_list or segment_lists" }];
  if (!many || !keys.includes("weight")) return [];
  return [{ path: [...path, "weight"], text: "a weight is for segment_list: each of segment_lists has its own" }];
}

/** Returns a problem for each item whose key an item before it has. */
function duplicates<Item extends { readonly path: Path }>(
  items: readonly Item[],
  keyOf: (item: Item) => string | undefined,
  describe: (first: Item) => string,
): Problem[] {
  const seen = new Map<string, Item>();
  return items.flatMap((item) => {
    const key = keyOf(item);
    if (key === undefined) return [];
    const first = seen.get(key);
    if (first === undefined) seen.set(key, item);
    return first === undefined ? [] : [{ path: item.path, text: `duplicate of ${describe(first)}` }];
  });
}

function nameOf({ path, value }: Part<Ip6Address>): string {
  return `${formatPath(path)} ${value}`;
}

/** Returns the key of a candidate; undefined if a part of it is malformed. */
function keyOf({ endpoint, family, preference }: Entry): string | undefined {
  if (endpoint === undefined || family === undefined || preference === undefined) return undefined;
  return `${endpoint.value} ${family.value} ${preference}`;
}

function describeEntry({ path, endpoint, family, preference }: Entry): string {
  return `${formatPath(path)}: both are for ${family?.value} to ${endpoint?.value}, with preference ${preference}`;
}

function findOwn(sid: Part<Ip6Address>, own: readonly Part<Ip6Address>[]): Problem[] {
  return own
    .filter(({ value }) => value.equals(sid.value))
    .map((each) => ({ path: sid.path, text: `${nameOf(each)} is of this node: the last SID is of the egress node` }));
}

/** A local SID decapsulates packets of one family: a SID that ends lists of both is wrong in one of them. */
function findOtherFamilies(entries: readonly Entry[]): Problem[] {
  const seen = new Map<string, { readonly family: string; readonly sid: Part<Ip6Address> }>();
  return entries.flatMap((entry) =>
    lastSidsOf(entry).flatMap((sid) => {
      const { family } = entry;
      const first = seen.get(sid.value.toKey());
      if (family !== undefined && first === undefined) seen.set(sid.value.toKey(), { family: family.value, sid });
      if (family === undefined || first === undefined || first.family === family.value) return [];
      const text = `traffic ${family.value} does not fit ${nameOf(first.sid)}, which ends a list for ${first.family}`;
      return [{ path: sid.path, text }];
    }),
  );
}
