import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import { Ip6Address, Prefix } from "../../../src/address/index.ts";
import { describeStep } from "../../../src/desired/index.ts";
import { inverseOf, type Step, stepFor } from "../../../src/desired/plan/step.ts";
import { policyFrom, type Steering } from "../../../src/srv6/index.ts";
import { plans } from "../random-plans.ts";

const [ONE, TWO] = [Ip6Address.parse("cafe::1"), Ip6Address.parse("cafe::2")];

function steering(prefix: string, bsid: Ip6Address): Steering {
  return { kind: "l3", prefix: Prefix.parse(prefix), tableId: 0, bsid };
}

t.test("the inverse of the inverse of a step is the step, and the inverse is another one", async (t) => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(plans, ({ steps }) => {
      for (const step of steps) {
        seen.add(`${step.action} ${step.subject.kind}${"twins" in step.difference ? " with twins" : ""}`);
        if ("marked" in step.difference) seen.add("with marks");
        assert.deepStrictEqual(inverseOf(inverseOf(step)), step);
        assert.notEqual(inverseOf(step).isInverse, step.isInverse);
      }
    }),
    { numRuns: 300, seed: 1 },
  );
  const rare = [
    "change steering with twins",
    "with marks",
    "change policy",
    "remove table",
    "change route",
    "set encapSource",
  ];
  t.same(
    rare.filter((each) => !seen.has(each)),
    [],
    "the random plans have all kinds of steps",
  );
});

t.test("a step is data: it has no functions, and JSON keeps its stages", async (t) => {
  const hasFunction = (value: unknown): boolean =>
    typeof value === "function" ||
    (typeof value === "object" && value !== null && Object.values(value).some((each) => hasFunction(each)));
  fc.assert(fc.property(plans, (plan) => !hasFunction(plan)));
  t.pass("random plans");
});

t.test(
  "twins are removed before their prefix is steered, and only the prefix without host bits is put back",
  async (t) => {
    const step = stepFor({
      kind: "steering",
      desired: steering("10.1.0.0/16", ONE),
      observed: undefined,
      reason: "VPP uses the same route for it and for 10.1.0.9/16 table 0",
      twins: [steering("10.1.0.9/16", TWO)],
    });
    t.match(step, { action: "change", interrupts: true, isInverse: false });
    t.same(operations(step), [["unsteer 10.1.0.9/16", "steer 10.1.0.0/16 to cafe::1"]]);
    t.same(operations(inverseOf(step)), [["steer 10.1.0.0/16 to cafe::2"]]);
    t.match(describeStep(step), /\(interrupts traffic: /);
  },
);

t.test("what a step takes back is its reason", async (t) => {
  const policy = policyFrom({ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }] });
  const flags = { replacesLists: false, takesFrames: false };
  const step = stepFor({
    kind: "policy",
    desired: policy,
    observed: undefined,
    reason: "VPP has no such policy",
    ...flags,
  });
  t.equal(describeStep(step), "add policy cafe::1 via fc00::1: VPP has no such policy");
  t.equal(describeStep(inverseOf(step)), "remove policy cafe::1 via fc00::1: the plan added it");
});

t.test("only other lists of a spray policy duplicate packets", async (t) => {
  const of = (segment: string, policyType: "spray" | "default") =>
    policyFrom({ bsid: "cafe::1", policyType, segmentLists: [{ segments: [segment] }] });
  const flags = { reason: "", replacesLists: false, takesFrames: false };
  const change = (from: "spray" | "default", to: "spray" | "default") =>
    stepFor({ kind: "policy", desired: of("fc00::2", to), observed: of("fc00::1", from), ...flags }).duplicates;
  t.same([change("spray", "spray"), change("default", "default"), change("spray", "default")], [true, false, false]);
});

/** What steering stages ask for, in words. */
function operations({ stages }: Step): string[][] {
  return stages.map((stage) =>
    stage.map((each) => {
      if (each.op === "steer" && each.traffic.kind === "l3") return `steer ${each.traffic.prefix} to ${each.bsid}`;
      return each.op === "unsteer" && each.traffic.kind === "l3" ? `unsteer ${each.traffic.prefix}` : each.op;
    }),
  );
}
