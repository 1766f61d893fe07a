/** The longest delay of a timer of Node.js, which takes a longer one for 1 ms. */
export const MAX_TIMER_MS: number = 2 ** 31 - 1;

/**
 * Calls back after a time; never if it is longer than 24 days, the most that a timer of Node.js can wait. A time that is over already is
 * no time: Node.js prints a warning for one below 0.
 */
export function startTimer(callback: () => void, ms: number): NodeJS.Timeout | undefined {
  return ms <= MAX_TIMER_MS ? setTimeout(callback, Math.max(0, ms)) : undefined;
}
