import type { Srv6 } from "../../srv6/index.ts";
import type { Conflict } from "./conflict.ts";
import { describeSubject } from "./describe.ts";
import { type Step, stagesOf } from "./step.ts";

/** Parts steps from those that would remove tables which are needed still: others may use them too. */
export async function sortTables(srv6: Srv6, steps: Step[]): Promise<{ free: Step[]; used: Conflict[] }> {
  const removals = steps.filter(({ action, subject }) => action === "remove" && subject.kind === "table");
  if (removals.length === 0 || (await whyNot(srv6, steps)) === undefined) return { free: steps, used: [] };
  const others = steps.filter((step) => !removals.includes(step));
  const used = new Map<Step, Conflict>();
  for (const removal of removals) {
    const reason = await whyNot(srv6, [...others, removal]);
    if (reason === undefined) continue;
    const { subject } = removal;
    used.set(removal, { subject, reason: reason.replace(`${describeSubject(subject)}: `, "") });
  }
  return { free: steps.filter((step) => !used.has(step)), used: [...used.values()] };
}

/** Why steps cannot be done, if they cannot. */
async function whyNot(srv6: Srv6, steps: readonly Step[]): Promise<string | undefined> {
  const checked = await srv6.check(stagesOf(steps));
  return checked.ok ? undefined : checked.error.message;
}
