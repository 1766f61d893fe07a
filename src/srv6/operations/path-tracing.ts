import type { Held } from "../held/index.ts";
import type { PathTracing, Refusal } from "../values/index.ts";
import { noInterface, type Rules } from "./rule.ts";

export const pathTracing: Pick<Rules, "addPathTracing" | "deletePathTracing"> = {
  addPathTracing: {
    needs: ["interfaces"],
    guards: [(held, { pathTracing }) => guardInterface(held, pathTracing)],
  },
  deletePathTracing: { needs: ["interfaces"], guards: [guardInterface] },
};

function guardInterface(held: Held, { swIfIndex }: Pick<PathTracing, "swIfIndex">): Refusal | undefined {
  // @refuses addPathTracing, deletePathTracing: there is no such interface | VPP replies -2
  return held.interfaces.has(swIfIndex) ? undefined : noInterface("path tracing", swIfIndex);
}
