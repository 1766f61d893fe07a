import { describeTraffic, hazard, type OperationOf } from "../values/index.ts";
import { noTable, type Rule } from "./rule.ts";

export const deletePolicyRule: Rule<OperationOf<"deletePolicy">> = {
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
  effect: (to, { bsid }) => to.deletePolicy(bsid),
};
