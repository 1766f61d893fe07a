import t from "tap";
import { outcomeToJson, printReport } from "../../../src/cli/state/keep-reports.ts";
import type { KeepReport, StepOutcome } from "../../../src/desired/index.ts";
import { stepFor } from "../../../src/desired/plan/step.ts";
import { VppError } from "../../../src/errors.ts";
import { localSidFrom } from "../../../src/srv6/index.ts";
import { invocation } from "../tsvpp.ts";

const NAMES = new Map([[3, "host-b"]]);
const SID = localSidFrom({ sid: "fcdd::1", behavior: { type: "End.DX2", swIfIndex: 3 } });
const STEP = stepFor({ kind: "localSid", desired: SID, observed: undefined, reason: "VPP has no such local SID" });
const SUBJECT = "local SID fcdd::1 End.DX2 on host-b";
const FAILURE = new VppError("VPP_SRV6", "there is no interface 3");
const FAILED: StepOutcome = { step: STEP, ok: false, result: "refused", error: FAILURE };
const CONTESTED = {
  subject: STEP.subject,
  repairs: 3,
  since: new Date("2026-01-01T11:44:00Z"),
  replacedBy: undefined,
};
const STEP_JSON = { action: "add", kind: "localSid", description: SUBJECT, reason: "VPP has no such local SID" };

const reports: readonly (readonly [
  title: string,
  report: KeepReport,
  printed: { readonly stdout: string; readonly stderr: string },
  json: object,
])[] = [
  [
    "a state that is reached is reported with its steps and conflicts",
    {
      type: "reached",
      outcomes: [{ step: STEP, ok: true }],
      conflicts: [{ subject: STEP.subject, reason: "interface 3 is of others" }],
    },
    {
      stdout:
        `add ${SUBJECT}: VPP has no such local SID\n` +
        `left alone: ${SUBJECT}: host-b is of others\n` +
        "as described in node.yaml\n",
      stderr: "",
    },
    { type: "reached", steps: [{ ...STEP_JSON, ok: true }], conflicts: [`${SUBJECT}: host-b is of others`] },
  ],
  [
    "a change by another program is reported with the number of steps that undo it",
    { type: "drift", steps: [STEP] },
    { stdout: "", stderr: "tsvpp: another program changed VPP: 1 step would undo that\n" },
    { type: "drift", steps: [STEP_JSON] },
  ],
  [
    "a contested thing is reported with its repairs",
    { type: "contested", things: [CONTESTED] },
    { stdout: "", stderr: `tsvpp: contested: ${SUBJECT}: 3 repairs since 2026-01-01T11:44:00.000Z\n` },
    {
      type: "contested",
      things: [{ kind: "localSid", description: SUBJECT, repairs: 3, since: "2026-01-01T11:44:00.000Z" }],
    },
  ],
  [
    "each step that failed is reported, not those that did not",
    { type: "failed", error: FAILURE, outcomes: [{ step: STEP, ok: true }, FAILED] },
    { stdout: "", stderr: `tsvpp: ${SUBJECT}: there is no host-b\n` },
    {
      type: "failed",
      error: "there is no host-b",
      steps: [
        { ...STEP_JSON, ok: true },
        { ...STEP_JSON, ok: false, error: "there is no host-b" },
      ],
    },
  ],
  [
    "a failure before any step is reported by its error",
    { type: "failed", error: FAILURE, outcomes: [] },
    { stdout: "", stderr: "tsvpp: there is no host-b\n" },
    { type: "failed", error: "there is no host-b", steps: [] },
  ],
];

for (const [title, report, printed, json] of reports) {
  t.test(`${title}, and is a line of JSON for programs`, async (t) => {
    const people = invocation();
    printReport(report, "node.yaml", people, NAMES);
    t.same({ stdout: people.io.stdout.text, stderr: people.io.stderr.text }, printed);
    const programs = invocation({ isJson: true });
    printReport(report, "node.yaml", programs, NAMES);
    t.match(JSON.parse(programs.io.stdout.text), json);
    t.equal(programs.io.stderr.text, printed.stderr);
  });
}

t.test("the outcome of a step is the step, whether it was done, and the error if not", async (t) => {
  t.match(outcomeToJson(FAILED, NAMES), { ...STEP_JSON, ok: false, error: "there is no host-b" });
  t.notOk("error" in outcomeToJson({ step: STEP, ok: true }, NAMES));
});
