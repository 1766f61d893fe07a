/**
 * `npm run bench:ratio`: compares the client with a C program that sends the same bytes, pair by pair.
 *
 *   npm run bench:ratio [-- --pairs 20] [--only ping] [--window 512] [--flags=--cpu-prof]
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isInterrupted } from "../interruption.ts";
import { PairRunner, type PhaseResult } from "../pairs.ts";
import { describeMachine } from "../report/machine.ts";
import { saveResults } from "../report/results.ts";
import { estimateText, rateOf, verdictsOf } from "../report/verdict.ts";
import { DEFAULT_SIZES, scenarios } from "../scenarios.ts";
import { startServer } from "../server.ts";
import type { HeapResult } from "./heap.ts";

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
  await using runner = await PairRunner.open(server.socketPath, options);
  const about = await describeMachine(runner.control, server.isSimulator);
  console.log(`${about.vpp}; ${about.cpu}; Node.js ${about.node}; window ${options.window}, ${options.pairs} pairs\n`);
  const results: PhaseResult[] = [];
  for (const scenario of scenarios(DEFAULT_SIZES).filter(({ name }) => name.includes(values.only))) {
    try {
      const phases = await runner.run(scenario);
      for (const phase of phases) print(phase);
      results.push(...phases);
    } catch (reason) {
      if (!scenario.isOptional || isInterrupted()) throw reason;
      console.log(`${scenario.name}: not measured: ${(reason as Error).message}`);
    }
  }
  const heap = measureHeap(server.socketPath);
  console.log("bytes on the heap", heap);
  // Results of a part of the scenarios would replace those of all.
  if (values.only === "")
    saveResults(about.workers > 0 ? "ratio-workers" : "ratio", { about, ...options, results, heap });
}

function print(result: PhaseResult): void {
  const rate = (side: "client" | "ceiling") => `${rateOf(result, side).toFixed(0)} k/s`;
  console.log(`${result.clientName}: ${result.title}: ${rate("client")}, ceiling ${rate("ceiling")}`);
  for (const { metric, ratio, target, met } of verdictsOf(result)) {
    const goals = target === undefined ? "" : `must ${target.must}, aim ${target.aim}: ${met}`;
    console.log(`  ${metric.padEnd(5)} ${estimateText(ratio)}  ${goals}`);
  }
}

/** Measures the heap in a process of its own. */
function measureHeap(socketPath: string): HeapResult {
  const file = fileURLToPath(new URL("heap.js", import.meta.url));
  const output = execFileSync(process.execPath, [file, socketPath], { encoding: "utf8" });
  // heap.ts prints a HeapResult.
  return JSON.parse(output) as HeapResult;
}

await main();
