import type { Fact, Held, Transaction } from "../held/index.ts";
import { describeTable, hazard, invalid, type Refusal, type TableName } from "../values/index.ts";
/** How an operation is checked before it is sent, and what it changes. */
export interface Rule<Op, Checked = Op> {
  /** What must be known of VPP. */
  readonly needs: readonly Fact[] | ((operation: Op) => readonly Fact[]);
  /**
   * Returns the operation with what it names, or why VPP cannot do it, which no option allows. Left out where an operation is
   * checked as it is.
   */
  resolve?(held: Held, operation: Op): Checked | Refusal;
  /** Return why VPP must not be asked for the operation, if so. Not called without guards. */
  readonly guards: readonly Guard<Checked>[];
  /** Makes the changes of the operation in what is held. */
  effect?(to: Transaction, checked: Checked): void;
}

/** A method's type: a table of rules can hold guards of all kinds of operations then. */
type Guard<Checked> = { guard(held: Held, checked: Checked): Refusal | undefined }["guard"];

/** Returns a refusal for a table that is not there. */
export function noTable(subject: string, table: TableName): Refusal {
  return hazard(`${subject}: there is no ${describeTable(table)}, and VPP may crash looking for it`);
}

/** Returns a refusal for an interface that is not there. */
export function noInterface(subject: string, swIfIndex: number): Refusal {
  return invalid(`${subject}: there is no interface ${swIfIndex}`);
}
