import { describeTableUser, type Srv6View, type TableUser } from "../../srv6/index.ts";
import { type Difference, keyOf, type Subject, subjectOf, type TableDifference } from "../difference/index.ts";
import { keyOfTable } from "../document/index.ts";
import type { Conflict, Separated } from "./conflict.ts";
import type { Inputs } from "./questions.ts";

/**
 * Separates tables that can be removed from those that are still used after all other changes.
 *
 * @param differences all other ones, in the order in which they are made to go away.
 */
export function findUsedTables(
  removals: readonly TableDifference[],
  differences: readonly Difference[],
  { observed, answers }: Pick<Inputs, "observed" | "answers">,
): Separated<TableDifference> {
  if (removals.length === 0) return { free: [], conflicts: [] };
  const users = usersAfter(removals, differences, observed);
  const free: TableDifference[] = [];
  const conflicts: Conflict[] = [];
  for (const removal of removals) {
    const table = removal.observed!; // it is removed
    const [user = answers.tables.get(keyOfTable(table))?.[0]] = users.flatMap(
      (each) => describeTableUser(each, table) ?? [],
    );
    if (user === undefined) free.push(removal);
    else conflicts.push({ subject: subjectOf(removal), reason: `${user} needs it` });
  }
  return { free, conflicts };
}

/** Returns what VPP holds after the changes of all that can use a table. */
function usersAfter(
  removals: readonly TableDifference[],
  differences: readonly Difference[],
  observed: Srv6View,
): TableUser[] {
  const subjects = new Map<string, Subject>();
  const put = (subject: Subject) => subjects.set(keyOf(subject), subject);
  for (const value of observed.localSids) put({ kind: "localSid", value });
  for (const value of observed.policies) put({ kind: "policy", value });
  for (const value of observed.steering) put({ kind: "steering", value });
  for (const { observed: table } of removals) {
    for (const value of observed.routesIn(table!)) put({ kind: "route", value });
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
