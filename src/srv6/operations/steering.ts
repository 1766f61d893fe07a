import type { Fact, Held } from "../held/index.ts";
import type { Refusal, Traffic } from "../values/index.ts";
import { describeTraffic, hazard, TAKES_IP6_ONLY, takesPackets, withoutHostBits } from "../values/index.ts";
import { noInterface, noTable, type Rules } from "./rule.ts";

const PLAIN: readonly Fact[] = ["tables", "interfaces"];
const WITH_POLICIES: readonly Fact[] = [...PLAIN, "policies"];

export const steering: Pick<Rules, "steer" | "unsteer"> = {
  steer: {
    // Not every policy takes frames, or IPv4.
    needs: ({ traffic }) => (traffic.kind === "l2" || traffic.prefix.address.family === 4 ? WITH_POLICIES : PLAIN),
    resolve(_, operation) {
      const traffic = withoutHostBits(operation.traffic);
      return traffic === operation.traffic ? operation : { op: operation.op, traffic, bsid: operation.bsid };
    },
    guards: [
      (held, { traffic }) => guardTraffic(held, traffic),
      // VPP refuses it of new steering, and takes it of steering that moves: no packet arrives then.
      (held, { traffic, bsid }) => {
        const policy = held.policy(bsid);
        if (policy === undefined || takesPackets(policy, traffic)) return undefined;
        // @refuses steer: IPv4 packets or frames, and the policy inserts | VPP replies -5; it moves existing steering to such
        // a policy, and no packet arrives
        return hazard(`steering of ${describeTraffic(traffic)}: policy ${policy.bsid} ${TAKES_IP6_ONLY}`);
      },
    ],
    effect: (to, checked) => to.steer(checked),
  },
  unsteer: {
    needs: ["tables", "interfaces"],
    guards: [(held, { traffic }) => guardTraffic(held, traffic)],
    effect: (to, checked) => to.steer(checked),
  },
};

/** Returns a refusal if the interface or the table of traffic is not there. */
function guardTraffic(held: Held, traffic: Traffic): Refusal | undefined {
  if (traffic.kind === "l2") {
    if (held.interfaces.has(traffic.swIfIndex)) return undefined;
    // @refuses steer, unsteer: there is no such interface | VPP replies -2
    return noInterface(`steering of ${describeTraffic(traffic)}`, traffic.swIfIndex);
  }
  const { family } = traffic.prefix.address;
  if (held.tables[family].has(traffic.tableId)) return undefined;
  // @refuses steer, unsteer: there is no such table | VPP crashes
  return noTable(`steering of ${describeTraffic(traffic)}`, { family, tableId: traffic.tableId });
}
