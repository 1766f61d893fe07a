import type { Fact, Held } from "../held/index.ts";
import type { LocalSid, OperationOf, Refusal } from "../values/index.ts";
import {
  checkFlavor,
  checkPrefixLength,
  describeBehavior,
  hazard,
  invalid,
  isMicroSid,
  lookupTable,
} from "../values/index.ts";
import { noInterface, noTable, type Rule } from "./rule.ts";

export const addLocalSidRule: Rule<OperationOf<"addLocalSid">> = {
  needs: ({ localSid }) => (isMicroSid(localSid.behavior) ? MICRO : PLAIN),
  resolve: (_, operation) => checkLocalSid(operation.localSid) ?? operation,
  guards: [(held, { localSid }) => guardNewLocalSid(held, localSid)],
  effect: (to, { localSid }) => to.addLocalSid(localSid),
};

const PLAIN: readonly Fact[] = ["tables", "interfaces"];
const MICRO: readonly Fact[] = [...PLAIN, "hasMicroSids"];

/** Returns a refusal for a local SID that cannot be added to any VPP. */
export function checkLocalSid(localSid: LocalSid): Refusal | undefined {
  const { sid, behavior, prefixLength } = localSid;
  // @refuses addLocalSid, replaceLocalSid: prefix length `unknown`, as of a SID whose length VPP does not show | the SID
  // gets another prefix length
  if (prefixLength === "unknown") return invalid(`local SID ${sid}: its prefix length is unknown`);
  return checkFlavor(behavior) ?? (prefixLength === undefined ? undefined : checkPrefixLength(localSid, prefixLength));
}

/** Returns a refusal for a local SID that must not be added to this VPP. */
export function guardNewLocalSid(held: Held, { sid, behavior, fibTable }: LocalSid): Refusal | undefined {
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
