/**
 * `npm run bench:check`: whether the client is still about as fast as it was, against the ceiling, in one short run on the
 * simulator. A floor is half of what is reached where nothing else runs, so only a client that takes twice as long falls
 * through. The simulator answers pings several times as fast as VPP: what they reach here is less than what they reach there.
 */
import { hasCompiler } from "../ceiling/ceiling.ts";
import { Arena, type PhaseResult, ratioOf } from "../pairs.ts";
import { median } from "../report/statistics.ts";
import { type Scenario, scenarios } from "../scenarios.ts";
import { startSimulatorProcess } from "../server.ts";

const SIZES = { ping: 20_000, localSid: 2000, policy: 1000, steering: 2000, single: 500, dump: 10_000 };
const OPTIONS = { window: 512, pairs: 9, warmUps: 4, flags: [] };

const MOST_ATTEMPTS = 3;

/**
 * By the scenario's name, the least ratio of rates. Not of one call at a time: how soon the kernel runs a process again that
 * sleeps is another on each machine, and from one hour to the next.
 */
const FLOORS: Readonly<Record<string, number>> = {
  "ping-promised": 0.15,
  "ping-batch": 0.15,
  "localSid-batch": 0.3,
  "policy-batch": 0.48,
  "localSid-objects": 0.22,
};

async function main(): Promise<void> {
  const chosen = scenarios(SIZES).filter(({ name }) => name in FLOORS);
  if (!hasCompiler()) return finish(0, 0, chosen.length);
  await using server = await startSimulatorProcess();
  await using arena = await Arena.open(server.socketPath, OPTIONS);
  const verdicts: boolean[] = [];
  for (const scenario of chosen) verdicts.push(...(await judgeScenario(arena, scenario)));
  const passed = verdicts.filter(Boolean).length;
  finish(passed, verdicts.length - passed, 0);
}

/** Whether each of its phases is fast enough. What else the machine does can spoil one measurement, but hardly three. */
async function judgeScenario(arena: Arena, scenario: Scenario): Promise<boolean[]> {
  let verdicts: boolean[] = [];
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    verdicts = (await arena.run(scenario)).map((result) => judge(scenario.name, result));
    if (!verdicts.includes(false)) break;
  }
  return verdicts;
}

function judge(name: string, { title, pairs }: PhaseResult): boolean {
  const floor = FLOORS[name]!;
  const ratio = median(pairs.map((pair) => ratioOf("rate", pair)));
  const isGood = ratio >= floor;
  console.log(
    `${isGood ? "ok     " : "below  "} ${title}: ${ratio.toFixed(2)} of the ceiling's rate, at least ${floor}`,
  );
  return isGood;
}

function finish(passed: number, failed: number, skipped: number): void {
  console.log(`${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`);
  process.exitCode = failed === 0 ? 0 : 1;
}

await main();
