import { VppError, type VppErrorCode } from "../../errors.ts";

/** What says that an operation must not, or cannot, be sent to this VPP as it is. */
const REFUSALS: ReadonlySet<VppErrorCode> = new Set(["VPP_SRV6", "VPP_HAZARD", "VPP_MESSAGE_MISSING"]);

/** `VPP_SRV6`: a value that is no valid SID, policy or steering rule, or names what is not there. */
export function invalid(reason: string): VppError {
  return new VppError("VPP_SRV6", reason);
}

/** `VPP_HAZARD`: what VPP does not survive, or survives with state that is not what it shows. */
export function hazard(reason: string): VppError {
  return new VppError("VPP_HAZARD", reason);
}

/**
 * Gives what a check gives. When VPP cannot be asked what the check needs, the check has failed: nothing is known of what was
 * to be sent, and nothing was sent.
 *
 * @throws {VppError} with the code of the failure, effect `none` and the failure as its cause.
 */
export async function checking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (reason) {
    throw reason instanceof VppError ? uncheckedError(reason) : reason;
  }
}

/** Whether a check has found that something must not be sent; otherwise it could not be made. */
export function isRefusal(reason: unknown): reason is VppError {
  return reason instanceof VppError && REFUSALS.has(reason.code) && !unchecked.has(reason);
}

/** Failures of checks. A code alone does not say whether something was refused or not found out. */
const unchecked = new WeakSet<VppError>();

function uncheckedError(cause: VppError): VppError {
  if (unchecked.has(cause)) return cause;
  const { code, message, messageName, retval, retvalName, context } = cause;
  const known = Object.entries({ messageName, retval, retvalName, context }).filter(([, value]) => value !== undefined);
  const details = { ...Object.fromEntries(known), effect: "none", cause } as const;
  const error = new VppError(code, `not sent: a check could not be made: ${message}`, details);
  unchecked.add(error);
  return error;
}

/** @throws {VppError} `VPP_ABORTED`, effect `none`, if the signal is aborted already. */
export function requireRunning(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new VppError("VPP_ABORTED", "not sent: aborted", { effect: "none", cause: signal.reason });
}
