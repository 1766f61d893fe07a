import type { Outcome } from "../client/index.ts";
import type { VppError } from "../errors.ts";

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
  send(options?: { readonly signal?: AbortSignal }): Promise<SentPart>;
}

/** The outcome of each operation of a part, or `moved`: nothing was sent. */
export type SentPart = { readonly moved: false; readonly outcomes: Outcome[] } | { readonly moved: true };

/** The operation that must not, or cannot, be sent, and the reason. */
export interface CheckRefusal {
  readonly ok: false;
  /** The place of the operation, counted over all stages. */
  readonly operation: number;
  readonly error: VppError;
}
