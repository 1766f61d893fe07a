import type { Step } from "./step.ts";

/** Steps next to each other that do not need each other: those of a kind that come, and those of a kind that go. */
export function phasesOf(steps: readonly Step[]): Step[][] {
  const phases: Step[][] = [];
  let start = 0;
  for (let end = 1; end <= steps.length; end++) {
    if (end < steps.length && isLike(steps[end]!, steps[start]!)) continue;
    phases.push(steps.slice(start, end));
    start = end;
  }
  return phases;
}

function isLike(a: Step, b: Step): boolean {
  const isSameKind = a.subject.kind === b.subject.kind || (isEncap(a) && isEncap(b));
  return isSameKind && (a.action === "remove") === (b.action === "remove");
}

/** Whether a step sets what the node encapsulates with. */
export function isEncap({ subject: { kind } }: Step): boolean {
  return kind === "encapSource" || kind === "encapHopLimit";
}
