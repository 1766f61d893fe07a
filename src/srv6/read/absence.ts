import type { Outcome } from "../../client/index.ts";

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
 * Returns the reply of a message that asks for one thing; undefined where VPP has no such thing.
 *
 * @throws {VppError} why it is not known whether VPP has it: any other failure.
 */
export function replyIfThere<Reply>(outcome: Outcome): Reply | undefined {
  if (outcome.ok) return outcome.reply as Reply; // that of the message which the caller added
  const { messageName, retvalName } = outcome.error;
  if (NO_SUCH_THING[messageName ?? ""]?.includes(retvalName ?? "")) return undefined;
  throw outcome.error;
}
