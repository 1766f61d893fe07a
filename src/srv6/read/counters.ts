import { srLocalsidsWithPacketStatsDump } from "../../binapi/sr.ts";
import { localSidOf } from "../translate/index.ts";
import type { LocalSid } from "../values/index.ts";
import { collect, type Questions } from "./questions.ts";

/** Packets and their bytes. */
export interface PacketCount {
  readonly packets: bigint;
  readonly bytes: bigint;
}

/** A local SID and the packets that came to it since it was added. */
export interface LocalSidCounters extends Pick<LocalSid, "sid" | "fibTable" | "behavior"> {
  /** The packets that its behavior handled. */
  readonly good: PacketCount;
  /** The packets that its behavior could not handle: VPP dropped them. */
  readonly bad: PacketCount;
}

/** Reads the packet counters of each local SID. Each call leaks a few bytes in VPP: do not call it at short intervals. */
export function readLocalSidCounters(vpp: Questions): Promise<LocalSidCounters[]> {
  return collect(vpp.dump(srLocalsidsWithPacketStatsDump, {}), (details) => {
    const good = { packets: details.goodTrafficPktCount, bytes: details.goodTrafficBytes };
    const bad = { packets: details.badTrafficPktCount, bytes: details.badTrafficBytes };
    const { sid, fibTable, behavior } = localSidOf(details);
    return { sid, fibTable, behavior, good, bad };
  });
}
