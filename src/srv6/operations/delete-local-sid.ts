import type { Held } from "../held/index.ts";
import type { CheckedOf, DeleteLocalSid, FoundLocalSid, LocalSid } from "../values/index.ts";
import { invalid, prefixLengthOf, Refusal } from "../values/index.ts";
import { noTable, type Rule } from "./rule.ts";

export const deleteLocalSidRule: Rule<DeleteLocalSid, CheckedOf<"deleteLocalSid">> = {
  needs: ["tables", "localSids"],
  resolve(held, operation) {
    const localSid = findLocalSid(held, operation);
    return localSid instanceof Refusal ? localSid : { op: operation.op, localSid };
  },
  guards: [(held, { localSid }) => guardTableOf(held, localSid)],
  effect: (to, { localSid }) => to.deleteLocalSid(localSid),
};

/** Returns the local SID with this name, or a refusal. */
export function findLocalSid(held: Held, named: Omit<DeleteLocalSid, "op">): FoundLocalSid | Refusal {
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
export function guardTableOf(held: Held, { sid, fibTable }: LocalSid): Refusal | undefined {
  // @refuses deleteLocalSid, replaceLocalSid: the table of the SID was deleted | VPP crashes
  return held.tables[6].has(fibTable) ? undefined : noTable(`local SID ${sid}`, { family: 6, tableId: fibTable });
}
