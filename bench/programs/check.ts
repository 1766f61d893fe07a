/**
 * `npm run bench:check`: checks in one short run on the simulator that the client has not become much slower. The median ratio
 * of the client's rate to the ceiling's must reach a stored floor. A floor is half of the ratio on an idle machine, so the check
 * fails only if the client takes about twice as long. The ratios of pings are lower here than on VPP, because the simulator
 * answers pings several times as fast as VPP.
 */
import { hasCompiler } from "../ceiling/ceiling.ts";
import { PairRunner, type PhaseResult, ratioOf } from "../pairs.ts";
import { median } from "../report/statistics.ts";
import { type Scenario, scenarios } from "../scenarios.ts";
import { startSimulatorProcess } from "../server.ts";

const SIZES = { ping: 20_000, localSid: 2000, policy: 1000, steering: 2000, single: 500, dump: 10_000 };
const OPTIONS = { window: 512, pairs: 9, warmUps: 4, flags: [] };

const MAX_ATTEMPTS = 3;

/**
 * The minimum ratio of rates, by the name of the scenario. Calls one at a time have no floor: the time in which the kernel wakes
 * a sleeping process differs between machines, and varies on the same machine.
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
  await using runner = await PairRunner.open(server.socketPath, OPTIONS);
  const verdicts: boolean[] = [];
  for (const scenario of chosen) verdicts.push(...(await judgeScenario(runner, scenario)));
  const passed = verdicts.filter(Boolean).length;
  finish(passed, verdicts.length - passed, 0);
}

/** Returns for each phase whether it reaches its floor; repeats a failed run, since other load of the machine can cause it. */
async function judgeScenario(runner: PairRunner, scenario: Scenario): Promise<boolean[]> {
  let verdicts: boolean[] = [];
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    verdicts = (await runner.run(scenario)).map((result) => judge(scenario.name, result));
    if (!verdicts.includes(false)) break;
  }
  return verdicts;
}

function judge(name: string, { title, pairs }: PhaseResult): boolean {
  const floor = FLOORS[name]!;
  const ratio = median(pairs.map((pair) => ratioOf("rate", pair)));
  const isGood = ratio >= floor;
  const status = isGood ? "ok     " : "below  ";
  console.log(`${status} ${title}: ${ratio.toFixed(2)} of the ceiling's rate, must be at least ${floor}`);
  return isGood;
}

function finish(passed: number, failed: number, skipped: number): void {
  console.log(`${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`);
  process.exitCode = failed === 0 ? 0 : 1;
}

await main();
