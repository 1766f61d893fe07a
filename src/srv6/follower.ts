import type { BatchOptions, Outcome, VppCalls } from "../client/index.ts";
import { VppError } from "../errors.ts";
import type { MessageTable } from "../wire/index.ts";
import { withShape } from "./arguments/index.ts";
import { checkStages, lacksNumber } from "./check-stages.ts";
import type { CheckedBatch, CheckRefusal, SentPart } from "./checked-batch.ts";
import { enqueue } from "./connection-queue.ts";
import { ALL_FACTS, type Fact, HeldState, readDetails, readFacts, readRoutesOf, Transaction } from "./held/index.ts";
import { OPERATIONS, STAGES, survey } from "./operations/index.ts";
import type { Refused } from "./policies-left.ts";
import { abortable, explainOutcome, readNumberedLists } from "./read/index.ts";
import { Messages } from "./translate/index.ts";
import type { CheckedOf, CheckedOperation, Operation, TableName } from "./values/index.ts";
import { checking, requireRunning } from "./values/index.ts";

/** Bounds of questions and batches. */
interface Bounds {
  readonly signal?: AbortSignal;
}

/** See `Srv6Options`. */
export interface FollowerOptions {
  readonly isGuarded: boolean;
  readonly follows: boolean;
  readonly batchOptions: BatchOptions;
}

/** Stages that were checked against a state. */
interface Work {
  readonly stages: readonly (readonly Operation[])[];
  readonly checked: readonly CheckedOperation[];
  readonly messages: Messages;
  readonly state: HeldState;
  readonly changes: Transaction;
  /** The facts that were not known: what the operations change of them is not known either. */
  readonly unknown: readonly Fact[];
  /** Of the state for which the next part was checked. */
  version: number;
  /** The next part, and the place of its first operation. */
  part: number;
  place: number;
}

/**
 * Checks operations against the state of one VPP, and sends them. The state is read where it is not known and, if VPP is
 * followed, kept from then on.
 */
export class Follower {
  readonly #vpp: VppCalls;
  readonly #options: FollowerOptions;
  #state = new HeldState();
  /** That of the VPP that the state is of: another one after a restart. */
  #table: MessageTable | undefined;
  /** Another one after each change that a checked batch does not expect. */
  #version = 0;

  constructor(vpp: VppCalls, options: FollowerOptions) {
    this.#vpp = vpp;
    this.#options = options;
  }

  observe(routesIn: readonly TableName[]): Promise<HeldState> {
    return enqueue(this.#vpp, async () => {
      const state = this.#currentState();
      await Promise.all([readFacts(this.#vpp, state, ALL_FACTS), readRoutesOf(this.#vpp, state, routesIn)]);
      return state;
    });
  }

  forget(): void {
    this.#version++;
    this.#state.forget();
  }

  check(stages: readonly (readonly Operation[])[], bounds: Bounds): Promise<CheckedBatch | CheckRefusal> {
    return enqueue(this.#vpp, async () => {
      const work = await withShape(STAGES, stages, "stages", () => this.#check(stages, bounds));
      if ("refusal" in work) return { ok: false, operation: work.operation, error: work.refusal.error };
      work.changes.takeOut();
      const send = (options: Bounds = {}) => enqueue(this.#vpp, () => this.#sendIfSame(work, options));
      return {
        ok: true,
        get left() {
          return work.stages.length - work.part;
        },
        send,
      };
    });
  }

  /** @throws {VppError} the error of the operation that is refused. */
  batch(operations: readonly Operation[], bounds: Bounds): Promise<Outcome[]> {
    return enqueue(this.#vpp, async () => {
      for (;;) {
        const work = await withShape(OPERATIONS, operations, "operations", () => this.#check([operations], bounds));
        if ("refusal" in work) throw work.refusal.error;
        const sent = await this.#send(work, bounds);
        if (!sent.moved) return sent.outcomes;
      }
    });
  }

  /** Returns the state: an empty one unless VPP is followed, and an unknown one after a restart of VPP. */
  #currentState(): HeldState {
    const { messageTable } = this.#vpp;
    if (this.#table !== messageTable) this.forget();
    this.#table = messageTable;
    if (!this.#options.follows) this.#state = new HeldState();
    return this.#state;
  }

  /** Checks stages. The state may be out of date: an operation is refused only after the state was read anew. */
  async #check(stages: readonly (readonly Operation[])[], { signal }: Bounds): Promise<Work | Refused> {
    requireRunning(signal);
    const state = this.#currentState();
    const operations = stages.length === 1 ? stages[0]! : stages.flat();
    const { kinds, facts: needed } = survey(operations);
    const facts = [...needed];
    // A table is deleted only after its users were read anew.
    if (kinds.has("deleteTable")) this.forget();
    let isFresh = !facts.some((fact) => state.knows(fact));
    for (;;) {
      const vpp = abortable(this.#vpp, signal);
      await checking(() => readFacts(vpp, state, facts));
      if (DETAILED.some((kind) => kinds.has(kind))) await checking(() => readDetails(vpp, state, operations));
      const changes = new Transaction(state);
      let checked: ReturnType<typeof checkStages> | undefined;
      try {
        checked = checkStages(stages, operations, kinds, changes, this.#options.isGuarded);
      } finally {
        // A value that is no operation ends the check by an exception.
        if (!Array.isArray(checked)) changes.takeOut();
      }
      if (Array.isArray(checked)) return this.#workOf(stages, checked, changes);
      if ("lacks" in checked) {
        if (checked.lacks === "steering") facts.push("steering");
        else if (!(await this.#readNumbers(state, signal))) this.forget();
      } else if (isFresh) return checked;
      else {
        this.forget();
        isFresh = true;
      }
    }
  }

  /** Returns checked work, or a refusal if VPP does not have a message for it. */
  #workOf(
    stages: readonly (readonly Operation[])[],
    checked: readonly CheckedOperation[],
    changes: Transaction,
  ): Work | Refused {
    const messages = new Messages(checked);
    const missing = messages.missingIn(this.#vpp.messageTable);
    if (missing !== undefined) {
      changes.takeOut();
      return missing;
    }
    const state = changes.held;
    const unknown = ALL_FACTS.filter((fact) => !state.knows(fact));
    return { stages, checked, messages, state, changes, unknown, version: this.#version, part: 0, place: 0 };
  }

  /** Sends the next part of work if the state is the one that it was checked against. */
  async #sendIfSame(work: Work, bounds: Bounds): Promise<SentPart> {
    requireRunning(bounds.signal);
    const { stages, part } = work;
    if (part === stages.length) throw new VppError("VPP_SRV6", "nothing is left to send: all parts were sent");
    if (work.version !== this.#version || this.#table !== this.#vpp.messageTable) return { moved: true };
    if (stages[part]!.some(isTableDeletion)) {
      const renewed = await this.#check(stages.slice(part), bounds);
      if ("refusal" in renewed) return { moved: true };
      renewed.changes.takeOut();
      Object.assign(work, renewed);
    }
    return await this.#send(work, bounds);
  }

  async #send(work: Work, { signal }: Bounds): Promise<SentPart> {
    try {
      const isSame = (await this.#numberLists(work, signal)) && work.version === this.#version;
      if (isSame) return { moved: false, outcomes: await this.#sendPart(work, signal) };
      this.forget();
      return { moved: true };
    } finally {
      work.changes.takeOut();
    }
  }

  /** Fills in the numbers of lists in the next part, and returns whether VPP has the lists of the state. */
  async #numberLists(work: Work, signal: AbortSignal | undefined): Promise<boolean> {
    const { stages, part, place, checked, messages, state, changes } = work;
    const end = place + stages[part]!.length;
    const unnumbered: [place: number, operation: CheckedOf<"deleteSegmentList" | "setWeight">][] = [];
    for (let at = place; at < end; at++) {
      const operation = checked[at]!;
      if (lacksNumber(operation)) unnumbered.push([at, operation]);
    }
    if (unnumbered.length === 0) return true;
    changes.takeOut();
    if (!(await this.#readNumbers(state, signal))) return false;
    for (const [at, operation] of unnumbered) {
      const slIndex = state.numberOf(operation);
      if (slIndex === undefined) return false;
      messages.replace(at, { ...operation, slIndex });
    }
    return true;
  }

  /** Reads VPP's numbers of lists, and returns whether VPP has the lists of the state. */
  async #readNumbers(state: HeldState, signal: AbortSignal | undefined): Promise<boolean> {
    return state.learnNumbers(await checking(() => readNumberedLists(abortable(this.#vpp, signal))));
  }

  async #sendPart(work: Work, signal: AbortSignal | undefined): Promise<Outcome[]> {
    const { stages, messages, changes, state, unknown, part, place } = work;
    const operations = stages[part]!;
    const end = place + operations.length;
    const options = { ...this.#options.batchOptions, ...(signal === undefined ? {} : { signal }) };
    const sent = await this.#vpp.batch((batch) => messages.addTo(batch, place, end), options);
    const outcomes = messages.outcomesOf(sent, place, end);
    if (!outcomes.every(({ ok }) => ok)) {
      this.forget();
      return Promise.all(outcomes.map((outcome, at) => explainOutcome(this.#vpp, operations[at]!, outcome)));
    }
    // Unless all was forgotten meanwhile.
    if (work.version === this.#version) {
      changes.keep(part);
      state.unlearn(unknown);
      work.version = ++this.#version;
    }
    work.part++;
    work.place = end;
    return outcomes;
  }
}

/** The operations for which more than facts is read. */
const DETAILED: readonly Operation["op"][] = ["deleteTable", "replaceLocalSid"];

function isTableDeletion({ op }: Operation): boolean {
  return op === "deleteTable";
}
