import type { Fact, Survey, Transaction } from "../held/index.ts";
import { type CheckedOperation, type Operation, Refusal, type Stages } from "../values/index.ts";
import { localSids } from "./local-sids.ts";
import { pathTracing } from "./path-tracing.ts";
import { policies } from "./policies.ts";
import { routes } from "./routes.ts";
import type { Rule, Rules } from "./rule.ts";
import { segmentLists } from "./segment-lists.ts";
import { steering } from "./steering.ts";
import { tables } from "./tables.ts";

/** The rule of each kind of operation, which fits the operation, whatever it is. */
const RULES = uniform({
  ...policies,
  ...segmentLists,
  ...steering,
  ...localSids,
  ...tables,
  ...routes,
  ...pathTracing,
});

/** Returns the rules as objects with the same properties in the same order: each is read for every operation. */
function uniform(rules: Rules): Readonly<Record<Operation["op"], Rule<unknown, unknown>>> {
  const same = Object.entries(rules).map(([op, { needs, resolve, guards, effect }]) => {
    return [op, { needs, resolve, guards, effect }] as const;
  });
  return Object.fromEntries(same) as ReturnType<typeof uniform>; // the same rules
}

/** Returns the kinds of operations and the facts that their checks read. */
export function survey(stages: Stages): Survey {
  const operations = stages.length === 1 ? stages[0]! : stages.flat();
  const kinds = new Set<Operation["op"]>();
  const facts = new Set<Fact>();
  let last: readonly Fact[] | undefined;
  for (let at = 0; at < operations.length; at++) {
    const operation = operations[at]!;
    const { needs } = RULES[operation.op];
    const needed = typeof needs === "function" ? needs(operation) : needs;
    // Operations of a kind mostly stand together.
    if (needed === last && at > 0 && operation.op === operations[at - 1]!.op) continue;
    kinds.add(operation.op);
    for (const fact of needed) facts.add(fact);
    last = needed;
  }
  return { stages, operations, kinds, facts };
}

/** Checks an operation against the held state, and makes its changes there. */
export function checkOperation(to: Transaction, operation: Operation, isGuarded: boolean): CheckedOperation | Refusal {
  const rule = RULES[operation.op];
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
