import { UsageError } from "./usage-error.ts";

/**
 * Reads the value of `--timeout`, as an option of a call.
 *
 * @throws {UsageError} unless it is a number of seconds above 0.
 */
export function timeoutOf(seconds: string | undefined): { readonly timeoutMs?: number } {
  if (seconds === undefined) return {};
  const value = seconds.trim() === "" ? Number.NaN : Number(seconds);
  if (value > 0) return { timeoutMs: value * 1000 };
  throw new UsageError(`--timeout ${seconds}: a number of seconds above 0 is expected`);
}
