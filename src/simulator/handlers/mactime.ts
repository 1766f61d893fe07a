import { mactimeDetails, mactimeDump, mactimeDumpReply } from "../../binapi/mactime.ts";
import { Retval } from "../model/index.ts";
import type { Handlers } from "./handlers.ts";

/** The epoch of VPP's table before it has had an entry. */
const TABLE_EPOCH = 0;

/**
 * The devices of the plugin `mactime`: there are none, and the dump has a reply behind its details.
 *
 * @see VPP src/plugins/mactime/mactime.c vl_api_mactime_dump_t_handler
 */
export function handleMactime(handlers: Handlers): void {
  handlers.paged(mactimeDump, mactimeDetails, () => [], {
    reply: mactimeDumpReply,
    make: ({ myTableEpoch }) => ({
      retval: myTableEpoch === TABLE_EPOCH ? Retval.noChange : Retval.ok,
      tableEpoch: TABLE_EPOCH,
    }),
  });
}
