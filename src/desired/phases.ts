import type { Step } from "./step.ts";

/** Steps next to each other that do not need each other: those of a kind that come, and those of a kind that go. */
export function phasesOf(steps: readonly Step[]): Step[][] {
  const phases: Step[][] = [];
  let before: string | undefined;
  for (const step of steps) {
    const kind = kindOf(step);
    if (kind === before) phases.at(-1)!.push(step);
    else phases.push([step]);
    before = kind;
  }
  return phases;
}

function kindOf({ action, subject: { kind } }: Step): string {
  return `${action === "remove" ? "remove" : "make"} ${kind.startsWith("encap") ? "encap" : kind}`;
}
