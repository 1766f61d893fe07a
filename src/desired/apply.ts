import type { Outcome, VppCalls } from "../client/index.ts";
import { VppError, type VppErrorCode } from "../errors.ts";
import { type CheckedBatch, isSameSegmentList, type Operation, Srv6, type Srv6Options } from "../srv6/index.ts";
import { phasesOf } from "./plan/phases.ts";
import type { Step } from "./plan/step.ts";
import type { Plan } from "./plan.ts";

/** How a step ended. */
export type StepOutcome =
  | { readonly step: Step; readonly ok: true }
  | {
      readonly step: Step;
      readonly ok: false;
      /**
       * `refused`: nothing has changed; what VPP took of it before was taken back. `unknown`: VPP may have done it, or a
       * part. `skipped`: it was not tried, since another step failed that it needs, or the connection did.
       */
      readonly result: "refused" | "unknown" | "skipped";
      readonly error: VppError;
    };

type Failure = Omit<Extract<StepOutcome, { ok: false }>, "step" | "ok">;

/** What steps do together: each its stage with this number. */
interface Due {
  readonly steps: readonly Step[];
  readonly stage: number;
  readonly operations: readonly Operation[];
}

/** What ends all, not only a step. */
const ENDS: ReadonlySet<VppErrorCode> = new Set([
  "VPP_CONNECT",
  "VPP_CONNECTION_LOST",
  "VPP_CLOSED",
  "VPP_TIMEOUT",
  "VPP_ABORTED",
]);

/**
 * Carries out a plan and tells how each step ended. Steps of a kind leave together; those that need them leave when VPP has
 * confirmed them. A step that fails does not stop others, but nothing is steered to a policy that is not wholly there, and
 * nothing more is sent when the connection fails. To apply the state again is right after any outcome.
 *
 * @throws {VppError} `VPP_SRV6` or `VPP_HAZARD` when a step cannot be done any more; nothing is sent then.
 */
export function apply(
  vpp: VppCalls,
  plan: Pick<Plan, "steps">,
  options: Pick<Srv6Options, "pace"> = {},
): Promise<StepOutcome[]> {
  return applyPlan(new Srv6(vpp, { ...options, follows: true }), plan);
}

/** The same, by what `srv6` knows of VPP. */
export async function applyPlan(srv6: Srv6, { steps }: Pick<Plan, "steps">): Promise<StepOutcome[]> {
  const all = phasesOf(steps).flatMap(stagesOf);
  const checked = await srv6.check(all.map((due) => due.operations));
  if (!checked.ok) throw checked.error;
  const run = new Run(srv6, checked);
  for (const due of all) await run.carryOut(due);
  return steps.map((step) => run.outcomeOf(step));
}

/** What the steps of a phase do together: the first stages of all, then the second ones. */
function stagesOf(steps: readonly Step[]): Due[] {
  const all: Due[] = [];
  for (let stage = 0, left = steps; left.length > 0; stage++) {
    all.push(dueOf(left, stage));
    left = left.filter(({ stages }) => stages.length > stage + 1);
  }
  return all;
}

function dueOf(steps: readonly Step[], stage: number): Due {
  const operations: Operation[] = [];
  for (const { stages } of steps) for (const operation of stages[stage]!) operations.push(operation);
  return { steps, stage, operations };
}

/** A plan being carried out. */
class Run {
  readonly #srv6: Srv6;
  /** What is left of the plan; undefined once a step has failed or the state has moved: the rest is checked anew. */
  #checked: CheckedBatch | undefined;
  readonly #failures = new Map<Step, Failure>();
  /** BSIDs of policies that are not as they should be, and why. */
  readonly #broken = new Map<string, VppError>();
  #end: VppError | undefined;

  constructor(srv6: Srv6, checked: CheckedBatch) {
    this.#srv6 = srv6;
    this.#checked = checked;
  }

  outcomeOf(step: Step): StepOutcome {
    const failure = this.#failures.get(step);
    return failure === undefined ? { step, ok: true } : { step, ok: false, ...failure };
  }

  /** Does stages of steps that do not need each other. */
  async carryOut(due: Due): Promise<void> {
    if (this.#failures.size === 0) return await this.#send(due);
    this.#checked = undefined;
    const { stage } = due;
    const steps = due.steps.filter((step) => this.#mayGoOn(step, stage));
    await this.#send(dueOf(steps, stage));
  }

  #mayGoOn(step: Step, stage: number): boolean {
    if (this.#failures.has(step)) return false;
    const reason = this.#end ?? this.#brokenPolicyOf(step);
    if (reason === undefined) return true;
    this.#fail(step, stage === 0 ? "skipped" : "unknown", reason);
    return false;
  }

  #brokenPolicyOf({ action, subject }: Step): VppError | undefined {
    if (subject.kind !== "steering" || action === "remove") return undefined;
    const { bsid } = subject.value;
    const cause = this.#broken.get(String(bsid));
    return (
      cause && new VppError("VPP_SRV6", `not steered to policy ${bsid}, which failed: ${cause.message}`, { cause })
    );
  }

  async #send(due: Due): Promise<void> {
    const { steps, stage, operations } = due;
    if (steps.length === 0) return;
    const outcomes = await this.#tryAll(operations);
    if (!(outcomes instanceof VppError)) return await this.#take(due, outcomes);
    if (steps.length === 1 || ENDS.has(outcomes.code)) {
      const result = stage === 0 && outcomes.effect !== "unknown" ? "refused" : "unknown";
      for (const step of steps) this.#fail(step, result, outcomes);
      return;
    }
    // One of them cannot be done, and none was sent: the others can, when it is not among them.
    const half = steps.length >> 1;
    await this.#send(dueOf(steps.slice(0, half), stage));
    await this.#send(dueOf(steps.slice(half), stage));
  }

  /** What became of each operation, or why none was sent. */
  async #tryAll(operations: readonly Operation[]): Promise<Outcome[] | VppError> {
    try {
      const sent = await this.#checked?.send();
      if (sent?.moved === false) return sent.outcomes;
      this.#checked = undefined;
      return await this.#srv6.batch(operations);
    } catch (reason) {
      if (reason instanceof VppError) return reason;
      throw reason;
    }
  }

  async #take({ steps, stage }: Due, outcomes: readonly Outcome[]): Promise<void> {
    if (outcomes.every(({ ok }) => ok)) return;
    let next = 0;
    for (const step of steps) {
      const operations = step.stages[stage]!;
      const ended = outcomes.slice(next, next + operations.length);
      next += operations.length;
      const failed = ended.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]));
      const error = failed.find(({ effect }) => effect === "unknown") ?? failed[0];
      if (error === undefined) continue;
      const done = operations.filter((_, at) => ended[at]!.ok);
      const isClear = stage === 0 && error.effect !== "unknown" && (await this.#takeBack(step, done));
      this.#fail(step, isClear ? "refused" : "unknown", error);
    }
  }

  /** Whether nothing is left of what was done of a step. */
  async #takeBack(step: Step, done: readonly Operation[]): Promise<boolean> {
    const undo = undoOf(step, done);
    this.#checked = undefined;
    if (undo === undefined || undo.length === 0) return undo !== undefined;
    const outcomes = await this.#tryAll(undo);
    return !(outcomes instanceof VppError) && outcomes.every(({ ok }) => ok);
  }

  #fail(step: Step, result: Failure["result"], error: VppError): void {
    this.#failures.set(step, { result, error });
    const { kind, value } = step.subject;
    if (kind === "policy" && step.action !== "remove") this.#broken.set(String(value.bsid), error);
    if (ENDS.has(error.code)) this.#end = error;
  }
}

/** What takes back what was done of a step that failed; undefined where that would do harm, or is not possible. */
function undoOf({ stages, inverse }: Step, done: readonly Operation[]): Operation[] | undefined {
  const [first] = done;
  // It is many messages, and which of them VPP took is not told.
  if (stages.flat().some(({ op }) => op === "replaceLocalSid")) return undefined;
  const back = inverse().stages.flat();
  switch (first?.op) {
    case undefined:
      return [];
    case "addPolicy":
      return [{ op: "deletePolicy", bsid: first.policy.bsid }];
    case "deletePolicy":
      return done.some(({ op }) => op === "addPolicy") ? back : back.slice(1);
  }
  // VPP goes on to show the source of the list that was added last, also when that is gone.
  if (sourcesIn([...stages.flat(), ...back]).size > 1) return undefined;
  const undo = done.map((operation) =>
    operation.op === "addSegmentList" ? deletionOf(stages.flat(), operation) : undefined,
  );
  return undo.every((operation) => operation !== undefined) ? undo : undefined;
}

/** The sources that lists are added with. */
function sourcesIn(operations: readonly Operation[]): Set<string> {
  return new Set(operations.flatMap((each) => (each.op === "addSegmentList" ? [String(each.encapSource)] : [])));
}

/** VPP does not tell a new list from an equal old one, and deletes the old one: both must stay. */
function deletionOf(
  all: readonly Operation[],
  { bsid, segmentList }: Extract<Operation, { op: "addSegmentList" }>,
): Operation | undefined {
  const isTwin = all.some(
    (other) => other.op === "deleteSegmentList" && isSameSegmentList(other.segmentList, segmentList),
  );
  return isTwin ? undefined : { op: "deleteSegmentList", bsid, segmentList };
}
