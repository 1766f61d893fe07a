/** The last piece of work of each owner. */
const last = new WeakMap<object, Promise<unknown>>();

/** Does one piece of work of an owner after the other: what it looks at first must still hold when it acts. */
export function inTurn<T>(owner: object, work: () => Promise<T>): Promise<T> {
  const turn = (last.get(owner) ?? Promise.resolve()).then(work, work);
  last.set(owner, turn);
  return turn;
}
