import { VppError, type VppErrorCode, type VppErrorDetails } from "../../errors.ts";

/** Why an operation must not, or cannot, be sent to this VPP. Its error is made when it is read. */
export class Refusal {
  readonly code: VppErrorCode;
  readonly text: string;
  readonly #details: VppErrorDetails;

  constructor(code: VppErrorCode, text: string, details: VppErrorDetails = {}) {
    this.code = code;
    this.text = text;
    this.#details = details;
  }

  get error(): VppError {
    return new VppError(this.code, this.text, this.#details);
  }
}

/** Returns `VPP_SRV6`: a value is no valid SID, policy or steering rule, or names what VPP does not have. */
export function invalid(text: string): Refusal {
  return new Refusal("VPP_SRV6", text);
}

/** Returns `VPP_HAZARD`: VPP does not survive the operation, or survives with state that is not what it shows. */
export function hazard(text: string): Refusal {
  return new Refusal("VPP_HAZARD", text);
}

/** @throws {VppError} the error of the refusal, if there is one. */
export function throwIf(refusal: Refusal | undefined): void {
  if (refusal !== undefined) throw refusal.error;
}

/**
 * Returns what a check returns. A check that fails because VPP cannot be asked sends nothing and proves nothing.
 *
 * @throws {VppError} with the code, the cause and the details of the failure, and effect `none`.
 */
export async function checking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (reason) {
    throw reason instanceof VppError ? uncheckedError(reason) : reason;
  }
}

function uncheckedError({ code, message, messageName, retval, retvalName, context, cause }: VppError): VppError {
  const known = Object.entries({ messageName, retval, retvalName, context }).filter(([, value]) => value !== undefined);
  const details = { ...Object.fromEntries(known), effect: "none", cause } as const;
  return new VppError(code, `not sent: a check could not be made: ${message}`, details);
}

/** Returns `VPP_ABORTED` for operations that are not sent, because the signal is aborted already. */
export function abortedBy({ reason }: AbortSignal): VppError {
  return new VppError("VPP_ABORTED", "not sent: aborted", { effect: "none", cause: reason });
}

/** @throws {VppError} `VPP_ABORTED`, effect `none`, if the signal is aborted already. */
export function requireRunning(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortedBy(signal);
}
