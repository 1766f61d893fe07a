import type { Fact, Held } from "../held/index.ts";
import type { CheckedReplacement, FoundLocalSid, LocalSid, ReplaceLocalSid } from "../values/index.ts";
import { companionLengthOf, invalid, isMicroSid, lengthsOf, prefixLengthOf, Refusal } from "../values/index.ts";
import { checkLocalSid, guardNewLocalSid } from "./add-local-sid.ts";
import { findLocalSid, guardTableOf } from "./delete-local-sid.ts";
import type { Rule } from "./rule.ts";

export const replaceLocalSidRule: Rule<ReplaceLocalSid, CheckedReplacement> = {
  needs: ({ localSid }) => (isMicroSid(localSid.behavior) ? MICRO : PLAIN),
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
};

const PLAIN: readonly Fact[] = ["tables", "interfaces", "localSids"];
const MICRO: readonly Fact[] = [...PLAIN, "hasMicroSids"];

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
