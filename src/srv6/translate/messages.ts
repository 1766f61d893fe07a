import { srLocalsidAddDelV2 } from "../../binapi/sr.ts";
import type { Batch, Outcome, Ticket } from "../../client/index.ts";
import { VppError } from "../../errors.ts";
import type { Input, Message, MessageTable, Request } from "../../wire/index.ts";
import type { CheckedOperation } from "../values/index.ts";
import { addMessages } from "./operations.ts";
import { withMeaning } from "./retval.ts";

/** The messages of operations, most of which take one. */
export class Messages implements Batch {
  readonly #messages: Request<unknown, unknown>[] = [];
  readonly #fields: Input<unknown>[] = [];
  /** How many there are before those of each operation, and in all. */
  readonly #starts: Uint32Array;

  constructor(operations: readonly CheckedOperation[]) {
    this.#starts = new Uint32Array(operations.length + 1);
    for (let at = 0; at < operations.length; at++) {
      addMessages(operations[at]!, this);
      this.#starts[at + 1] = this.#messages.length;
    }
  }

  add<T, Reply>(message: Request<T, Reply>, fields: Input<T>): Ticket<Reply> {
    // They fit each other, of whatever type they are; that is forgotten from here on.
    this.#messages.push(message as Request<unknown, unknown>);
    return (this.#fields.push(fields as Input<unknown>) - 1) as Ticket<Reply>;
  }

  /** @throws {VppError} `VPP_MESSAGE_MISSING` for a message that VPP does not have, naming one that it has instead. */
  require(table: MessageTable): void {
    for (const message of new Set(this.#messages)) requireMessage(table, message);
  }

  /** Adds all to a batch. */
  addTo(batch: Batch): void {
    for (let at = 0; at < this.#messages.length; at++) batch.add(this.#messages[at]!, this.#fields[at]!);
  }

  /** How the operations ended, each as the first of its messages that failed. */
  outcomesOf(outcomes: readonly Outcome[]): Outcome[] {
    const all = new Array<Outcome>(this.#starts.length - 1);
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

function requireMessage(table: MessageTable, message: Message<unknown>): void {
  try {
    table.versionOf(message);
  } catch (cause) {
    if (message.name !== srLocalsidAddDelV2.name) throw cause;
    const text =
      "VPP has prefix lengths of local SIDs from 26.06 on, and so the End SID of a uA (endSid: false is without)";
    throw new VppError("VPP_MESSAGE_MISSING", `${message.name}: ${text}`, { messageName: message.name, cause });
  }
}
