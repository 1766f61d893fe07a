import type { VppClient } from "../../client/index.ts";
import {
  describeConflict,
  describeSubject,
  isSavedPlan,
  plan as makePlan,
  type Needs,
  type Permission,
  type Plan,
  requirePermission,
  type SourceDocument,
  savePlan,
} from "../../desired/index.ts";
import { VppError } from "../../errors.ts";
import { checkTarget, type FileKind, replaceFile } from "../../files/index.ts";
import { readInterfaceNames } from "../../srv6/index.ts";
import { CLIENT_OPTIONS, UsageError } from "../arguments/index.ts";
import type { Command, Invocation } from "../command.ts";
import { withClient } from "../connection.ts";
import { EXIT } from "../exit-code.ts";
import { withNames } from "../interface-names.ts";
import { writeError } from "../io.ts";
import {
  PLAN_OPTIONS,
  PLAN_OPTIONS_HELP,
  planOptions,
  printPlan,
  readDocument,
  stepToJson,
  writeWarnings,
} from "../state/index.ts";

/** How many of the entries that would be removed are named with `--force`. */
const MAX_NAMED = 5;

const PLAN: FileKind = { name: "a plan that tsvpp wrote", has: isSavedPlan };

/** `tsvpp plan FILE` */
export const plan: Command = {
  operands: ["FILE"],
  options: [...PLAN_OPTIONS, "output", "exit-code", "strict"],
  help: `Compares VPP with the state that FILE describes in YAML (- reads standard input), and prints the steps that would
bring VPP there, each with its reason. Changes nothing. Lists what others own, and leaves it alone. Says when "apply"
needs --force. Warns on standard error of packets that would get the outer source :: or become too long. The exit code
is 0 whether there are steps or not, unless --exit-code is given. With --json it prints { "steps": [...],
"conflicts": [...], "warnings": [...] }, and "needs" if the plan needs a permission.

  tsvpp plan overlay.yaml
  tsvpp plan overlay.yaml -o overlay.plan && tsvpp apply overlay.plan
`,
  optionsHelp: `  -o PLANFILE     also write the plan to PLANFILE: "apply PLANFILE" executes this plan, or nothing when VPP was changed
                  since then. Replaces an older plan, but no other file
  --exit-code     exit with 5 when there is something to do
  --strict        exit with 1 when there is a warning
${PLAN_OPTIONS_HELP}${CLIENT_OPTIONS}`,

  async run(invocation) {
    const { operands, values, output, io } = invocation;
    if (values.output !== undefined) checkPlanPath(values.output);
    const document = await readDocument(operands[0]!, io);
    const [made, interfaces] = await withClient(invocation, (vpp) =>
      Promise.all([make(vpp, document, invocation), readInterfaceNames(vpp)]),
    );
    const { steps, conflicts, warnings, needs } = made;
    if (output.isJson) {
      output.json({
        steps: steps.map((step) => stepToJson(step, interfaces)),
        conflicts: conflicts.map((conflict) => withNames(describeConflict(conflict), interfaces)),
        warnings: warnings.map((warning) => withNames(warning, interfaces)),
        ...(needs && { needs }),
      });
    } else printPlan(output, made, interfaces);
    writeWarnings(io, warnings, interfaces);
    if (needs?.force !== undefined && values.force !== true) {
      writeError(io, withNames(forceText(made, needs.force), interfaces));
      // A plan in a file has the permission that it needs.
      if (values.output !== undefined) throw new UsageError(`${values.output}: not written: use --force`);
    }
    if (values.strict === true && warnings.length > 0) return EXIT.refused;
    return values["exit-code"] === true && steps.length > 0 ? EXIT.somethingToDo : EXIT.done;
  },
};

/** Before VPP is asked, which may take long. */
function checkPlanPath(path: string): void {
  if (path === "" || path === "-") throw new UsageError("plan: -o needs the path of a file; ./- is a file named -");
  checkTarget(path, PLAN);
}

/** Says that `apply` needs force, and for what. */
function forceText({ steps }: Plan, { removed, owned }: NonNullable<Needs["force"]>): string {
  const named = steps.flatMap(({ action, subject }) => (action === "remove" ? [describeSubject(subject)] : []));
  const others = named.length > MAX_NAMED ? ` and ${named.length - MAX_NAMED} more` : "";
  const count = `${removed} of ${owned} owned entries would be removed, more than a fifth`;
  return `"apply" needs --force: ${count}: ${named.slice(0, MAX_NAMED).join(", ")}${others}`;
}

/** Makes the plan, and writes it to the file of `-o`, but not if it needs a force that was not given. */
async function make(vpp: VppClient, document: SourceDocument, { values, io }: Invocation): Promise<Plan> {
  const options = planOptions(values);
  const saved = values.output === undefined ? undefined : await trySave(vpp, document, options);
  if (values.output === undefined || saved === undefined) {
    const made = await makePlan(vpp, document.desired);
    requirePermission(made, { ...options, force: true });
    return made;
  }
  // VPP's last answers may come after an interruption.
  io.signal.throwIfAborted();
  replaceFile(values.output, saved.text, PLAN);
  return saved.plan;
}

/** Returns undefined for a plan that needs more permission, or cannot be made: it is made again, to be printed or to fail. */
async function trySave(
  vpp: VppClient,
  document: SourceDocument,
  options: Permission,
): Promise<{ plan: Plan; text: string } | undefined> {
  try {
    return await savePlan(vpp, document, options);
  } catch (reason) {
    if (reason instanceof VppError && reason.code === "VPP_HAZARD") return undefined;
    throw reason;
  }
}
