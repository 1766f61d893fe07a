import type { Held } from "../held/index.ts";
import type { OperationOf, Refusal } from "../values/index.ts";
import { noInterface, type Rule } from "./rule.ts";

export const setNeighborRule: Rule<OperationOf<"setNeighbor">> = { needs: ["interfaces"], guards: [guardNeighbor] };
export const deleteNeighborRule: Rule<OperationOf<"deleteNeighbor">> = {
  needs: ["interfaces"],
  guards: [guardNeighbor],
};

/** Returns a refusal if the interface is not there: VPP would ignore the neighbor. */
function guardNeighbor(held: Held, { neighbor }: OperationOf<"setNeighbor" | "deleteNeighbor">): Refusal | undefined {
  const { address, swIfIndex } = neighbor;
  // @refuses setNeighbor, deleteNeighbor: there is no such interface | VPP replies -2
  return held.interfaces.has(swIfIndex) ? undefined : noInterface(`neighbor ${address}`, swIfIndex);
}
