import { constants } from "node:os";
import { VppError, type VppErrorCode } from "../errors.ts";
import { UsageError } from "./arguments/index.ts";

/** What the command's exit code tells. A command that was interrupted by a signal adds the signal's number to 128. */
export const EXIT = {
  done: 0,
  /** VPP refused, or holds something else than what was applied, verified or planned on. */
  answeredNo: 1,
  badInput: 2,
  /** No connection, or it was lost. */
  notConnected: 3,
  /** No answer, or only partly done. */
  unfinished: 4,
} as const;

/** One of `EXIT`, or 128 and a signal's number. */
export type ExitCode = number;

const OF_ERROR: Readonly<Record<VppErrorCode, ExitCode>> = {
  VPP_ADDRESS: EXIT.badInput,
  VPP_FIELD_RANGE: EXIT.badInput,
  VPP_JSON: EXIT.badInput,
  VPP_SCHEMA: EXIT.badInput,
  VPP_HAZARD: EXIT.badInput,
  VPP_SRV6: EXIT.badInput,
  VPP_DOCUMENT: EXIT.badInput,
  VPP_FILE: EXIT.badInput,
  VPP_STALE: EXIT.answeredNo,
  VPP_RETVAL: EXIT.answeredNo,
  VPP_MESSAGE_MISSING: EXIT.answeredNo,
  VPP_FIELD_MISSING: EXIT.answeredNo,
  VPP_NO_EVAL: EXIT.answeredNo,
  VPP_NOT_CONVERGED: EXIT.answeredNo,
  VPP_CONNECT: EXIT.notConnected,
  VPP_CONNECTION_LOST: EXIT.notConnected,
  VPP_CLOSED: EXIT.notConnected,
  VPP_FRAME: EXIT.notConnected,
  VPP_WIRE_RANGE: EXIT.notConnected,
  VPP_TIMEOUT: EXIT.unfinished,
  VPP_NO_REPLY: EXIT.unfinished,
  VPP_ABORTED: EXIT.unfinished,
  VPP_OVERLOADED: EXIT.unfinished,
  VPP_DUMP_OVERFLOW: EXIT.unfinished,
  VPP_EVENT_OVERFLOW: EXIT.unfinished,
  VPP_STALE_VIEW: EXIT.unfinished,
};

/** The exit code after an error; undefined for one that only a mistake in this program can raise. */
export function exitCodeOf(error: unknown): ExitCode | undefined {
  if (error instanceof UsageError) return EXIT.badInput;
  return error instanceof VppError ? OF_ERROR[error.code] : undefined;
}

/** The exit code that shells expect of a program that a signal ended: 130 for SIGINT. */
export function exitCodeOfSignal(name: NodeJS.Signals): ExitCode {
  return 128 + constants.signals[name];
}
