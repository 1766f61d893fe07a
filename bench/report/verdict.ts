/** Compares the ratios of a phase with its targets. */
import type { PhaseResult } from "../pairs.ts";
import { ratioOf } from "../pairs.ts";
import type { Metric, Target } from "../scenarios.ts";
import { type Estimate, median, medianOf } from "./statistics.ts";

/** A ratio to the ceiling, its target, and whether the target is met. */
export interface Verdict {
  readonly metric: Metric;
  readonly ratio: Estimate;
  readonly target: Target | undefined;
  /** A target is met when the interval reaches it. */
  readonly met: "aim" | "must" | "missed" | undefined;
}

/** Metrics that are shown for every phase. */
const ALWAYS_SHOWN: readonly Metric[] = ["rate", "cpu"];
/** Metrics that are shown only if the phase has a target for them. */
const SHOWN_WITH_TARGET: readonly Metric[] = ["p50", "p99", "time"];

export function verdictsOf({ targets, pairs }: PhaseResult): Verdict[] {
  const metrics = [...ALWAYS_SHOWN, ...SHOWN_WITH_TARGET.filter((metric) => metric in targets)];
  return metrics.map((metric) => {
    const ratio = medianOf(pairs.map((pair) => ratioOf(metric, pair)));
    const target = targets[metric];
    return { metric, ratio, target, met: target && judge(metric, ratio, target) };
  });
}

function judge(metric: Metric, { low, high }: Estimate, { must, aim }: Target): "aim" | "must" | "missed" {
  const reaches = (goal: number) => (metric === "rate" ? high >= goal : low <= goal);
  if (reaches(aim)) return "aim";
  return reaches(must) ? "must" : "missed";
}

/** Returns the median of a value of one side over all pairs. */
export function medianOver(
  { pairs }: PhaseResult,
  side: "client" | "ceiling",
  of: (measurement: PhaseResult["pairs"][number]["client"]) => number,
): number {
  return median(pairs.map((pair) => of(pair[side])));
}

/** Returns the median rate of a side in thousands of messages a second. */
export function rateOf(result: PhaseResult, side: "client" | "ceiling"): number {
  return medianOver(result, side, ({ messages, ns }) => (messages / ns) * 1e6);
}

/** Returns the median CPU time of a side in microseconds a message. */
export function cpuOf(result: PhaseResult, side: "client" | "ceiling"): number {
  return medianOver(result, side, ({ messages, cpuNs }) => cpuNs / messages / 1000);
}

export function estimateText({ value, low, high }: Estimate): string {
  return `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}
