import type { VppCalls } from "../client/index.ts";
import { Turns } from "../turns.ts";
import type { MessageTable } from "../wire/index.ts";

/** Each connection has a message table of its own. */
const turns = new WeakMap<MessageTable, Turns>();

/**
 * Does the pieces of work by one connection one after the other, whichever objects ask for them: what a piece reads first
 * must still hold when it sends. The next piece may begin as soon as all was sent: VPP carries out and answers in order.
 */
export function enqueue<T>(
  { messageTable }: Pick<VppCalls, "messageTable">,
  work: (next: () => void) => Promise<T>,
): Promise<T> {
  let own = turns.get(messageTable);
  if (own === undefined) {
    own = new Turns();
    turns.set(messageTable, own);
  }
  return own.take(work);
}
