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

type Rules = { readonly [Op in Operation["op"]]: Rule<OperationOf<Op>, CheckedOf<Op>> };

const RULES: Rules = uniform({
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
});

/** Returns the rules as objects with the same properties in the same order: each is read for every operation. */
function uniform(rules: Rules): Rules {
  const same = Object.entries(rules).map(([op, { needs, resolve, guards, effect }]) => {
    return [op, { needs, resolve, guards, effect }] as const;
  });
  return Object.fromEntries(same) as unknown as Rules; // the same rules
}

/** Returns the rule of an operation, whatever it is: the rule and the operation fit each other. */
function ruleOf({ op }: Operation): Rule<unknown, unknown> {
  return RULES[op] as Rule<unknown, unknown>;
}

/** The kinds of operations in a batch, and the facts that their checks read. */
export interface Survey {
  readonly kinds: ReadonlySet<Operation["op"]>;
  readonly facts: ReadonlySet<Fact>;
}

/** Returns the kinds of operations and the facts that their checks read. */
export function survey(operations: readonly Operation[]): Survey {
  const kinds = new Set<Operation["op"]>();
  const facts = new Set<Fact>();
  let last: readonly Fact[] | undefined;
  for (let at = 0; at < operations.length; at++) {
    const operation = operations[at]!;
    const { needs } = ruleOf(operation);
    const needed = typeof needs === "function" ? needs(operation) : needs;
    // Operations of a kind mostly stand together.
    if (needed === last && at > 0 && operation.op === operations[at - 1]!.op) continue;
    kinds.add(operation.op);
    for (const fact of needed) facts.add(fact);
    last = needed;
  }
  return { kinds, facts };
}

/** Checks an operation against the held state, and makes its changes there. */
export function checkOperation(to: Transaction, operation: Operation, isGuarded: boolean): CheckedOperation | Refusal {
  const rule = ruleOf(operation);
  const checked = rule.resolve === undefined ? operation : rule.resolve(to.held, operation);
  if (checked instanceof Refusal) return checked;
  if (isGuarded) {
    const { guards } = rule;
    for (let at = 0; at < guards.length; at++) {
      const refusal = guards[at]!(to.held, checked);
      if (refusal !== undefined) return refusal;
    }
  }
  rule.effect?.(to, checked);
  return checked as CheckedOperation; // what the rule of this operation makes of it
}
