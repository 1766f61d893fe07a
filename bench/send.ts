/** Sends what is not measured itself, or measured as a whole. */
import type { BatchOptions, VppClient } from "../src/client/index.ts";
import type { Item } from "./workload.ts";

/** Sends requests in one batch. @throws when VPP refuses one. */
export async function sendAll(vpp: VppClient, items: Iterable<Item>, options: BatchOptions = {}): Promise<void> {
  const outcomes = await vpp.batch((batch) => {
    for (const { message, fields } of items) if (message.kind === "request") batch.add(message, fields);
  }, options);
  const failed = outcomes.find(({ ok }) => !ok);
  if (failed?.ok === false) throw failed.error;
}
