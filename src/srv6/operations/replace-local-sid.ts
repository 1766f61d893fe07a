import type { Held } from "../held/index.ts";
import type { CheckedReplacement, FoundLocalSid, LocalSid, ReplaceLocalSid } from "../values/index.ts";
import { invalid, isMicroSid, Refusal, replacementOf } from "../values/index.ts";
import { checkLocalSid, factsFor, guardNewLocalSid, type Needs } from "./add-local-sid.ts";
import { findLocalSid, guardTableOf } from "./delete-local-sid.ts";
import type { Rule } from "./rule.ts";
export const replaceLocalSidRule: Rule<ReplaceLocalSid, CheckedReplacement> = {
  needs: (operation) => factsFor(operation.localSid, REPLACING),
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

const REPLACING: Needs = {
  plain: ["tables", "interfaces", "localSids"],
  micro: ["tables", "interfaces", "localSids", "hasMicroSids"],
};

/** Returns a refusal where the local SID must be deleted first, and the operation does not allow that. */
function resolveReplacement(
  held: Held,
  { op, localSid, interrupts = false }: ReplaceLocalSid,
  from: FoundLocalSid,
): CheckedReplacement | Refusal {
  const free = held.coverLengths.get(localSid) ?? [];
  const by = replacementOf(from, localSid, held.localSidsAt(localSid.sid), free);
  if (by !== undefined) return { op, from, localSid, by };
  if (interrupts) return { op, from, localSid, by: "deleteFirst" };
  return invalid(
    `local SID ${localSid.sid}: it must be deleted before it is added again, ${whyNoCover(held, from, localSid)}; ` +
      "packets are lost meanwhile, so interrupts must be true",
  );
}

function whyNoCover(held: Held, from: FoundLocalSid, { behavior }: LocalSid): string {
  if (isMicroSid(from.behavior) || isMicroSid(behavior)) return "since uN and uA shift by where their prefix ends";
  const hasLengths = held.coverLengths.size > 0;
  return hasLengths ? "since every shorter prefix has a route" : "since this VPP has no sr_localsid_add_del_v2";
}
