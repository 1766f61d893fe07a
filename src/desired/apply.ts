import type { Outcome, VppCalls } from "../client/index.ts";
import { VppError, type VppErrorCode } from "../errors.ts";
import { abortedBy, type CheckedBatch, type Operation, Srv6, type Srv6Options } from "../srv6/index.ts";
import { keyOfPolicy } from "./document/index.ts";
import type { Permission, Plan, Step } from "./plan/index.ts";
import { type Part, partOf, partsOf, requirePermission, undoOf } from "./plan/index.ts";
import { checkParts } from "./plan.ts";

/** How a step ended. */
export type StepOutcome =
  | { readonly step: Step; readonly ok: true }
  | {
      readonly step: Step;
      readonly ok: false;
      /**
       * `refused`: nothing has changed; what VPP had done of the step was taken back. `unknown`: VPP may have done the step, or
       * a part of it. `skipped`: the step was not tried: one that it needs failed, the connection failed, or it was aborted.
       */
      readonly result: "refused" | "unknown" | "skipped";
      readonly error: VppError;
    };

type Failure = Omit<Extract<StepOutcome, { ok: false }>, "step" | "ok">;

/** The errors that end the whole plan, not only a step. */
const ENDS: ReadonlySet<VppErrorCode> = new Set([
  "VPP_CONNECT",
  "VPP_CONNECTION_LOST",
  "VPP_CLOSED",
  "VPP_TIMEOUT",
  "VPP_ABORTED",
]);

/** How a plan is carried out. */
export interface ApplyOptions extends Permission, Pick<Srv6Options, "pace"> {
  /** Ends the sending: steps that were not sent are `skipped`, steps that VPP has not confirmed `unknown`. */
  readonly signal?: AbortSignal;
}

/**
 * Carries out a plan and returns how each step ended. Steps of a phase are sent together; the next phase is sent when VPP has
 * confirmed them. A step that fails does not stop others, but nothing is steered to a policy that is not complete, and nothing
 * more is sent when the connection fails. To apply the state again is right after any outcome.
 *
 * @throws {VppError} `VPP_HAZARD` when the plan needs permission; `VPP_SRV6` or `VPP_HAZARD` when a step cannot be done any more;
 * `VPP_ABORTED` when the signal was aborted before; nothing is sent then.
 */
export function apply(
  vpp: VppCalls,
  plan: Pick<Plan, "steps" | "needs">,
  { pace, ...options }: ApplyOptions = {},
): Promise<StepOutcome[]> {
  return applyPlan(new Srv6(vpp, { ...(pace !== undefined && { pace }), follows: true }), plan, options);
}

/** How the plan of an update is carried out. */
interface UpdateOptions {
  /** Refuses only the steps that cannot be done, not all; and sends additions together that VPP carries out in order. */
  readonly skips?: boolean;
  /** Called when all was sent, unless something had failed before. */
  readonly onSent?: () => void;
}

/** Does the same with what `srv6` knows of VPP. */
export async function applyPlan(
  srv6: Srv6,
  plan: Pick<Plan, "steps" | "needs">,
  { signal, skips = false, onSent, ...permission }: Omit<ApplyOptions, "pace"> & UpdateOptions = {},
): Promise<StepOutcome[]> {
  requirePermission(plan, permission);
  const parts = partsOf(plan.steps, skips);
  const checked = await checkParts(srv6, parts, signal);
  if (!checked.ok && !skips) throw checked.error;
  const run = new Run(srv6, checked.ok ? checked : undefined, signal === undefined ? {} : { signal });
  if (!checked.ok) for (const { operation, error } of checked.refused) run.refuse(stepOf(parts, operation), error);
  for (const part of parts) await run.carryOut(part, part === parts.at(-1) ? onSent : undefined);
  return plan.steps.map((step) => run.outcomeOf(step));
}

/** Returns the step that has an operation, by its place among the operations of all parts. */
function stepOf(parts: readonly Part[], operation: number): Step {
  let left = operation;
  for (const { steps, stage } of parts) {
    for (const step of steps) {
      left -= step.stages[stage]!.length;
      if (left < 0) return step;
    }
  }
  throw new RangeError(`there is no operation ${operation}`);
}

/** Carries out one plan. */
class Run {
  readonly #srv6: Srv6;
  readonly #options: { readonly signal?: AbortSignal };
  /** The parts that are left; undefined once a step has failed or the state has moved: the rest is checked again. */
  #checked: CheckedBatch | undefined;
  readonly #failures = new Map<Step, Failure>();
  /** The errors of policies that are not as they should be, by `keyOfPolicy`. */
  readonly #broken = new Map<string, VppError>();
  #end: VppError | undefined;

  constructor(srv6: Srv6, checked: CheckedBatch | undefined, options: { readonly signal?: AbortSignal }) {
    this.#srv6 = srv6;
    this.#options = options;
    this.#checked = checked;
  }

  outcomeOf(step: Step): StepOutcome {
    const failure = this.#failures.get(step);
    return failure === undefined ? { step, ok: true } : { step, ok: false, ...failure };
  }

  /** Leaves out a step that cannot be done. */
  refuse(step: Step, error: VppError): void {
    this.#fail(step, "refused", error);
  }

  /** Sends a part, without the steps that failed before, or need one that did. */
  async carryOut(part: Part, onSent?: () => void): Promise<void> {
    if (this.#options.signal?.aborted) this.#end ??= abortedBy(this.#options.signal);
    if (this.#failures.size === 0 && this.#end === undefined) return await this.#send(part, onSent);
    this.#checked = undefined;
    const { stage } = part;
    const steps = part.steps.filter((step) => this.#mayGoOn(step, stage));
    await this.#send(partOf(steps, stage));
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
    const cause = this.#broken.get(keyOfPolicy({ bsid }));
    if (cause === undefined) return undefined;
    const text = `not steered to policy ${bsid}, because the step for that policy failed: ${cause.message}`;
    return new VppError("VPP_SRV6", text, { cause });
  }

  async #send(part: Part, onSent?: () => void): Promise<void> {
    const { steps, stage, operations } = part;
    if (steps.length === 0) return;
    const outcomes = await this.#tryAll(operations, onSent);
    if (!(outcomes instanceof VppError)) return await this.#take(part, outcomes);
    if (steps.length === 1 || ENDS.has(outcomes.code)) {
      const result = stage === 0 && outcomes.effect !== "unknown" ? "refused" : "unknown";
      for (const step of steps) this.#fail(step, result, outcomes);
      return;
    }
    // One of the operations was refused, so none was sent: without it the others can be sent.
    const half = steps.length >> 1;
    await this.#send(partOf(steps.slice(0, half), stage));
    const others = steps.slice(half).filter((step) => this.#mayGoOn(step, stage));
    await this.#send(partOf(others, stage));
  }

  /** Returns the outcome of each operation, or the error for which none was sent. */
  async #tryAll(operations: readonly Operation[], onSent?: () => void): Promise<Outcome[] | VppError> {
    try {
      const sent = await this.#checked?.send({ ...this.#options, ...(onSent && { onSent }) });
      if (sent?.moved === false) return sent.outcomes;
      this.#checked = undefined;
      return await this.#srv6.batch(operations, this.#options);
    } catch (reason) {
      this.#checked = undefined;
      if (reason instanceof VppError) return reason;
      throw reason;
    }
  }

  async #take({ steps, stage }: Part, outcomes: readonly Outcome[]): Promise<void> {
    if (outcomes.every(({ ok }) => ok)) return;
    let next = 0;
    for (const step of steps) {
      const operations = step.stages[stage]!;
      const ended = outcomes.slice(next, next + operations.length);
      next += operations.length;
      const failed = ended.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]));
      const error = failed.find(({ effect }) => effect === "unknown") ?? failed[0];
      // Where it was sent together with its policy, VPP has refused it too, unless somebody else has added that policy.
      const broken = this.#brokenPolicyOf(step);
      if (broken !== undefined) {
        this.#fail(step, error === undefined || error.effect === "unknown" ? "unknown" : "refused", broken);
        continue;
      }
      if (error === undefined) continue;
      const done = operations.filter((_, at) => ended[at]!.ok);
      const isClear = stage === 0 && error.effect !== "unknown" && (await this.#takeBack(step, done));
      this.#fail(step, isClear ? "refused" : "unknown", error);
    }
  }

  /** Returns whether nothing is left of what VPP has done of a step. */
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
    if (kind === "policy" && step.action !== "remove") this.#broken.set(keyOfPolicy(value), error);
    if (ENDS.has(error.code)) this.#end = error;
  }
}
