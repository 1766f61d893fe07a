import { Ip6Address } from "../../address/index.ts";
import type { Held } from "../held/index.ts";
import type { SrPolicy } from "../values/index.ts";
import { checkPolicy, describeBehavior, describeTraffic, hazard, invalid, withEncapSource } from "../values/index.ts";
import { noTable, type Rules } from "./rule.ts";

export const policies: Pick<Rules, "setEncapSource" | "setEncapHopLimit" | "addPolicy" | "deletePolicy"> = {
  setEncapSource: { needs: [], guards: [], effect: (to, { source }) => to.setEncap({ source }) },
  setEncapHopLimit: { needs: [], guards: [], effect: (to, { hopLimit }) => to.setEncap({ hopLimit }) },
  addPolicy: {
    needs: ["takesSource", "tables", "policies"],
    resolve: (_, operation) => checkPolicy(operation.policy) ?? operation,
    guards: [
      (held, { policy: { bsid, fibTable } }) =>
        // @refuses addPolicy: there is no such `fibTable` | VPP replies -13
        held.tables[6].has(fibTable) ? undefined : noTable(`policy ${bsid}`, { family: 6, tableId: fibTable }),
      (held, { policy: { bsid } }) => {
        const [localSid] = held.localSidsAt(bsid);
        if (localSid === undefined) return undefined;
        // @refuses addPolicy: the BSID is a local SID | VPP replies -12; it accepts the BSID in another table than that of
        // the SID
        return invalid(`policy ${bsid}: its BSID is a local SID, ${describeBehavior(localSid.behavior)}`);
      },
    ],
    effect(to, { policy }) {
      to.addPolicy(withEncapSource(policy, shownSource(to.held, policy, policy.encapSource)));
    },
  },
  deletePolicy: {
    needs: ["tables", "policies", "steering"],
    guards: [
      // VPP would keep the steering, and show it later with whatever policy is added next.
      (held, { bsid }) => {
        const [traffic] = held.steeringTo(bsid);
        if (traffic === undefined) return undefined;
        // @refuses deletePolicy: traffic is steered to the policy | VPP keeps the steering and shows it later with the next
        // policy that is added; frames are sent by freed memory
        return hazard(`policy ${bsid}: ${describeTraffic(traffic)} is still steered to it; unsteer it first`);
      },
      (held, { bsid }) => {
        const tableId = held.policy(bsid)?.fibTable;
        if (tableId === undefined || held.tables[6].has(tableId)) return undefined;
        // @refuses deletePolicy: the table of the policy was deleted | VPP crashes
        return noTable(`policy ${bsid}`, { family: 6, tableId });
      },
    ],
    effect: (to, { bsid }) => to.setPolicy(bsid, undefined),
  },
};

type Source = SrPolicy["encapSource"];

/** Returns the source that VPP will show for a policy; `::` as an argument means the source of the node. */
export function shownSource(held: Held, { headend }: SrPolicy, encapSource: Source): Source {
  if (!held.takesSource) return undefined;
  if (headend === "insert") return Ip6Address.UNSPECIFIED;
  return encapSource?.isUnspecified === false ? encapSource : held.encapSource;
}
