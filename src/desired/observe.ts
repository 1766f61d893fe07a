import type { Srv6 } from "../srv6/index.ts";
import type { ObservedState } from "./state.ts";

/** Reads what VPP holds. All questions leave together. */
export async function observe(srv6: Srv6): Promise<ObservedState> {
  const [encapSource, encapHopLimit, localSids, policies, steering] = await Promise.all([
    srv6.encapSource(),
    srv6.encapHopLimit(),
    srv6.localSids(),
    srv6.policies(),
    srv6.steering(),
  ]);
  return { encapSource, encapHopLimit, localSids, policies, steering };
}
