/** Sends what is not measured itself. */
import type { Outcome, VppClient } from "../src/client/index.ts";
import type { Item } from "./workload.ts";

/** Sends requests in one batch. @throws when VPP refuses one. */
export async function sendAll(vpp: VppClient, items: readonly Item[]): Promise<void> {
  requireOk(await trySend(vpp, items));
}

/** Sends requests in one batch, whatever VPP refuses. */
export function trySend(vpp: VppClient, items: readonly Item[]): Promise<Outcome[]> {
  return vpp.batch((batch) => {
    for (const { message, fields } of items) if (message.kind === "request") batch.add(message, fields);
  });
}

/** @throws the first failure. */
export function requireOk(outcomes: readonly Outcome[]): void {
  const failed = outcomes.find(({ ok }) => !ok);
  if (failed?.ok === false) throw failed.error;
}
