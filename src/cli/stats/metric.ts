import type { Sample } from "../metrics/index.ts";

/** A metric of statistics, and its values. */
export interface Metric {
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly help: string;
  readonly samples: Sample[];
}
