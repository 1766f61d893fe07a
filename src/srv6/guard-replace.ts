import {
  asFound,
  type CheckedReplacement,
  type FoundLocalSid,
  invalid,
  isMicroSid,
  prefixLengthOf,
  type ReplaceLocalSid,
} from "./values/index.ts";
import type { View } from "./view.ts";

/** How a local SID can be replaced. VPP tells local SIDs by address and prefix length, and cannot change one. */
export function checkReplacement(
  { op, localSid, interrupts = false }: ReplaceLocalSid,
  from: FoundLocalSid,
  view: View,
): CheckedReplacement {
  const before = lengthsOf(from);
  const isApart = lengthsOf(asFound(localSid)).every((length) => !before.includes(length));
  if (isApart) return { op, from, localSid, by: "addFirst" };
  const coverLength = coverLengthOf(from, localSid, view);
  if (coverLength !== undefined) return { op, from, localSid, by: { coverLength } };
  if (interrupts) return { op, from, localSid, by: "deleteFirst" };
  throw invalid(
    `local SID ${localSid.sid}: it must be deleted before it is added anew, ${whyNoCover(from, localSid, view)}; ` +
      "packets are lost meanwhile, unless interrupts is true it is not done",
  );
}

function lengthsOf({ companionLength, ...localSid }: FoundLocalSid): (number | undefined)[] {
  const length = prefixLengthOf(localSid);
  return companionLength === undefined ? [length] : [length, companionLength];
}

/** uN and uA shift by where their prefix ends: they cannot be had at another one. */
function coverLengthOf(from: FoundLocalSid, localSid: ReplaceLocalSid["localSid"], view: View): number | undefined {
  if (isMicroSid(from.behavior) || isMicroSid(localSid.behavior)) return undefined;
  const taken = view.localSidsAt(localSid.sid).map(prefixLengthOf);
  return view.coverLengths.get(localSid)?.find((length) => !taken.includes(length));
}

function whyNoCover(from: FoundLocalSid, { behavior }: ReplaceLocalSid["localSid"], view: View): string {
  if (isMicroSid(from.behavior) || isMicroSid(behavior)) return "since uN and uA shift by where their prefix ends";
  const hasLengths = view.coverLengths.size > 0;
  return hasLengths ? "since every shorter prefix has a route" : "since this VPP has no sr_localsid_add_del_v2";
}
