import type { Held } from "../held/index.ts";
import type { OperationOf, Refusal } from "../values/index.ts";
import { noInterface, type Rule } from "./rule.ts";

export const addPathTracingRule: Rule<OperationOf<"addPathTracing">> = {
  needs: ["interfaces"],
  guards: [(held, { pathTracing }) => guardInterface(held, pathTracing.swIfIndex)],
};

export const deletePathTracingRule: Rule<OperationOf<"deletePathTracing">> = {
  needs: ["interfaces"],
  guards: [(held, { swIfIndex }) => guardInterface(held, swIfIndex)],
};

function guardInterface(held: Held, swIfIndex: number): Refusal | undefined {
  // @refuses addPathTracing, deletePathTracing: there is no such interface | VPP replies -2
  return held.interfaces.has(swIfIndex) ? undefined : noInterface("path tracing", swIfIndex);
}
