import t from "tap";
import { Output } from "../../../src/cli/output/index.ts";
import { countSteps, planOptions, printPlan, stepToJson } from "../../../src/cli/state/steps.ts";
import { PLAIN } from "../../../src/desired/difference/difference.ts";
import { stepFor } from "../../../src/desired/plan/step.ts";
import { localSidFrom, policyFrom, type SrPolicy } from "../../../src/srv6/index.ts";
import { Sink } from "../tsvpp.ts";

type Lists = Pick<Parameters<typeof policyFrom>[0], "segmentLists" | "policyType" | "headend">;

const SID = localSidFrom({ sid: "fcdd::1", behavior: { type: "End.DX2", swIfIndex: 3 } });
const NAMES = new Map([[3, "host-b"]]);
const ADDITION = stepFor({ kind: "localSid", desired: SID, observed: undefined, reason: "VPP has no such local SID" });
const REMOVAL = stepFor({ kind: "localSid", desired: undefined, observed: SID, reason: "frames of interface 3" });

function policy(lists: Lists): SrPolicy {
  return policyFrom({ bsid: "cafe::1", ...lists });
}

/** The line of a plan whose only step makes a policy. */
function printed(desired: SrPolicy, observed?: SrPolicy): string {
  const stdout = new Sink();
  const change = { kind: "policy", desired, reason: "reason", ...PLAIN } as const;
  const steps = [stepFor(observed === undefined ? { ...change, observed } : { ...change, observed })];
  printPlan(new Output(stdout, false, undefined), { steps, conflicts: [], warnings: [] }, new Map());
  return stdout.text;
}

t.test("prints each step and each conflict with the names of interfaces, and how many steps there are", async (t) => {
  const stdout = new Sink();
  const conflicts = [{ subject: ADDITION.subject, reason: "interface 3 needs it" }];
  const steps = [ADDITION, REMOVAL];
  printPlan(new Output(stdout, false, undefined), { steps, conflicts, warnings: [] }, NAMES);
  t.equal(
    stdout.text,
    "add local SID fcdd::1 End.DX2 on host-b: VPP has no such local SID\n" +
      "remove local SID fcdd::1 End.DX2 on host-b: frames of host-b\n" +
      "left alone: local SID fcdd::1 End.DX2 on host-b: host-b needs it\n" +
      "2 steps to do\n",
  );
});

/** SGR of ECMA-48: 32 is green, 31 red, 39 the default colour. */
t.test("colours additions and removals on a terminal", async (t) => {
  const stdout = new Sink(true);
  printPlan(
    new Output(stdout, false, undefined),
    { steps: [ADDITION, REMOVAL], conflicts: [], warnings: [] },
    new Map(),
  );
  const lines = stdout.text.replaceAll("\u001b", "ESC");
  t.match(lines, /^ESC\[32madd local SID .*ESC\[39m\nESC\[31mremove local SID .*ESC\[39m\n/);
});

/** The shares are of what VPP 26.06 showed of such policies: 6, 5 and 5 of 16 buckets; 3 and 5 of 8. */
const cases: readonly (readonly [lists: Lists, text: string])[] = [
  [
    { segmentLists: [{ segments: ["fc00::1"] }, { segments: ["fc00::2"] }, { segments: ["fc00::3"] }] },
    "shares 37.5 %, 31.3 %, 31.3 %; packets grow by 40 bytes",
  ],
  [
    { segmentLists: [{ segments: ["fc00::1"] }, { segments: ["fc00::2", "fc00::3"], weight: 2 }] },
    "shares 37.5 %, 62.5 %; packets grow by 40 to 80 bytes",
  ],
  [{ segmentLists: [{ segments: ["fc00::1"] }] }, "packets grow by 40 bytes"],
  [
    { policyType: "spray", segmentLists: [{ segments: ["fc00::1"] }, { segments: ["fc00::2"], weight: 2 }] },
    "packets grow by 40 bytes",
  ],
];

for (const [lists, text] of cases) {
  t.test(`a policy with ${JSON.stringify(lists)} is printed with what its lists get`, async (t) => {
    t.equal(printed(policy(lists)).replace(/^add policy cafe::1 via [^;]+: reason; /, ""), `${text}\n1 step to do\n`);
  });
}

t.test("shares that depend on the order of lists in VPP are left out of a change", async (t) => {
  const withWeights = (...weights: number[]) =>
    policy({ segmentLists: weights.map((weight, at) => ({ segments: [`fc00::${at + 1}`], weight })) });
  t.notMatch(printed(withWeights(1, 1, 1), withWeights(1)), /shares/);
  t.match(printed(withWeights(1, 2), withWeights(1)), /; shares 37\.5 %, 62\.5 %;/);
});

t.test("gives programs the numbers of interfaces in values, and their names in texts", async (t) => {
  t.match(JSON.parse(JSON.stringify(stepToJson(REMOVAL, NAMES))), {
    action: "remove",
    kind: "localSid",
    value: { sid: "fcdd::1", behavior: { type: "End.DX2", swIfIndex: 3 } },
    description: "local SID fcdd::1 End.DX2 on host-b",
    reason: "frames of host-b",
    interrupts: false,
  });
});

t.test("one step is singular", async (t) => {
  t.same([0, 1, 2].map(countSteps), ["0 steps", "1 step", "2 steps"]);
});

t.test("a plan may interrupt and may not remove much, unless the command line says otherwise", async (t) => {
  t.same(planOptions({}), { interrupt: true, force: false });
  t.same(planOptions({ "no-interrupt": true, force: true }), { interrupt: false, force: true });
});
