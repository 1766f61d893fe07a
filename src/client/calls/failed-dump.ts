import type { VppError } from "../../errors.ts";

/** Returns the iterator of a dump that was not asked for: its first step fails. */
export function failedDump<Details>(reason: VppError): AsyncIterableIterator<Details, undefined> {
  let hasFailed = false;
  return {
    next: () => {
      if (hasFailed) return Promise.resolve({ done: true, value: undefined });
      hasFailed = true;
      return Promise.reject(reason);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
