/** Measures single operations. Each iteration runs `OPERATIONS` of them: one would be too short for the clock. */
import { add, complete, configure, suite } from "benny";

export const OPERATIONS = 1000;

/** One kind of operation; `run` does `OPERATIONS` of them. */
export interface Case {
  readonly name: string;
  readonly run: () => void;
}

export interface CaseResult {
  readonly suite: string;
  readonly name: string;
  /** The time of one operation. */
  readonly ns: number;
  /** Half of the 95 % interval, in percent. */
  readonly marginPercent: number;
}

export async function runSuite(name: string, cases: readonly Case[]): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  await suite(
    name,
    ...cases.map((each) => add(each.name, () => each.run)),
    configure({ cases: { minSamples: 20, maxTime: 1 } }),
    complete((summary) => {
      for (const { name: found, ops, margin } of summary.results) {
        results.push({ suite: name, name: found, ns: 1e9 / (ops * OPERATIONS), marginPercent: margin });
      }
    }),
  );
  return results;
}
