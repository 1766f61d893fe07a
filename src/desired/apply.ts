import type { Outcome, VppCalls } from "../client/index.ts";
import { VppError, type VppErrorCode } from "../errors.ts";
import { isSameSegmentList, type Operation, Srv6, type Srv6Options } from "../srv6/index.ts";
import { phasesOf } from "./phases.ts";
import type { Plan } from "./plan.ts";
import type { Step } from "./step.ts";

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

/** A stage of a step. */
interface Due {
  readonly step: Step;
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
  const phases = phasesOf(steps);
  const operations: Operation[] = [];
  for (const phase of phases) for (const operation of operationsInOrder(phase)) operations.push(operation);
  await srv6.check(operations, { ahead: true });
  const run = new Run(srv6);
  for (const phase of phases) await run.carryOut(phase);
  return steps.map((step) => run.outcomeOf(step));
}

/** What the steps of a phase ask VPP for: the first stages of all, then the second ones. */
function operationsInOrder(steps: readonly Step[]): Operation[] {
  const all: Operation[] = [];
  for (let left = steps, stage = 0; left.length > 0; stage++) {
    for (const { stages } of left) for (const operation of stages[stage] ?? []) all.push(operation);
    left = left.filter(({ stages }) => stages.length > stage + 1);
  }
  return all;
}

/** A plan being carried out. */
class Run {
  readonly #srv6: Srv6;
  readonly #failures = new Map<Step, Failure>();
  /** BSIDs of policies that are not as they should be, and why. */
  readonly #broken = new Map<string, VppError>();
  #end: VppError | undefined;

  constructor(srv6: Srv6) {
    this.#srv6 = srv6;
  }

  outcomeOf(step: Step): StepOutcome {
    const failure = this.#failures.get(step);
    return failure === undefined ? { step, ok: true } : { step, ok: false, ...failure };
  }

  /** Does steps that do not need each other. */
  async carryOut(steps: readonly Step[]): Promise<void> {
    let left = steps;
    for (let stage = 0; left.length > 0; stage++) {
      const due: Due[] = [];
      for (const step of left) {
        const operations = step.stages[stage];
        if (operations !== undefined && this.#mayGoOn(step, stage)) due.push({ step, stage, operations });
      }
      await this.#send(due);
      left = left.filter(({ stages }) => stages.length > stage + 1);
    }
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

  async #send(due: readonly Due[]): Promise<void> {
    if (due.length === 0) return;
    const operations: Operation[] = [];
    for (const each of due) for (const operation of each.operations) operations.push(operation);
    const outcomes = await this.#tryAll(operations);
    if (!(outcomes instanceof VppError)) return await this.#take(due, outcomes);
    if (due.length === 1 || ENDS.has(outcomes.code)) {
      for (const { step, stage } of due) {
        this.#fail(step, stage === 0 && outcomes.effect !== "unknown" ? "refused" : "unknown", outcomes);
      }
      return;
    }
    // One of them cannot be done, and none was sent: the others can, when it is not among them.
    const half = due.length >> 1;
    await this.#send(due.slice(0, half));
    await this.#send(due.slice(half));
  }

  /** What became of each operation, or why none was sent. */
  async #tryAll(operations: readonly Operation[]): Promise<Outcome[] | VppError> {
    try {
      return await this.#srv6.batch(operations);
    } catch (reason) {
      if (reason instanceof VppError) return reason;
      throw reason;
    }
  }

  async #take(due: readonly Due[], outcomes: readonly Outcome[]): Promise<void> {
    let end = 0;
    for (const { step, stage, operations } of due) {
      const start = end;
      end += operations.length;
      if (areAllOk(outcomes, start, end)) continue;
      const results = operations.map((operation, at) => ({ operation, outcome: outcomes[start + at]! }));
      const failed = results.flatMap(({ outcome }) => (outcome.ok ? [] : [outcome.error]));
      const error = failed.find(({ effect }) => effect === "unknown") ?? failed[0];
      const done = results.flatMap(({ operation, outcome }) => (outcome.ok ? [operation] : []));
      const isClear = stage === 0 && error!.effect !== "unknown" && (await this.#takeBack(step, done));
      this.#fail(step, isClear ? "refused" : "unknown", error!); // at least one has failed
    }
  }

  /** Whether nothing is left of what was done of a step. */
  async #takeBack(step: Step, done: readonly Operation[]): Promise<boolean> {
    const undo = undoOf(step, done);
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

function areAllOk(outcomes: readonly Outcome[], start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!outcomes[at]!.ok) return false;
  return true;
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
  const undo = done.map((operation) =>
    operation.op === "addSegmentList" ? deletionOf(stages.flat(), operation) : undefined,
  );
  return undo.every((operation) => operation !== undefined) ? undo : undefined;
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
