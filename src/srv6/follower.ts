import type { Outcome, VppCalls } from "../client/index.ts";
import { namingCaller, VppError } from "../errors.ts";
import type { MessageTable } from "../wire/index.ts";
import { BOUNDS, OPTIONS, requireShape, TABLES, withShape } from "./arguments/index.ts";
import { checkStages, lacksNumber, type Refusals } from "./check-stages.ts";
import { enqueue } from "./connection-queue.ts";
import type { Fact, Srv6View } from "./held/index.ts";
import { ALL_FACTS, HeldState, needsDetails, readDetails, readFacts, readRoutesOf, Transaction } from "./held/index.ts";
import { doubtsOf, OPERATIONS, STAGES, survey } from "./operations/index.ts";
import { abortable, explainOutcome, type Questions, readNumberedLists, Srv6Reader } from "./read/index.ts";
import { Messages } from "./translate/index.ts";
import type { CheckedOperation, Operation, Stages, TableName } from "./values/index.ts";
import { checking, requireRunning } from "./values/index.ts";

const DEFAULT_PACE = 512;

/**
 * Operations that may be sent while others of these are not answered yet: each that needs one which VPP refuses is refused by VPP too,
 * and nothing gets lost by it.
 */
const ADDITIONS: ReadonlySet<Operation["op"]> = new Set(["addPolicy", "addSegmentList", "steer"]);

const noop = (): void => {};

/** Bounds of questions and batches. */
interface Bounds {
  readonly signal?: AbortSignal;
}

/** How an `Srv6` checks operations before it sends them. */
export interface Srv6Options {
  /**
   * Whether to send operations that VPP may not survive, for tests of VPP itself; default false. Values must be valid all the
   * same. For messages that are dangerous by themselves the client must be `unguarded`, too.
   */
  readonly unguarded?: boolean;
  /**
   * Whether the state of VPP is read once, when it is needed, and followed from then on, instead of before each batch. It must
   * have no other writer. What a batch concerns is read again when VPP refuses it, or it does not fit the state that is known.
   * Default false.
   */
  readonly follows?: boolean;
  /**
   * How many messages are sent to VPP at a time; default 512. Without a worker VPP forwards no packet while it handles the
   * messages that it has read: a lower number delays packets less, and takes longer.
   */
  readonly pace?: number;
}

/** Bounds of a part that is sent. */
interface SendOptions extends Bounds {
  /** Called when all of the part was sent: what is checked from then on is sent after it. */
  readonly onSent?: () => void;
}

/** Operations that were checked and can be sent, one part after the other. */
export interface CheckedBatch {
  readonly ok: true;
  /** How many parts are not sent yet. */
  readonly left: number;
  /**
   * Sends the next part. Sends nothing and returns `moved` if the state is not the one that the batch was checked against:
   * check the operations that are left again.
   *
   * @throws {VppError} the failure that kept VPP from being asked or reached; nothing of the part was sent.
   */
  send(options?: SendOptions): Promise<SentPart>;
}

/** The outcome of each operation of a part, or `moved`: nothing was sent. */
export type SentPart = { readonly moved: false; readonly outcomes: Outcome[] } | { readonly moved: true };

/** An operation that must not, or cannot, be sent, and the reason. */
interface RefusedOperation {
  /** The place of the operation, counted over all stages. */
  readonly operation: number;
  readonly error: VppError;
}

/** The first operation that must not, or cannot, be sent. */
export interface CheckRefusal extends RefusedOperation {
  readonly ok: false;
  /** All that were found, in their order; without these, more can be found. */
  readonly refused: readonly RefusedOperation[];
}

/** Operations that were checked against a state. */
interface Work {
  /** Those of the parts that are not sent yet, and their messages. */
  readonly stages: (readonly Operation[])[];
  readonly messages: Messages[];
  readonly changes: Transaction;
  /** The facts that were not known: what the operations change of them is not known either. */
  readonly unknown: readonly Fact[];
  /** Of the state for which the next part was checked. */
  version: number;
}

/**
 * Checks operations against the state of one VPP, and sends them. The state is read where it is not known and, if VPP is
 * followed, kept from then on.
 */
export class Follower extends Srv6Reader {
  readonly #vpp: VppCalls;
  readonly #options: Srv6Options;
  #state = new HeldState();
  /** That of the VPP that the state is of: another one after a restart. */
  #table: MessageTable | undefined;
  /** Another one after each change that a checked batch does not expect. */
  #version = 0;
  /** One for each part that VPP has not answered yet, and how many messages these have. */
  readonly #answers = new Set<Promise<void>>();
  #unanswered = 0;
  /** The reading of numbers that goes on beside other work. */
  #learning: Promise<void> | undefined;

  constructor(vpp: VppCalls, options: Srv6Options = {}) {
    super(vpp);
    this.#vpp = vpp;
    this.#options = requireShape(OPTIONS, options, "Srv6: options");
  }

  /**
   * Returns the whole SRv6 state of VPP. With `follows` only unknown parts are read, and the same object shows later states, as
   * far as this object changes them. Routes are read from the named tables only.
   */
  async observe({ routesIn = [] }: { readonly routesIn?: readonly TableName[] } = {}): Promise<Srv6View> {
    requireShape(TABLES, routesIn, "routesIn");
    return enqueue(this.#vpp, async () => {
      const state = this.#currentState();
      const isKnown = state.knowsAll(ALL_FACTS) && routesIn.every((table) => state.knowsRoutes(table));
      if (isKnown) return state;
      await Promise.all([readFacts(this.#vpp, state, ALL_FACTS), readRoutesOf(this.#vpp, state, routesIn)]);
      return state;
    });
  }

  /** Forgets the state that is followed: it is read again when it is needed, since others may have changed it. */
  forget(): void {
    this.#version++;
    this.#state.forget();
  }

  /** Forgets these parts of the state. */
  #doubt(facts: Iterable<string>): void {
    this.#version++;
    this.#state.unlearn(facts);
  }

  /**
   * Reads VPP's numbers of lists that are not known yet, if there are any. Other work goes on meanwhile: the numbers of the lists
   * that it adds stay unknown. Without this, they are read when one is needed.
   */
  async learnNumbers(): Promise<void> {
    await enqueue(this.#vpp, async () => {
      const isKnown = this.#table === this.#vpp.messageTable && this.#state.knows("policies");
      if (isKnown && this.#state.lacksNumbers) this.#learning ??= this.#learn(this.#state);
    });
    await this.#learning;
  }

  /** Begins when no part is on its way: VPP answers in order, and shows what is held now. */
  async #learn(state: HeldState): Promise<void> {
    const before = new Map(state.policiesByBsid);
    try {
      if (!state.learnNumbers(await readNumberedLists(this.#vpp), before)) this.forget();
    } catch {
      // The numbers are read when they are needed.
    } finally {
      this.#learning = undefined;
    }
  }

  /**
   * Checks operations against the state of VPP and the messages that it has. Sends none of them. Each stage becomes a part of
   * the batch, to be sent after VPP has confirmed the part before.
   *
   * @throws {VppError} the failure of a question that VPP had to answer.
   */
  async check(stages: Stages, options: Bounds = {}): Promise<CheckedBatch | CheckRefusal> {
    requireShape(BOUNDS, options, "options");
    return enqueue(this.#vpp, async () => {
      const work = await withShape(STAGES, stages, "stages", () => this.#check(stages, options));
      if ("refused" in work) {
        const refused = work.refused.map(({ operation, refusal }) => ({ operation, error: refusal.error }));
        return { ok: false, ...refused[0]!, refused };
      }
      work.changes.takeOut();
      return {
        ok: true,
        get left() {
          return work.stages.length;
        },
        send: ({ onSent, ...bounds } = {}) => {
          return enqueue(this.#vpp, (next) => {
            return this.#sendIfSame(work, bounds, () => {
              onSent?.();
              next();
            });
          });
        },
      };
    });
  }

  /**
   * Does many operations in order, in one batch, and reports how each ended. Batches of one connection wait for each other,
   * and a single operation is a batch too.
   *
   * @throws {VppError} `VPP_HAZARD` or `VPP_SRV6` when one of them must not be sent, `VPP_MESSAGE_MISSING` when VPP does not
   * have a message that it takes; none is sent then.
   */
  async batch(operations: readonly Operation[], options: Bounds = {}): Promise<Outcome[]> {
    try {
      requireShape(BOUNDS, options, "options");
      const outcomes = await enqueue(this.#vpp, (next) => this.#batch(operations, options, next));
      for (const outcome of outcomes) if (!outcome.ok) namingCaller(outcome.error, this.batch);
      return outcomes;
    } catch (reason) {
      throw namingCaller(VppError.from(reason), this.batch);
    }
  }

  async #batch(operations: readonly Operation[], bounds: Bounds, onSent: () => void): Promise<Outcome[]> {
    for (;;) {
      const work = await withShape(OPERATIONS, operations, "operations", () => this.#check([operations], bounds));
      if ("refused" in work) throw work.refused[0]!.refusal.error;
      const sent = await this.#send(work, bounds, onSent);
      if (!sent.moved) return sent.outcomes;
    }
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
  async #check(stages: Stages, { signal }: Bounds): Promise<Work | Refusals> {
    requireRunning(signal);
    const state = this.#currentState();
    const vpp = abortable(this.#vpp, signal);
    const surveyed = survey(stages);
    const facts = [...surveyed.facts];
    // A table is deleted only after its users were read anew.
    if (surveyed.kinds.has("deleteTable")) this.forget();
    let isFresh = !facts.some((fact) => state.knows(fact));
    for (;;) {
      const version = this.#version;
      if (!state.knowsAll(facts)) await checking(() => readFacts(vpp, state, facts));
      if (needsDetails(surveyed)) await checking(() => readDetails(vpp, state, surveyed));
      // VPP has refused a piece of what was sent before.
      if (version !== this.#version) continue;
      const changes = new Transaction(state);
      let checked: ReturnType<typeof checkStages> | undefined;
      try {
        checked = checkStages(surveyed, changes, !this.#options.unguarded);
      } finally {
        // A value that is no operation ends the check by an exception.
        if (!Array.isArray(checked)) changes.takeOut();
      }
      if (Array.isArray(checked)) return this.#workOf(stages, checked, changes);
      if (checked === "steering") facts.push("steering");
      else if (checked === "numbers") {
        if (this.#learning !== undefined) await this.#learning;
        else if (!(await this.#readNumbers(state, vpp))) this.forget();
      } else if (isFresh) return checked;
      else {
        this.#doubt([...facts, ...doubtsOf(surveyed.operations)]);
        isFresh = true;
      }
    }
  }

  /** Returns checked work, or a refusal if VPP does not have a message for it. */
  #workOf(stages: Stages, checked: readonly (readonly CheckedOperation[])[], changes: Transaction): Work | Refusals {
    const messages = checked.map((operations) => new Messages(operations));
    for (const [at, each] of messages.entries()) {
      const missing = each.missingIn(this.#vpp.messageTable);
      if (missing === undefined) continue;
      changes.takeOut();
      return { refused: [{ ...missing, operation: stages.slice(0, at).flat().length + missing.operation }] };
    }
    const unknown = ALL_FACTS.filter((fact) => !changes.held.knows(fact));
    return { stages: [...stages], messages, changes, unknown, version: this.#version };
  }

  /** Sends the next part of work if the state is the one that it was checked against. */
  async #sendIfSame(work: Work, bounds: Bounds, onSent: () => void): Promise<SentPart> {
    requireRunning(bounds.signal);
    const { stages } = work;
    if (stages.length === 0) throw new VppError("VPP_SRV6", "nothing is left to send: all parts were sent");
    if (work.version !== this.#version || this.#table !== this.#vpp.messageTable) return { moved: true };
    if (stages[0]!.some(({ op }) => op === "deleteTable")) {
      const renewed = await this.#check(stages, bounds);
      if ("refused" in renewed) return { moved: true };
      renewed.changes.takeOut();
      Object.assign(work, renewed);
    }
    return await this.#send(work, bounds, onSent);
  }

  async #send(work: Work, { signal }: Bounds, onSent: () => void): Promise<SentPart> {
    try {
      const messages = await this.#numberedMessages(work, signal);
      const isAdding = messages?.operations.every(isAddition) === true;
      if (messages !== undefined) await this.#roomFor(messages, isAdding);
      else this.forget();
      if (messages === undefined || work.version !== this.#version) return { moved: true };
      return { moved: false, outcomes: await this.#sendPart(work, messages, signal, isAdding ? onSent : undefined) };
    } finally {
      work.changes.takeOut();
    }
  }

  /** Returns the messages of the next part, with the numbers of all lists; undefined if VPP has other lists than the state. */
  async #numberedMessages(work: Work, signal: AbortSignal | undefined): Promise<Messages | undefined> {
    const { changes } = work;
    const messages = work.messages[0]!;
    if (!messages.operations.some(lacksNumber)) return messages;
    changes.takeOut();
    if (!(await this.#readNumbers(changes.held, abortable(this.#vpp, signal)))) return undefined;
    const numbered = messages.operations.map((each) => {
      return lacksNumber(each) ? { ...each, slIndex: changes.held.numberOf(each) } : each;
    });
    return numbered.some(lacksNumber) ? undefined : new Messages(numbered);
  }

  /** Reads VPP's numbers of lists, and returns whether VPP has the lists of the state. */
  async #readNumbers(state: HeldState, vpp: Questions): Promise<boolean> {
    return state.learnNumbers(await checking(() => readNumberedLists(vpp)));
  }

  /** Waits until a part may be sent: after the answers to all that it may depend on, and at most `pace` messages at a time. */
  async #roomFor({ count }: Messages, isAdding: boolean): Promise<void> {
    const { pace = DEFAULT_PACE } = this.#options;
    const most = isAdding ? pace : 0;
    while (this.#unanswered > 0 && this.#unanswered + count > most) await Promise.race(this.#answers);
  }

  /**
   * Sends a part. What a part changes that VPP has refused a piece of is read again.
   *
   * @param onSent if it is given, the part is taken for done as soon as all is sent: VPP carries out and answers in order.
   */
  async #sendPart(
    work: Work,
    messages: Messages,
    signal: AbortSignal | undefined,
    onSent: (() => void) | undefined,
  ): Promise<Outcome[]> {
    const { pace: window = DEFAULT_PACE } = this.#options;
    let isKept = false;
    const keep = () => {
      isKept = true;
      this.#keep(work);
      onSent?.();
    };
    const options = { window, ...(signal && { signal }), ...(onSent && { onSent: keep }) };
    const answer = this.#answered(
      this.#vpp.batch((batch) => messages.addTo(batch), options),
      messages,
    );
    const noted = answer.then(noop, noop).finally(() => this.#answers.delete(noted));
    this.#answers.add(noted);
    const outcomes = await answer;
    if (outcomes.every(({ ok }) => ok)) {
      if (!isKept) this.#keep(work);
      return outcomes;
    }
    return Promise.all(outcomes.map((each, at) => explainOutcome(this.#vpp, messages.operations[at]!, each)));
  }

  /** Takes the changes of the next part for done. */
  #keep(work: Work): void {
    const { changes, unknown } = work;
    work.stages.shift();
    work.messages.shift();
    const isSame = work.version === this.#version;
    changes.keep();
    changes.held.unlearn(unknown);
    this.#version++;
    // The parts that are left are checked again if VPP has refused something meanwhile.
    if (isSame) work.version = this.#version;
  }

  /** Returns the outcomes of a part that was sent. */
  async #answered(ended: Promise<readonly Outcome[]>, messages: Messages): Promise<Outcome[]> {
    this.#unanswered += messages.count;
    try {
      const outcomes = messages.outcomesOf(await ended);
      const failed = outcomes.filter(({ ok }) => !ok);
      if (failed.some((each) => !each.ok && each.error.effect === "unknown")) this.forget();
      else if (failed.length > 0) this.#doubt(doubtsOf(messages.operations));
      return outcomes;
    } finally {
      this.#unanswered -= messages.count;
    }
  }
}

function isAddition({ op }: CheckedOperation): boolean {
  return ADDITIONS.has(op);
}
