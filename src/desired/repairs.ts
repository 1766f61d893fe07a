import type { Subject } from "./difference/index.ts";
import { keyOf, usesOne } from "./difference/index.ts";
import { inverseOf, type Step } from "./plan/index.ts";

/** The steps of a plan for one thing that is not as desired. */
export interface Repair {
  readonly key: string;
  /** In order; several if the thing is also moved while another one is replaced. */
  readonly steps: readonly Step[];
  /** Whether the thing is added again because its interface was created again. */
  readonly isRenewal: boolean;
}

/**
 * Returns a repair for each thing that a plan changes for good: none for a policy that only stands in for another one, nor for
 * traffic that only goes around it meanwhile.
 *
 * @param renewed interfaces that were created again.
 */
export function repairsOf(steps: readonly Step[], renewed: ReadonlySet<number>): Repair[] {
  const byKey = new Map<string, Step[]>();
  for (const step of steps) {
    const key = keyOf(step.subject);
    byKey.set(key, [...(byKey.get(key) ?? []), step]);
  }
  const lasting = [...byKey].filter(([, each]) => !isUndone(each));
  return lasting.map(([key, each]) => ({
    key,
    steps: each,
    isRenewal: each.some((step) => usesOne(step.subject, renewed)),
  }));
}

/** Returns the thing as it is once it is repaired; where it is removed: as it was. */
export function repairedOf({ steps }: Repair): Subject {
  return steps.at(-1)!.subject; // a repair has steps
}

/** Returns the thing as VPP had it before; undefined where VPP did not have it. */
export function replacedBy({ steps }: Pick<Repair, "steps">): Subject | undefined {
  const { action, subject } = inverseOf(steps[0]!);
  return action === "remove" ? undefined : subject;
}

/** Returns whether the last of the steps takes back what the first has done. */
function isUndone(steps: readonly Step[]): boolean {
  if (steps.length === 1) return false;
  const before = replacedBy({ steps });
  const { action, subject: after } = steps.at(-1)!;
  if (before === undefined || action === "remove") return before === undefined && action === "remove";
  return before.kind === "steering" && after.kind === "steering" && before.value.bsid.equals(after.value.bsid);
}
