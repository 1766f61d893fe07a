import { srLocalsidAddDelV2 } from "../../binapi/sr.ts";
import type { Batch, Outcome, Ticket } from "../../client/index.ts";
import { errorText } from "../../errors.ts";
import type { Input, Message, MessageTable, Request } from "../../wire/index.ts";
import { type CheckedOperation, Refusal } from "../values/index.ts";
import { addMessages } from "./operations.ts";
import { withMeaning } from "./retval.ts";

/** The messages of operations that are sent together. Most operations take one. */
export class Messages implements Batch {
  readonly operations: readonly CheckedOperation[];
  readonly #messages: Request<unknown, unknown>[] = [];
  readonly #fields: Input<unknown>[] = [];
  /** How many there are before those of each operation, and in all. */
  readonly #starts: Uint32Array;

  constructor(operations: readonly CheckedOperation[]) {
    this.operations = operations;
    this.#starts = new Uint32Array(operations.length + 1);
    for (let at = 0; at < operations.length; at++) {
      addMessages(operations[at]!, this);
      this.#starts[at + 1] = this.#messages.length;
    }
  }

  /** How many messages there are. */
  get count(): number {
    return this.#messages.length;
  }

  add<T, Reply>(message: Request<T, Reply>, fields: Input<T>): Ticket<Reply> {
    // The message fits its fields; their type is not known from here on.
    this.#messages.push(message as Request<unknown, unknown>);
    return (this.#fields.push(fields as Input<unknown>) - 1) as Ticket<Reply>;
  }

  /** Returns the first operation that takes a message which VPP does not have, and the error, if there is one. */
  missingIn(table: MessageTable): { readonly operation: number; readonly refusal: Refusal } | undefined {
    for (const message of new Set(this.#messages)) {
      try {
        table.versionOf(message);
      } catch (reason) {
        const at = this.#messages.indexOf(message);
        return { operation: this.#starts.findLastIndex((start) => start <= at), refusal: missing(message, reason) };
      }
    }
    return undefined;
  }

  addTo(batch: Batch): void {
    for (let at = 0; at < this.#messages.length; at++) batch.add(this.#messages[at]!, this.#fields[at]!);
  }

  /** Returns how the operations ended, each as the first of its messages that failed. */
  outcomesOf(outcomes: readonly Outcome[]): Outcome[] {
    const all = new Array<Outcome>(this.operations.length);
    for (let at = 0; at < all.length; at++) all[at] = outcomeOf(outcomes, this.#starts[at]!, this.#starts[at + 1]!);
    return all;
  }
}

function outcomeOf(outcomes: readonly Outcome[], start: number, end: number): Outcome {
  for (let at = start; at < end; at++) {
    const outcome = outcomes[at]!;
    if (!outcome.ok) return { ok: false, error: withMeaning(outcome.error) };
  }
  return outcomes[start]!;
}

/** Returns the refusal for a message that VPP does not have, naming one that it has instead. */
function missing({ name: messageName }: Message<unknown>, reason: unknown): Refusal {
  const text = messageName === srLocalsidAddDelV2.name ? `${messageName}: ${NEEDS_26_06}` : errorText(reason);
  return new Refusal("VPP_MESSAGE_MISSING", text, { messageName });
}

const NEEDS_26_06 =
  "a prefix length, or the End SID of a uA, needs VPP 26.06 or later; for a uA without its End SID, set endSid: false";
