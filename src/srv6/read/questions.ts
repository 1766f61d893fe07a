import type { VppCalls } from "../../client/index.ts";

/** What VPP is asked by. */
export type Questions = Pick<VppCalls, "messageTable" | "request" | "dump" | "batch" | "cli">;

/** Returns the same, each call of which the signal ends. */
export function abortable(vpp: Questions, signal: AbortSignal | undefined): Questions {
  if (signal === undefined) return vpp;
  return {
    messageTable: vpp.messageTable,
    request: (message, fields, options) => vpp.request(message, fields, { ...options, signal }),
    dump: (message, fields, options) => vpp.dump(message, fields, { ...options, signal }),
    batch: (fill, options) => vpp.batch(fill, { ...options, signal }),
    cli: (command, options) => vpp.cli(command, { ...options, signal }),
  };
}
