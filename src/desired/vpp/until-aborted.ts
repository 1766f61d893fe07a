import { VppError } from "../../errors.ts";

/**
 * Returns the result of reading, or rejects as soon as the signal is aborted. What VPP still answers is dropped.
 *
 * @throws {VppError} `VPP_ABORTED`, effect `none`.
 */
export function untilAborted<T>(signal: AbortSignal | undefined, read: () => Promise<T>): Promise<T> {
  if (signal === undefined) return read();
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(
        new VppError("VPP_ABORTED", "aborted while reading what VPP holds", { effect: "none", cause: signal.reason }),
      );
    };
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    read()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", abort));
  });
}
