import type { Test } from "tap";
import type { VppClient } from "../../src/client/index.ts";
import { apply, type DesiredState, type Plan, plan } from "../../src/desired/index.ts";
import type { Count } from "./packet-path.ts";

/** The rates in packets a second. */
export const RATES: readonly number[] = [5000, 10_000];
/** The minimum number and duration of updates. */
const UPDATES = 100;
const SECONDS = 2;

/** An effect on packets that plans announce. */
export type Effect = "interrupts" | "duplicates";

/** Repeats two updates until both minimums are reached. */
export async function repeat(twoUpdates: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  for (let done = 0; done < UPDATES || performance.now() - start < SECONDS * 1000; done += 2) await twoUpdates();
}

/** Brings VPP to a state and returns the plan. Throws if a step fails. */
export async function bring(vpp: VppClient, state: DesiredState): Promise<Plan> {
  const todo = await plan(vpp, state);
  const failed = (await apply(vpp, todo, { force: true })).find(({ ok }) => !ok);
  if (failed !== undefined && !failed.ok) throw failed.error;
  return todo;
}

/** Checks that each packet arrived once, unless the plans announce another effect. */
export function checkCount(t: Test, { sent, received, twice }: Count, rate: number, effect?: Effect): void {
  t.ok(sent >= rate * SECONDS, `${sent} sent`);
  const lost = sent - received;
  if (effect === "interrupts") t.comment(`${lost} of ${sent} lost`);
  else t.equal(lost, 0, `${lost} of ${sent} lost`);
  if (effect === "duplicates") t.comment(`${twice} of ${sent} came twice`);
  else t.equal(twice, 0, `${twice} of ${sent} came twice`);
}
