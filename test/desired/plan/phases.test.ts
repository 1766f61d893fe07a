import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import { inverse } from "../../../src/desired/index.ts";
import { phasesOf } from "../../../src/desired/plan/phases.ts";
import type { Step } from "../../../src/desired/plan/step.ts";
import { plans } from "../random-plans.ts";

/** The place of the only step with a subject; undefined if there is none. */
function placesOf(steps: readonly Step[], isMeant: (step: Step) => boolean): number[] {
  return steps.flatMap((step, at) => (isMeant(step) ? [at] : []));
}

const isEncap = ({ action }: Step) => action === "set";
const isKind =
  (kind: string, ...actions: string[]) =>
  ({ subject, action }: Step) =>
    subject.kind === kind && actions.includes(action);
const makes = (step: Step) => step.action !== "remove";

/** What VPP does to packets, and what must come first by that. */
const FACTS: [fact: string, first: (step: Step) => boolean, later: (step: Step) => boolean][] = [
  ["source and hop limit are written into a list when it is added", isEncap, isKind("policy", "add", "change")],
  [
    "a table exists before what names it",
    isKind("table", "add"),
    (step) => !isEncap(step) && step.subject.kind !== "table",
  ],
  ["a first SID is looked up by a route", isKind("route", "add", "change"), isKind("policy", "add", "change")],
  ["a policy exists before traffic is steered to it", isKind("policy", "add"), isKind("steering", "add")],
  ["frames of a deleted policy use freed memory", isKind("steering", "remove"), isKind("policy", "remove")],
  [
    "a SID that looks up in a deleted table takes over the next one",
    isKind("localSid", "remove"),
    isKind("table", "remove"),
  ],
  ["steering that names a deleted table crashes VPP", isKind("steering", "remove"), isKind("table", "remove")],
  ["packets go by routes until nothing uses these", isKind("policy", "remove"), isKind("route", "remove")],
  ["what comes is there before what goes", isKind("localSid", "add"), isKind("localSid", "remove")],
];

for (const [fact, first, later] of FACTS) {
  t.test(`in a plan, ${fact}`, async (t) => {
    fc.assert(
      fc.property(plans, ({ steps }) => {
        assert.ok(Math.max(-1, ...placesOf(steps, first)) < Math.min(Infinity, ...placesOf(steps, later)));
      }),
      { numRuns: 150 },
    );
    t.pass("random plans");
  });
}

t.test("a policy is deleted and added again only between the moves of its traffic", async (t) => {
  let replaced = 0;
  fc.assert(
    fc.property(plans, ({ steps }) => {
      for (const [at, step] of steps.entries()) {
        const [first] = step.stages[0]!;
        if (step.subject.kind !== "policy" || step.action !== "change" || first?.op !== "deletePolicy") continue;
        replaced++;
        const steeredTo = new Map<string, string>();
        for (const each of steps.slice(0, at)) {
          if (each.subject.kind !== "steering") continue;
          const { observed } = each.difference;
          if (observed === undefined || typeof observed !== "object" || !("bsid" in observed)) continue;
          if (!observed.bsid.equals(first.bsid)) continue;
          steeredTo.set(JSON.stringify({ ...each.subject.value, bsid: "" }), String(each.subject.value.bsid));
        }
        assert.ok(![...steeredTo.values()].includes(String(first.bsid)));
      }
    }),
    { numRuns: 300, seed: 1 },
  );
  t.ok(replaced > 0, `${replaced} policies replaced`);
});

t.test("steps of a phase are of a kind, and phases are the plan in its order, also of an inverse", async (t) => {
  fc.assert(
    fc.property(plans, (plan) => {
      for (const { steps } of [plan, inverse(plan)]) {
        const phases = phasesOf(steps);
        assert.deepEqual(phases.flat(), steps);
        for (const phase of phases) {
          const kinds = new Set(phase.map((step) => (isEncap(step) ? "encap" : step.subject.kind)));
          assert.equal(kinds.size, 1);
        }
        assert.equal(new Set(phases.flat()).size, steps.length);
      }
      for (const phase of phasesOf(plan.steps))
        assert.equal(new Set(phase.map(makes)).size === 1 || phase[0]?.subject.kind === "steering", true);
    }),
    { numRuns: 150 },
  );
  t.pass("random plans");
});
