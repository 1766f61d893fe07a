import type { Outcome, Ticket, VppCalls } from "../../client/index.ts";
import type { Input, Request } from "../../wire/index.ts";

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

/**
 * The return values by which VPP reports that it has no such thing, by the message that asks for it.
 *
 * @see VPP src/vnet/interface_api.c vl_api_sw_interface_get_table_t_handler, src/vnet/ip/ip_api.c
 * vl_api_ip_route_lookup_t_handler, src/vnet/fib/fib_api.c fib_api_table_id_decode
 */
const NO_SUCH_THING: Readonly<Record<string, readonly string[]>> = {
  sw_interface_get_table: ["INVALID_SW_IF_INDEX"],
  ip_route_lookup: ["NO_SUCH_FIB", "NO_SUCH_ENTRY"],
  ip_route_lookup_v2: ["NO_SUCH_FIB", "NO_SUCH_ENTRY"],
};

/**
 * Asks for one thing in each message, in one batch, and returns the replies; undefined where VPP has no such thing.
 *
 * @throws {VppError} the first failure that does not mean absence: it is not known then whether VPP has the thing.
 */
export async function askForEach<T, Reply>(
  vpp: Questions,
  message: Request<T, Reply>,
  asked: readonly Input<T>[],
): Promise<(Reply | undefined)[]> {
  const tickets: Ticket<Reply>[] = [];
  const outcomes = await vpp.batch((batch) => {
    for (const fields of asked) tickets.push(batch.add(message, fields));
  });
  return tickets.map((ticket) => replyIfThere(outcomes.of(ticket)));
}

function replyIfThere<Reply>(outcome: Outcome<Reply>): Reply | undefined {
  if (outcome.ok) return outcome.reply;
  const { messageName, retvalName } = outcome.error;
  if (NO_SUCH_THING[messageName ?? ""]?.includes(retvalName ?? "")) return undefined;
  throw outcome.error;
}
