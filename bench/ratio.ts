/**
 * `npm run bench:ratio`: the client against what a C program reaches with the same bytes, pair by pair.
 *
 *   npm run bench:ratio [-- --pairs 20] [--only ping] [--window 512] [--flags=--cpu-prof]
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { HeapResult } from "./heap.ts";
import { describeMachine } from "./machine.ts";
import { Arena, type PhaseResult, ratioOf } from "./pairs.ts";
import { saveResults } from "./results.ts";
import { type Metric, scenarios, type Target, USUAL_SIZES } from "./scenarios.ts";
import { startServer } from "./server.ts";
import { type Estimate, median, medianOf } from "./statistics.ts";

const LESS_IS_BETTER: ReadonlySet<Metric> = new Set<Metric>(["cpu", "p50", "p99", "time"]);

const { values } = parseArgs({
  options: {
    pairs: { type: "string", default: "20" },
    window: { type: "string", default: "512" },
    only: { type: "string", default: "" },
    flags: { type: "string", default: "" },
  },
});

async function main(): Promise<void> {
  await using server = await startServer();
  const options = {
    window: Number(values.window),
    pairs: Number(values.pairs),
    warmUps: 3,
    flags: values.flags.split(" ").filter(Boolean),
  };
  await using arena = await Arena.open(server.socketPath, options);
  const about = await describeMachine(arena.control, server.isSimulator);
  console.log(`${about.vpp}; ${about.cpu}; Node.js ${about.node}; window ${options.window}, ${options.pairs} pairs\n`);
  const results: PhaseResult[] = [];
  for (const scenario of scenarios(USUAL_SIZES).filter(({ name }) => name.includes(values.only))) {
    try {
      const phases = await arena.run(scenario);
      for (const phase of phases) print(phase);
      results.push(...phases);
    } catch (reason) {
      if (!scenario.isOptional) throw reason;
      console.log(`${scenario.name}: not measured: ${(reason as Error).message}`);
    }
  }
  const heap = measureHeap(server.socketPath);
  console.log("bytes on the heap", heap);
  saveResults("ratio", { about, ...options, results, heap });
}

function print({ subject, title, targets, pairs }: PhaseResult): void {
  const rate = (side: "client" | "ceiling") => median(pairs.map((pair) => (pair[side].messages / pair[side].ns) * 1e6));
  console.log(`${subject}: ${title}: ${rate("client").toFixed(0)} k/s, ceiling ${rate("ceiling").toFixed(0)} k/s`);
  const metrics: Metric[] = ["rate", "cpu", ...(["p50", "p99", "time"] as const).filter((each) => each in targets)];
  for (const metric of metrics) {
    const estimate = medianOf(pairs.map((pair) => ratioOf(metric, pair)));
    console.log(`  ${metric.padEnd(5)} ${textOf(estimate)}  ${judge(metric, estimate, targets[metric])}`);
  }
}

function textOf({ value, low, high }: Estimate): string {
  return `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function judge(metric: Metric, estimate: Estimate, target: Target | undefined): string {
  if (target === undefined) return "";
  const reaches = (goal: number) => (LESS_IS_BETTER.has(metric) ? estimate.low <= goal : estimate.high >= goal);
  const verdict = reaches(target.aim) ? "reaches the aim" : reaches(target.must) ? "as it must be" : "MISSED";
  return `must ${target.must}, aim ${target.aim}: ${verdict}`;
}

/** In a process with so much room for new objects that none is collected meanwhile. */
function measureHeap(socketPath: string): HeapResult {
  const flags = ["--expose-gc", "--min-semi-space-size=64", "--max-semi-space-size=64"];
  const file = fileURLToPath(new URL("heap.js", import.meta.url));
  const output = execFileSync(process.execPath, [...flags, file, socketPath], { encoding: "utf8" });
  // What heap.ts prints.
  return JSON.parse(output) as HeapResult;
}

await main();
