import { Prefix } from "../../address/index.ts";
import { ipRouteLookup } from "../../binapi/ip.ts";
import { LENGTH_STEP_BITS, type LocalSid, prefixLengthOf } from "../values/index.ts";
import { askForEach } from "./absence.ts";
import type { Questions } from "./questions.ts";

const MAX_COVERS = 6;

/** Reads, for each local SID, the lengths of shorter prefixes for which its table has no route, the longest first. */
export async function readCoverLengths(
  vpp: Questions,
  localSids: readonly LocalSid[],
): Promise<ReadonlyMap<LocalSid, readonly number[]>> {
  const asked = localSids.map((localSid) => ({ localSid, lengths: candidatesOf(localSid) }));
  const lookups = asked.flatMap(({ localSid: { sid, fibTable }, lengths }) =>
    lengths.map((length) => ({ tableId: fibTable, exact: 1, prefix: new Prefix(sid, length).masked() })),
  );
  const routes = (await askForEach(vpp, ipRouteLookup, lookups)).values();
  const isFree = (): boolean => routes.next().value === undefined;
  return new Map(asked.map(({ localSid, lengths }) => [localSid, lengths.filter(isFree)]));
}

function candidatesOf(localSid: LocalSid): number[] {
  const length = prefixLengthOf(localSid) ?? 0;
  const lengths = Array.from({ length: MAX_COVERS }, (_, at) => length - LENGTH_STEP_BITS * (at + 1));
  return lengths.filter((each) => each >= LENGTH_STEP_BITS);
}
