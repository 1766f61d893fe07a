import type { Test } from "tap";
import type { VppClient } from "../../src/client/index.ts";
import { apply, type DesiredState, type Plan, plan } from "../../src/desired/index.ts";
import type { Count } from "./packet-path.ts";

/** Packets a second. */
export const RATES: readonly number[] = [5000, 10_000];
/** At least. */
const UPDATES = 100;
const SECONDS = 2;

/** What plans say that they do to packets. */
export type Effect = "interrupts" | "duplicates";

/** Does two updates, often enough and for long enough. */
export async function repeat(twoUpdates: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  for (let done = 0; done < UPDATES || performance.now() - start < SECONDS * 1000; done += 2) await twoUpdates();
}

/** Makes VPP hold a state, all of it. */
export async function bring(vpp: VppClient, state: DesiredState): Promise<Plan> {
  const todo = await plan(vpp, state, { force: true });
  const failed = (await apply(vpp, todo)).find(({ ok }) => !ok);
  if (failed !== undefined && !failed.ok) throw failed.error;
  return todo;
}

/** Each packet must have come, and once, unless the plans say otherwise. */
export function checkCount(t: Test, { sent, received, twice }: Count, rate: number, effect?: Effect): void {
  t.ok(sent >= rate * SECONDS, `${sent} sent`);
  const lost = sent - received;
  if (effect === "interrupts") t.comment(`${lost} of ${sent} lost`);
  else t.equal(lost, 0, `${lost} of ${sent} lost`);
  if (effect === "duplicates") t.comment(`${twice} of ${sent} came twice`);
  else t.equal(twice, 0, `${twice} of ${sent} came twice`);
}
