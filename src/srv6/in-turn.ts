import type { VppCalls } from "../client/index.ts";
import type { MessageTable } from "../wire/index.ts";

/** The last piece of work by each connection: each has a message table of its own. */
const last = new WeakMap<MessageTable, Promise<unknown>>();

/**
 * Does one piece of work by a connection after the other, by whichever object it is asked for: what a piece looks at first
 * must still hold when it acts.
 */
export function inTurn<T>({ messageTable }: VppCalls, work: () => Promise<T>): Promise<T> {
  const turn = (last.get(messageTable) ?? Promise.resolve()).then(work, work);
  last.set(messageTable, turn);
  return turn;
}
