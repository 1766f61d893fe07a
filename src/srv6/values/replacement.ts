import { isMicroSid } from "./behavior.ts";
import { asFound, type FoundLocalSid, type LocalSid, prefixLengthOf } from "./local-sid.ts";
import type { CheckedReplacement } from "./operation.ts";

/** How a local SID is replaced without losing a packet. */
type Replacement = Exclude<CheckedReplacement["by"], "deleteFirst">;

/**
 * Returns how one local SID can take the place of another without losing a packet; undefined if it cannot. VPP tells local SIDs
 * by address and prefix length, and cannot change one. uN and uA shift by where their prefix ends, so no other prefix can stand
 * in for theirs.
 *
 * @param beside all local SIDs of VPP at the address.
 * @param free the lengths of shorter prefixes for which the table of `to` has no route, the longest first.
 */
export function replacementOf(
  from: FoundLocalSid,
  to: LocalSid,
  beside: readonly LocalSid[],
  free: readonly number[],
): Replacement | undefined {
  const before = lengthsOf(from);
  if (lengthsOf(asFound(to)).every((length) => !before.includes(length))) return "addFirst";
  if (isMicroSid(from.behavior) || isMicroSid(to.behavior)) return undefined;
  const taken = beside.map(prefixLengthOf);
  const coverLength = free.find((length) => !taken.includes(length));
  return coverLength === undefined ? undefined : { coverLength };
}

function lengthsOf({ companionLength, ...localSid }: FoundLocalSid): (number | undefined)[] {
  const length = prefixLengthOf(localSid);
  return companionLength === undefined ? [length] : [length, companionLength];
}
