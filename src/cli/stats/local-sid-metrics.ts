import type { LocalSidCounters } from "../../srv6/index.ts";
import { QUALITIES } from "./local-sids.ts";
import type { Metric } from "./metric.ts";

const UNITS = ["packets", "bytes"] as const;

const HELP = {
  good: {
    packets: "Packets that the behavior of a local SID handled.",
    bytes: "Bytes of the packets that the behavior of a local SID handled, as they left it.",
  },
  bad: {
    packets: "Packets that the behavior of a local SID could not handle.",
    bytes: "Bytes of the packets that the behavior of a local SID could not handle.",
  },
} as const;

/** Returns the metrics of local SIDs. Those with one address, and other prefix lengths, have one series: VPP does not tell them apart. */
export function localSidMetrics(localSids: readonly LocalSidCounters[]): Metric[] {
  if (localSids.length === 0) return [];
  return QUALITIES.flatMap((quality) =>
    UNITS.map((unit): Metric => {
      const sums = new Map<string, bigint>();
      for (const { sid, [quality]: count } of localSids) {
        const text = String(sid);
        sums.set(text, (sums.get(text) ?? 0n) + count[unit]);
      }
      const name = `vpp_local_sid_${quality}_${unit}_total`;
      const samples = [...sums].map(([sid, sum]) => [sum, { sid }] as const);
      return { name, type: "counter", help: HELP[quality][unit], samples };
    }),
  );
}
