import type { OperationOf } from "../values/index.ts";
import type { Rule } from "./rule.ts";

export const setEncapSourceRule: Rule<OperationOf<"setEncapSource">> = {
  needs: [],
  guards: [],
  effect: (to, { source }) => to.setEncap({ source }),
};

export const setEncapHopLimitRule: Rule<OperationOf<"setEncapHopLimit">> = {
  needs: [],
  guards: [],
  effect: (to, { hopLimit }) => to.setEncap({ hopLimit }),
};
