import { describeTableUser, type Srv6View, type TableUser } from "../../srv6/index.ts";
import { type Difference, type Gone, keyOf, type Subject, subjectOf } from "../difference/index.ts";
import { keyOfTable } from "../document/index.ts";
import { type Separated, separateBy } from "./conflict.ts";
import type { Inputs } from "./questions.ts";

/**
 * Separates tables that can be removed from those that are still used after all other changes.
 *
 * @param differences all other ones, in the order in which they are made to go away.
 */
export function findUsedTables(
  removals: readonly Gone<"table">[],
  differences: readonly Difference[],
  { observed, answers }: Pick<Inputs, "observed" | "answers">,
): Separated<Gone<"table">> {
  if (removals.length === 0) return { free: [], conflicts: [] };
  const users = usersAfter(removals, differences, observed);
  return separateBy(removals, ({ observed: table }) => {
    const others = answers.tables.get(keyOfTable(table))?.[0];
    const [user = others] = users.flatMap((each) => describeTableUser(each, table) ?? []);
    return user && `${user} needs it`;
  });
}

/** Returns what VPP holds after the changes of all that can use a table. */
function usersAfter(
  removals: readonly Gone<"table">[],
  differences: readonly Difference[],
  observed: Srv6View,
): TableUser[] {
  const subjects = new Map<string, Subject>();
  const put = (subject: Subject) => subjects.set(keyOf(subject), subject);
  for (const value of observed.localSids) put({ kind: "localSid", value });
  for (const value of observed.policies) put({ kind: "policy", value });
  for (const value of observed.steering) put({ kind: "steering", value });
  for (const { observed: table } of removals) {
    for (const value of observed.routesIn(table)) put({ kind: "route", value });
  }
  for (const difference of differences) {
    const { kind, desired, observed: before } = difference;
    const twins = (kind === "steering" && difference.twins) || [];
    for (const value of twins) subjects.delete(keyOf({ kind: "steering", value }));
    if (before !== undefined) subjects.delete(keyOf({ kind, value: before } as Subject)); // they are of one type
    if (desired !== undefined) put(subjectOf(difference));
  }
  return [...subjects.values()].filter(isUser);
}

function isUser(subject: Subject): subject is TableUser {
  return ["localSid", "policy", "steering", "route"].includes(subject.kind);
}
