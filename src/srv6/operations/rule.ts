import type { Fact, Held, Transaction } from "../held/index.ts";
import type { CheckedOf, Operation, OperationOf, Refusal, TableName } from "../values/index.ts";
import { describeTable, hazard, invalid } from "../values/index.ts";

/** The rule of each operation. */
export type Rules = { readonly [Op in Operation["op"]]: Rule<OperationOf<Op>, CheckedOf<Op>> };

/** The check of operations of one kind, and the changes that they make. */
export interface Rule<Op, Checked> {
  /** The facts of VPP that the check reads. */
  readonly needs: readonly Fact[] | ((operation: Op) => readonly Fact[]);
  /**
   * Returns the operation with the entries that it names, or a refusal that holds also without guards. Left out where there is
   * nothing to find and no value to check.
   */
  resolve?(held: Held, operation: Op): Checked | Refusal;
  /** Return a refusal if VPP must not get the operation. Not called for an unguarded `Srv6`. */
  readonly guards: readonly Guard<Checked>[];
  /** Makes the changes of the operation in the held state. */
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
