import { MAX_STACKS, namingCaller, type VppError } from "../../errors.ts";

/** How one request of a batch ended. */
export type Outcome<Reply = unknown> =
  | { readonly ok: true; readonly reply: Reply }
  | { readonly ok: false; readonly error: VppError };

declare const REPLY: unique symbol;

/** The place of a request in its batch, as a number; the type of its reply exists for the compiler only. */
export type Ticket<Reply> = number & { readonly [REPLY]: Reply };

/** The outcomes of a batch, in the order in which its requests were added. */
export interface Outcomes extends Array<Outcome> {
  /** Returns the outcome of one request, typed by its reply. */
  of<Reply>(ticket: Ticket<Reply>): Outcome<Reply>;
}

/** Not enumerable: the outcomes print and compare as an array. */
const OF: PropertyDescriptor = {
  value(this: Outcome[], ticket: number): Outcome | undefined {
    return this[ticket];
  },
};

/** Returns the outcomes, as `rejection` rejects: the stacks of their errors name the line that waits for the batch. */
export async function outcomesNamingCaller(outcomes: Outcome[]): Promise<Outcomes> {
  await undefined;
  await undefined;
  const failed = outcomes.filter((outcome) => !outcome.ok);
  for (const { error } of failed.slice(0, MAX_STACKS)) namingCaller(error, outcomesNamingCaller);
  return typedOutcomes(outcomes);
}

/** Gives an array of outcomes its `of`. A subclass of Array takes twice the time and memory (CLIENT-1). */
export function typedOutcomes(outcomes: Outcome[]): Outcomes {
  return Object.defineProperty(outcomes, "of", OF) as Outcomes;
}
