import type { Fact, Transaction } from "../held/index.ts";
import { type CheckedOf, type CheckedOperation, type Operation, type OperationOf, Refusal } from "../values/index.ts";
import { addLocalSidRule } from "./add-local-sid.ts";
import { addPathTracingRule, deletePathTracingRule } from "./add-path-tracing.ts";
import { addPolicyRule } from "./add-policy.ts";
import { addSegmentListRule } from "./add-segment-list.ts";
import { addTableRule } from "./add-table.ts";
import { deleteLocalSidRule } from "./delete-local-sid.ts";
import { deletePolicyRule } from "./delete-policy.ts";
import { deleteSegmentListRule } from "./delete-segment-list.ts";
import { deleteTableRule } from "./delete-table.ts";
import { replaceLocalSidRule } from "./replace-local-sid.ts";
import type { Rule } from "./rule.ts";
import { setEncapHopLimitRule, setEncapSourceRule } from "./set-encap.ts";
import { deleteNeighborRule, setNeighborRule } from "./set-neighbor.ts";
import { deleteRouteRule, setRouteRule } from "./set-route.ts";
import { setWeightRule } from "./set-weight.ts";
import { steerRule, unsteerRule } from "./steer.ts";

/** The rule of each operation. */
const RULES: { readonly [Op in Operation["op"]]: Rule<OperationOf<Op>, CheckedOf<Op>> } = {
  setEncapSource: setEncapSourceRule,
  setEncapHopLimit: setEncapHopLimitRule,
  addLocalSid: addLocalSidRule,
  deleteLocalSid: deleteLocalSidRule,
  replaceLocalSid: replaceLocalSidRule,
  addPolicy: addPolicyRule,
  deletePolicy: deletePolicyRule,
  addSegmentList: addSegmentListRule,
  deleteSegmentList: deleteSegmentListRule,
  setWeight: setWeightRule,
  steer: steerRule,
  unsteer: unsteerRule,
  addTable: addTableRule,
  deleteTable: deleteTableRule,
  setRoute: setRouteRule,
  deleteRoute: deleteRouteRule,
  setNeighbor: setNeighborRule,
  deleteNeighbor: deleteNeighborRule,
  addPathTracing: addPathTracingRule,
  deletePathTracing: deletePathTracingRule,
};

/** Returns the rule of an operation, whatever it is: the rule and the operation fit each other. */
function ruleOf({ op }: Operation): Rule<unknown, unknown> {
  return RULES[op] as Rule<unknown, unknown>;
}

/** Returns what must be known of VPP before these operations are checked. */
export function factsNeededBy(operations: readonly Operation[]): Fact[] {
  const all = new Set<Fact>();
  let last: readonly Fact[] | undefined;
  for (const operation of operations) {
    const { needs } = ruleOf(operation);
    const facts = typeof needs === "function" ? needs(operation) : needs;
    if (facts !== last) for (const fact of facts) all.add(fact);
    last = facts;
  }
  return [...all];
}

/** Checks an operation against what is held, and makes its changes there. */
export function checkOperation(to: Transaction, operation: Operation, isGuarded: boolean): CheckedOperation | Refusal {
  const rule = ruleOf(operation);
  const checked = rule.resolve === undefined ? operation : rule.resolve(to.held, operation);
  if (checked instanceof Refusal) return checked;
  if (isGuarded) {
    for (const guard of rule.guards) {
      const refusal = guard(to.held, checked);
      if (refusal !== undefined) return refusal;
    }
  }
  rule.effect?.(to, checked);
  return checked as CheckedOperation; // what the rule of this operation makes of it
}
