import { constants } from "node:os";
import { VppError, type VppErrorCode } from "../errors.ts";
import { UsageError } from "./arguments/index.ts";

/** The exit codes of the command. After an interruption by a signal it is 128 plus the signal's number. */
export const EXIT = {
  done: 0,
  /**
   * VPP refused, or holds another state than was applied, verified or planned for; or a comparison found differences; or
   * `--strict` found a warning.
   */
  refused: 1,
  badInput: 2,
  /** No connection, or it was lost. */
  notConnected: 3,
  /** No answer, or only partly done. */
  unfinished: 4,
  /** With `plan --exit-code`: there is something to do. */
  somethingToDo: 5,
} as const;

/** One of `EXIT`, or 128 and a signal's number. */
export type ExitCode = number;

const OF_ERROR: Readonly<Record<VppErrorCode, ExitCode | undefined>> = {
  VPP_ADDRESS: EXIT.badInput,
  VPP_FIELD_RANGE: EXIT.badInput,
  VPP_JSON: EXIT.badInput,
  VPP_SCHEMA: EXIT.badInput,
  VPP_HAZARD: EXIT.badInput,
  VPP_SRV6: EXIT.badInput,
  VPP_DOCUMENT: EXIT.badInput,
  VPP_FILE: EXIT.badInput,
  VPP_STALE: EXIT.refused,
  VPP_RETVAL: EXIT.refused,
  VPP_MESSAGE_MISSING: EXIT.refused,
  VPP_FIELD_MISSING: EXIT.refused,
  VPP_NO_EVAL: EXIT.refused,
  VPP_NOT_CONVERGED: EXIT.refused,
  VPP_CONNECT: EXIT.notConnected,
  VPP_CONNECTION_LOST: EXIT.notConnected,
  VPP_CLOSED: EXIT.notConnected,
  VPP_FRAME: EXIT.notConnected,
  VPP_WIRE_RANGE: EXIT.notConnected,
  VPP_NATIVE: EXIT.notConnected,
  VPP_SHARED_MEMORY: EXIT.notConnected,
  VPP_STATS: EXIT.notConnected,
  VPP_TIMEOUT: EXIT.unfinished,
  VPP_NO_REPLY: EXIT.unfinished,
  VPP_ABORTED: EXIT.unfinished,
  VPP_OVERLOADED: EXIT.unfinished,
  VPP_DUMP_OVERFLOW: EXIT.unfinished,
  VPP_EVENT_OVERFLOW: EXIT.unfinished,
  VPP_STALE_VIEW: EXIT.unfinished,
  VPP_STATS_BUSY: EXIT.unfinished,
  VPP_INTERNAL: undefined,
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
