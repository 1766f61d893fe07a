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

/** Returns what is made of each message of a dump. */
export async function collect<From, To>(details: AsyncIterable<From>, convert: (from: From) => To): Promise<To[]> {
  const all: To[] = [];
  for await (const each of details) all.push(convert(each));
  return all;
}
