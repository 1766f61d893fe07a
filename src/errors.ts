import { printable, printableReply } from "./printable.ts";

/**
 * What went wrong, as a stable word. Match on this rather than on the class: two copies of a package in one process
 * break `instanceof`, not strings.
 */
export type VppErrorCode =
  /** A text is no address, prefix or MAC address. */
  | "VPP_ADDRESS"
  /** A value does not fit the field of the message it was given for. Nothing was sent. */
  | "VPP_FIELD_RANGE"
  /** A received message is shorter than its definition says. */
  | "VPP_WIRE_RANGE"
  /** The peer sent bytes that cannot be VPP's socket protocol; the connection is closed. */
  | "VPP_FRAME"
  /** A JSON value does not describe a message. */
  | "VPP_JSON"
  /** An API definition cannot be read. */
  | "VPP_SCHEMA"
  /** No connection: nobody listens, access is denied, or whoever listens does not answer as VPP does. */
  | "VPP_CONNECT"
  /** The connection ended with the call on its way. */
  | "VPP_CONNECTION_LOST"
  /** The client is closed. */
  | "VPP_CLOSED"
  /** No answer within the call's deadline. */
  | "VPP_TIMEOUT"
  /** VPP went on to later requests without an answer to this one: it drops what it cannot read or handle. */
  | "VPP_NO_REPLY"
  /** The caller's signal ended the call. */
  | "VPP_ABORTED"
  /** More bytes wait for VPP than `maxQueuedBytes` allows. */
  | "VPP_OVERLOADED"
  /** More bytes of a dump wait for the caller than `maxBufferedBytes` allows. */
  | "VPP_DUMP_OVERFLOW"
  /** A view of details was asked for a field after the next step. */
  | "VPP_STALE_VIEW"
  /** More events wait for the caller than `maxQueued` allows. */
  | "VPP_EVENT_OVERFLOW"
  /** This VPP does not have the message, or has another version of it. */
  | "VPP_MESSAGE_MISSING"
  /** This VPP's version of a message has no place for a value. Nothing was sent. */
  | "VPP_FIELD_MISSING"
  /** A codec would have to be compiled, where code from strings is forbidden. */
  | "VPP_NO_EVAL"
  /** VPP answered with a negative return value. */
  | "VPP_RETVAL"
  /** Refused before it was sent, because it would hurt VPP. */
  | "VPP_HAZARD"
  /** An SRv6 value that is no valid SID, policy or steering rule. */
  | "VPP_SRV6"
  /** A desired-state document is not valid. */
  | "VPP_DOCUMENT"
  /** A file cannot be written, or is not replaced since this library did not make it. */
  | "VPP_FILE"
  /** VPP no longer holds what a plan was made of. Nothing was sent. */
  | "VPP_STALE"
  /** What was applied is not what VPP shows afterwards. */
  | "VPP_NOT_CONVERGED";

/**
 * What became of the request: never written, perhaps carried out, or turned down by VPP.
 */
export type VppErrorEffect = "none" | "unknown" | "rejected";

/** What an error can tell beyond its text. */
export interface VppErrorDetails {
  /** Where it is not what the code says: see `VppError.effect`. */
  readonly effect?: VppErrorEffect;
  /** VPP's name of the message concerned, e.g. `sr_policy_add`. */
  readonly messageName?: string;
  /** VPP's return value, negative. */
  readonly retval?: number;
  /** The name of `retval` for this message, e.g. `NO_SUCH_ENTRY`. */
  readonly retvalName?: string;
  /** The context of the call on the wire. */
  readonly context?: number;
  /** What led to this error. */
  readonly cause?: unknown;
}

/** The codes of calls that had left, or that VPP answered; with all others nothing was sent. */
const EFFECTS: { readonly [code in VppErrorCode]?: VppErrorEffect } = {
  VPP_WIRE_RANGE: "unknown",
  VPP_CONNECTION_LOST: "unknown",
  VPP_TIMEOUT: "unknown",
  VPP_ABORTED: "unknown",
  VPP_NO_REPLY: "unknown",
  VPP_NOT_CONVERGED: "unknown",
  VPP_RETVAL: "rejected",
};

/**
 * Every error of this library. Its message commands no terminal, whatever it quotes; it can have lines, and what VPP's command
 * line answers keeps its tabs.
 */
export class VppError extends Error {
  readonly code: VppErrorCode;
  /** What became of the request. */
  readonly effect: VppErrorEffect;
  readonly messageName: string | undefined;
  readonly retval: number | undefined;
  readonly retvalName: string | undefined;
  readonly context: number | undefined;

  constructor(code: VppErrorCode, message: string, details: VppErrorDetails = {}) {
    const text = code === "VPP_RETVAL" ? printableReply(message) : printable(message, "\n");
    super(text, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.effect = details.effect ?? EFFECTS[code] ?? "none";
    this.messageName = details.messageName;
    this.retval = details.retval;
    this.retvalName = details.retvalName;
    this.context = details.context;
  }

  override get name(): string {
    return "VppError";
  }
}

/** Makes errors without a stack: for many calls that end for one reason, which has a stack of its own. */
export function withoutStack<T>(make: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** The text of anything thrown. */
export function errorText(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
