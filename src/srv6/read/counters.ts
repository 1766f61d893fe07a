import { srLocalsidsWithPacketStatsDump } from "../../binapi/sr.ts";
import { localSidOf } from "../translate/index.ts";
import type { LocalSid } from "../values/index.ts";
import type { Questions } from "./questions.ts";

/** Packets and their bytes. */
export interface PacketCount {
  readonly packets: bigint;
  readonly bytes: bigint;
}

/** A local SID and the packets that came to it since it was added. */
export interface LocalSidCounters {
  readonly sid: LocalSid["sid"];
  readonly fibTable: number;
  readonly behavior: LocalSid["behavior"];
  /** The packets that its behavior handled. */
  readonly good: PacketCount;
  /** The packets that its behavior could not handle: VPP dropped them. */
  readonly bad: PacketCount;
}

/** Reads the packet counters of each local SID. Each call leaks a few bytes in VPP: do not call it at short intervals. */
export async function readLocalSidCounters(vpp: Questions): Promise<LocalSidCounters[]> {
  const all: LocalSidCounters[] = [];
  for await (const details of vpp.dump(srLocalsidsWithPacketStatsDump, {})) {
    const good = { packets: details.goodTrafficPktCount, bytes: details.goodTrafficBytes };
    const bad = { packets: details.badTrafficPktCount, bytes: details.badTrafficBytes };
    const { sid, fibTable, behavior } = localSidOf(details);
    all.push({ sid, fibTable, behavior, good, bad });
  }
  return all;
}
