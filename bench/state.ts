/** The SRv6 state of VPP as text, to check that the measured programs did their work. */
import type { VppClient } from "../src/client/index.ts";
import { Srv6 } from "../src/srv6/index.ts";
import { pathText, stateAfter, steeringText, type Work } from "./workload.ts";

/** Throws unless VPP holds exactly the local SIDs, policies and steering rules that `work` adds. */
export async function requireState(vpp: VppClient, work: Work): Promise<void> {
  const expected = stateAfter(work);
  const found = await readState(vpp);
  const at = expected.findIndex((text, place) => text !== found[place]);
  if (at === -1 && found.length === expected.length) return;
  const place = at === -1 ? expected.length : at;
  const counts = `${found.length} objects, ${expected.length} expected`;
  const difference = `found ${found[place] ?? "nothing"}, expected ${expected[place] ?? "nothing"}`;
  throw new Error(`after ${work.kind}: VPP holds ${counts}; first difference: ${difference}`);
}

/** Throws if VPP holds local SIDs, policies or steering rules. */
export async function requireNoSrv6State(vpp: VppClient, when: string): Promise<void> {
  const found = await readState(vpp);
  if (found.length > 0) {
    throw new Error(`${when}, VPP must hold no SRv6 state, but holds ${found.length} objects: ${found[0]}, ...`);
  }
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
