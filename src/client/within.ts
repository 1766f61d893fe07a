import { namingCaller, VppError } from "../errors.ts";
import { abortError, abortedBefore, type CallBounds, onAbort } from "./options.ts";
import { startTimer } from "./timer.ts";

/** Texts for what did not come in time; the time follows. */
export const NO_VERSION = "not sent: VPP's version of the message was not found";
export const NO_DEFINITIONS = "VPP's definitions were not found";
export const NO_CONNECTION = "not sent: no connection to VPP";

/** Returns the text for an answer that did not come in time. */
export function noAnswer(timeoutMs: number): string {
  return `no answer${inTime(timeoutMs)}`;
}

/** Returns the time in whole milliseconds: a wait may have shortened it. */
export function inTime(timeoutMs: number): string {
  return ` within ${Math.ceil(timeoutMs)} ms`;
}

/**
 * Waits, within the bounds of a call, for what the call needs before it can be sent.
 *
 * @param missing the text of the error when the time is over.
 * @returns the result of `work`, if it came in time.
 * @throws {VppError} `VPP_TIMEOUT` or `VPP_ABORTED` with effect `none`; whatever `work` throws.
 */
export async function within<T>(
  work: Promise<T>,
  messageName: string,
  bounds: Pick<CallBounds, "timeoutMs" | "signal">,
  missing: string,
): Promise<T> {
  try {
    return await whicheverIsFirst(work, messageName, bounds, missing);
  } catch (reason) {
    throw namingCaller(VppError.from(reason), within);
  }
}

function whicheverIsFirst<T>(
  work: Promise<T>,
  messageName: string,
  { timeoutMs, signal }: Pick<CallBounds, "timeoutMs" | "signal">,
  missing: string,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const deadline = performance.now() + timeoutMs;
    const stop = (): void => {
      clearTimeout(timer);
      stopListening();
    };
    const fail = (reason: unknown): void => {
      stop();
      reject(reason);
    };
    const late = (): void => fail(lateError(messageName, missing + inTime(timeoutMs)));
    const timer = startTimer(late, timeoutMs);
    const stopListening = onAbort(signal, (cause) => fail(abortError(messageName, cause, { effect: "none" })));
    const aborted = abortedBefore(signal, messageName);
    if (aborted !== undefined) fail(aborted);
    work.then((value) => {
      stop();
      // In a process that was busy, the result can come before the timer that is due.
      if (performance.now() < deadline) resolve(value);
      else late();
    }, fail);
  });
}

function lateError(messageName: string, text: string): VppError {
  return new VppError("VPP_TIMEOUT", `${messageName}: ${text}`, { effect: "none", messageName });
}

/** Returns the bounds of a call that has waited since `start`, on the clock of `performance`. */
export function boundsSince(start: number, bounds: CallBounds): CallBounds {
  return { ...bounds, timeoutMs: Math.max(0, bounds.timeoutMs - (performance.now() - start)) };
}
