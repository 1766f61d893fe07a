/** What VPP holds, to know that those who are measured did what they were asked to do. */
import type { VppClient } from "../src/client/index.ts";
import { Srv6 } from "../src/srv6/index.ts";
import { pathText, stateAfter, steeringText, type Work } from "./workload.ts";

/** @throws when VPP holds anything else in local SIDs, policies and steering than what this work has added. */
export async function requireState(vpp: VppClient, work: Work): Promise<void> {
  const expected = stateAfter(work);
  const found = await readState(vpp);
  const at = expected.findIndex((text, place) => text !== found[place]);
  if (at === -1 && found.length === expected.length) return;
  const place = at === -1 ? expected.length : at;
  const counts = `${found.length} objects, ${expected.length} expected`;
  throw new Error(`after ${work.kind}: VPP holds ${counts}; first difference: ${found[place]}, not ${expected[place]}`);
}

/** @throws when VPP holds any. */
export async function requireNothing(vpp: VppClient, when: string): Promise<void> {
  const found = await readState(vpp);
  if (found.length > 0) throw new Error(`${when}, VPP holds ${found.length} objects of SRv6: ${found[0]}, ...`);
}

async function readState(vpp: VppClient): Promise<string[]> {
  const srv6 = new Srv6(vpp);
  const [localSids, policies, steering] = await Promise.all([srv6.localSids(), srv6.policies(), srv6.steering()]);
  return [
    ...localSids.map(({ sid, behavior }) => `${behavior.type} ${sid}`),
    ...policies.map(({ bsid, segmentLists }) =>
      pathText(
        bsid,
        segmentLists.flatMap(({ segments }) => segments),
      ),
    ),
    ...steering.map((each) =>
      each.kind === "l3" ? steeringText(each.prefix, each.bsid) : `interface ${each.swIfIndex} by ${each.bsid}`,
    ),
  ].sort();
}
