import { srPolicyAddV2, srPolicyModV2 } from "../binapi/sr.ts";
import type { VppCalls } from "../client/index.ts";
import { Srv6 } from "../srv6/index.ts";
import type { ObservedState } from "./state.ts";

/** Reads what VPP holds. All questions leave together. */
export async function observe(vpp: VppCalls): Promise<ObservedState> {
  const srv6 = new Srv6(vpp);
  const [encapSource, encapHopLimit, localSids, policies, steering] = await Promise.all([
    srv6.encapSource(),
    srv6.encapHopLimit(),
    srv6.localSids(),
    srv6.policies(),
    srv6.steering(),
  ]);
  const takesSource = vpp.messageTable.has(srPolicyAddV2) && vpp.messageTable.has(srPolicyModV2);
  return { encapSource, encapHopLimit, localSids, policies, steering, takesSource };
}
