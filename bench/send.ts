/** Sends messages that are not measured. */
import type { Outcome, VppClient } from "../src/client/index.ts";
import type { Item } from "./workload.ts";

/**
 * Sends requests in one batch.
 *
 * @throws if VPP refuses one.
 */
export async function sendAll(vpp: VppClient, items: readonly Item[]): Promise<void> {
  requireOk(await trySend(vpp, items));
}

/** Sends requests in one batch and returns their outcomes, also if VPP refuses some. */
export function trySend(vpp: VppClient, items: readonly Item[]): Promise<Outcome[]> {
  return vpp.batch((batch) => {
    for (const { message, fields } of items) if (message.kind === "request") batch.add(message, fields);
  });
}

/** Throws the error of the first outcome that failed. */
export function requireOk(outcomes: readonly Outcome[]): void {
  const failed = outcomes.find(({ ok }) => !ok);
  if (failed?.ok === false) throw failed.error;
}
