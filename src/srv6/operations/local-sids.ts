import type { Fact, Held } from "../held/index.ts";
import type { CheckedReplacement, DeleteLocalSid, FoundLocalSid, LocalSid, ReplaceLocalSid } from "../values/index.ts";
import {
  checkFlavor,
  checkPrefixLength,
  companionLengthOf,
  describeBehavior,
  hazard,
  invalid,
  isMicroSid,
  lengthsOf,
  lookupTable,
  prefixLengthOf,
  Refusal,
} from "../values/index.ts";
import { noInterface, noTable, type Rules } from "./rule.ts";

const ADDING: readonly Fact[] = ["tables", "interfaces"];
const ADDING_MICRO: readonly Fact[] = [...ADDING, "hasMicroSids"];
const REPLACING: readonly Fact[] = [...ADDING, "localSids"];
const REPLACING_MICRO: readonly Fact[] = [...REPLACING, "hasMicroSids"];

export const localSids: Pick<Rules, "addLocalSid" | "deleteLocalSid" | "replaceLocalSid"> = {
  addLocalSid: {
    needs: ({ localSid }) => (isMicroSid(localSid.behavior) ? ADDING_MICRO : ADDING),
    resolve: (_, operation) => checkLocalSid(operation.localSid) ?? operation,
    guards: [(held, { localSid }) => guardNewLocalSid(held, localSid)],
    effect: (to, { localSid }) => to.addLocalSid(localSid),
  },
  deleteLocalSid: {
    needs: ["tables", "localSids"],
    resolve(held, operation) {
      const localSid = findLocalSid(held, operation);
      return localSid instanceof Refusal ? localSid : { op: operation.op, localSid };
    },
    guards: [(held, { localSid }) => guardTableOf(held, localSid)],
    effect: (to, { localSid }) => to.deleteLocalSid(localSid),
  },
  replaceLocalSid: {
    needs: ({ localSid }) => (isMicroSid(localSid.behavior) ? REPLACING_MICRO : REPLACING),
    resolve(held, operation) {
      const { localSid } = operation;
      const from = findLocalSid(held, { sid: localSid.sid, ...operation.from });
      if (from instanceof Refusal) return from;
      return checkLocalSid(localSid) ?? resolveReplacement(held, operation, from);
    },
    guards: [(held, { from }) => guardTableOf(held, from), (held, { localSid }) => guardNewLocalSid(held, localSid)],
    effect(to, { from, localSid }) {
      to.deleteLocalSid(from);
      to.addLocalSid(localSid);
    },
  },
};

/** Returns a refusal for a local SID that cannot be added to any VPP. */
function checkLocalSid(localSid: LocalSid): Refusal | undefined {
  const { sid, behavior, prefixLength } = localSid;
  // @refuses addLocalSid, replaceLocalSid: prefix length `unknown`, as of a SID whose length VPP does not show | the SID
  // gets another prefix length
  if (prefixLength === "unknown") return invalid(`local SID ${sid}: its prefix length is unknown`);
  return checkFlavor(behavior) ?? (prefixLength === undefined ? undefined : checkPrefixLength(localSid, prefixLength));
}

/** Returns a refusal for a local SID that must not be added to this VPP. */
function guardNewLocalSid(held: Held, { sid, behavior, fibTable }: LocalSid): Refusal | undefined {
  // @refuses addLocalSid, replaceLocalSid: a behavior of a plugin, or one that VPP does not have | VPP crashes, or drops
  // all packets to the SID
  if ("code" in behavior) return hazard(`local SID ${sid}: tsvpp cannot add ${describeBehavior(behavior)}`);
  if (isMicroSid(behavior) && !held.hasMicroSids) {
    // @refuses addLocalSid, replaceLocalSid: `uN` or `uA`, and VPP is older than 25.02 | VPP takes the number for that of a
    // plugin and crashes
    return hazard(`local SID ${sid}: ${behavior.type} needs VPP 25.02 or later; an older VPP may crash`);
  }
  // @refuses addLocalSid, replaceLocalSid: the SID is the BSID of a policy | VPP replies -4; it accepts the SID in another
  // table than that of the policy
  if (held.policy(sid) !== undefined) return invalid(`local SID ${sid}: it is the BSID of a policy`);
  // @refuses addLocalSid, replaceLocalSid: there is no such `fibTable` | VPP replies -3
  if (!held.tables[6].has(fibTable)) return noTable(`local SID ${sid}`, { family: 6, tableId: fibTable });
  const lookup = lookupTable(behavior);
  if (lookup !== undefined && !held.tables[lookup.family].has(lookup.tableId)) {
    // @refuses addLocalSid, replaceLocalSid: there is no such table as `End.T`, `End.DT4` or `End.DT6` looks up in | VPP
    // replies 0 and crashes at the next dump of local SIDs
    return noTable(`local SID ${sid}: ${behavior.type}`, lookup);
  }
  const isMissing = "swIfIndex" in behavior && !held.interfaces.has(behavior.swIfIndex);
  // @refuses addLocalSid, replaceLocalSid: there is no such interface | VPP replies -2
  return isMissing ? noInterface(`local SID ${sid}: ${behavior.type}`, behavior.swIfIndex) : undefined;
}

/** Returns the local SID with this name, or a refusal. */
function findLocalSid(held: Held, named: Omit<DeleteLocalSid, "op">): FoundLocalSid | Refusal {
  const all = held.localSidsAt(named.sid);
  let found: LocalSid | undefined;
  for (const each of all) {
    if (!isNamed(each, named)) continue;
    if (found !== undefined) return ambiguous(named, all);
    found = each;
  }
  if (found !== undefined) return held.foundLocalSid(found);
  const { sid, type, prefixLength } = named;
  const length = prefixLength === undefined ? "" : `/${prefixLength}`;
  // @refuses deleteLocalSid, replaceLocalSid: there is no such local SID | VPP replies -2
  return invalid(`there is no local SID ${sid}${length}${type === undefined ? "" : ` of type ${type}`}`);
}

function isNamed(localSid: LocalSid, { type, prefixLength }: Omit<DeleteLocalSid, "op">): boolean {
  if (type !== undefined && localSid.behavior.type !== type) return false;
  return prefixLength === undefined || prefixLengthOf(localSid) === prefixLength;
}

function ambiguous(named: Omit<DeleteLocalSid, "op">, all: readonly LocalSid[]): Refusal {
  const found = all.filter((each) => isNamed(each, named));
  const names = found.map((each) => `${each.behavior.type}/${prefixLengthOf(each) ?? "unknown"}`);
  // @refuses deleteLocalSid, replaceLocalSid: the address has several local SIDs, and neither type nor prefix length names
  // one | VPP may delete another one than is meant
  return invalid(`local SID ${named.sid} exists as ${names.join(" and as ")}: name its type or prefix length`);
}

/** Returns a refusal if the table of a local SID is gone. */
function guardTableOf(held: Held, { sid, fibTable }: LocalSid): Refusal | undefined {
  // @refuses deleteLocalSid, replaceLocalSid: the table of the SID was deleted | VPP crashes
  return held.tables[6].has(fibTable) ? undefined : noTable(`local SID ${sid}`, { family: 6, tableId: fibTable });
}

/** Returns how a local SID can be replaced. VPP identifies a local SID by address and prefix length, and cannot change it. */
function resolveReplacement(
  held: Held,
  { op, localSid, interrupts = false }: ReplaceLocalSid,
  from: FoundLocalSid,
): CheckedReplacement | Refusal {
  const by = replacementOf(from, localSid, held.localSidsAt(localSid.sid), held.coverLengths.get(localSid) ?? []);
  if (by !== undefined) return { op, from, localSid, by };
  if (interrupts) return { op, from, localSid, by: "deleteFirst" };
  // @refuses replaceLocalSid: the old SID must be deleted first, and `interrupts` is not true | VPP drops packets to the
  // SID meanwhile
  return invalid(
    `local SID ${localSid.sid}: it must be deleted before it is added again, ${whyNoCover(held, from, localSid)}; ` +
      "packets are lost meanwhile: set interrupts to true to allow it",
  );
}

/**
 * Returns how one local SID can take the place of another without losing a packet; undefined if it cannot. uN and uA have no
 * cover: the prefix length decides what they shift.
 *
 * @param beside all local SIDs of VPP at the address.
 * @param free the lengths of shorter prefixes for which the table of `to` has no route, the longest first.
 */
export function replacementOf(
  from: FoundLocalSid,
  to: LocalSid,
  beside: readonly LocalSid[],
  free: readonly number[],
): Exclude<CheckedReplacement["by"], "deleteFirst"> | undefined {
  const before = lengthsOf(from, from.companionLength);
  if (lengthsOf(to, companionLengthOf(to)).every((length) => !before.includes(length))) return "addFirst";
  if (isMicroSid(from.behavior) || isMicroSid(to.behavior)) return undefined;
  const taken = beside.map(prefixLengthOf);
  const coverLength = free.find((length) => !taken.includes(length));
  return coverLength === undefined ? undefined : { coverLength };
}

function whyNoCover(held: Held, from: FoundLocalSid, { behavior }: LocalSid): string {
  if (isMicroSid(from.behavior) || isMicroSid(behavior)) return "since the prefix length decides what uN and uA shift";
  if (held.coverLengths.size === 0) return "since this VPP has no sr_localsid_add_del_v2";
  return "since no shorter prefix is free to cover it: each has a route";
}
