import {
  ipPathMtuDetails,
  ipPathMtuGet,
  ipPathMtuGetReply,
  ipPathMtuReplaceBegin,
  ipPathMtuReplaceEnd,
  ipPathMtuUpdate,
} from "../../binapi/ip.ts";
import { type Model, NO_CURSOR, type PathMtuEntry, Retval } from "../model/index.ts";
import type { Handlers } from "./handlers.ts";

/** The MTUs of the paths to next hops. @see VPP src/vnet/ip/ip_api.c, ip_path_mtu.c */
export function handlePathMtus(handlers: Handlers, { fib, pathMtus }: Model): void {
  handlers.retval(ipPathMtuUpdate, ({ pmtu: { tableId, nh, pathMtu } }) => {
    if (fib.find(nh.family, tableId) === undefined) return Retval.noSuchTable;
    pathMtus.set({ tableId, nextHop: nh, mtuBytes: pathMtu });
    return Retval.ok;
  });
  handlers.retval(ipPathMtuReplaceBegin, () => pathMtus.beginReplacement());
  handlers.retval(ipPathMtuReplaceEnd, () => pathMtus.endReplacement());
  handlers.paged(
    ipPathMtuGet,
    ipPathMtuDetails,
    function* ({ cursor }) {
      for (const { tableId, nextHop, mtuBytes } of from(cursor)) {
        yield { pmtu: { clientIndex: 0, context: 0, tableId, nh: nextHop, pathMtu: mtuBytes } };
      }
    },
    {
      reply: ipPathMtuGetReply,
      make: ({ cursor }) => {
        // Without entries, VPP leaves the cursor as it is in the memory of a new message.
        if (pathMtus.size === 0) return { retval: Retval.ok, cursor: 0 };
        return { retval: from(cursor).length === 0 ? Retval.invalidValue : Retval.ok, cursor: NO_CURSOR };
      },
    },
  );

  /** Index -1 precedes all others, as VPP counts. */
  function from(cursor: number): PathMtuEntry[] {
    return pathMtus.from(cursor === NO_CURSOR ? 0 : cursor);
  }
}
