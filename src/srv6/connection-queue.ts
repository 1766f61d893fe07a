import type { VppCalls } from "../client/index.ts";
import type { MessageTable } from "../wire/index.ts";

/** The last piece of work by each connection: each has a message table of its own. */
const last = new WeakMap<MessageTable, Promise<unknown>>();

/**
 * Does the pieces of work by one connection one after the other, whichever objects ask for them: what a piece reads first
 * must still hold when it sends.
 */
export function enqueue<T>({ messageTable }: Pick<VppCalls, "messageTable">, work: () => Promise<T>): Promise<T> {
  const turn = (last.get(messageTable) ?? Promise.resolve()).then(work, work);
  last.set(messageTable, turn);
  return turn;
}
