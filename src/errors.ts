import { printable, printableReply } from "./printable.ts";

/**
 * What went wrong, as a stable word; `docs/errors.md` says what to do. Match on this rather than on the class: two copies of a
 * package in one process break `instanceof`, not strings.
 */
export type VppErrorCode =
  /** A text is no address, prefix or MAC address. */
  | "VPP_ADDRESS"
  /** A value does not fit the field, argument or option that it was given for. Nothing was sent. */
  | "VPP_FIELD_RANGE"
  /** A received message is shorter than its definition says. */
  | "VPP_WIRE_RANGE"
  /** The peer sent bytes that cannot be VPP's socket protocol; the connection is closed. */
  | "VPP_FRAME"
  /** A JSON value does not describe a message. */
  | "VPP_JSON"
  /** An API definition cannot be read. */
  | "VPP_SCHEMA"
  /** No connection: no process listens, access is denied, or the peer does not speak the VPP API. */
  | "VPP_CONNECT"
  /** There is no connection, or it ended before the answer. */
  | "VPP_CONNECTION_LOST"
  /** The client is closed. */
  | "VPP_CLOSED"
  /** No answer within the call's deadline. */
  | "VPP_TIMEOUT"
  /** VPP answered later requests and not this one: it drops requests that it cannot read or handle. */
  | "VPP_NO_REPLY"
  /** The caller's signal ended the call. */
  | "VPP_ABORTED"
  /** More bytes wait for VPP than `maxQueuedBytes` allows. */
  | "VPP_OVERLOADED"
  /** More bytes of a dump wait for the caller than `maxBufferedBytes` allows. */
  | "VPP_DUMP_OVERFLOW"
  /** A field of a view was read after the step of the dump that the view belongs to. */
  | "VPP_STALE_VIEW"
  /** More events wait for the caller than `maxQueued` allows. */
  | "VPP_EVENT_OVERFLOW"
  /** This VPP does not have the message, or has another version of it. */
  | "VPP_MESSAGE_MISSING"
  /** This VPP's version of a message has no place for a value. Nothing was sent. */
  | "VPP_FIELD_MISSING"
  /** A codec has to be compiled, and this process forbids code from strings. */
  | "VPP_NO_EVAL"
  /** VPP answered with a negative return value. */
  | "VPP_RETVAL"
  /** The request is known to crash VPP or to corrupt its state. Nothing was sent. */
  | "VPP_HAZARD"
  /** An SRv6 value that is no valid SID, policy or steering rule. */
  | "VPP_SRV6"
  /** A desired-state document is not valid. */
  | "VPP_DOCUMENT"
  /** A file cannot be written, is not replaced since this library did not make it, or is no recording. */
  | "VPP_FILE"
  /** VPP no longer holds what a plan was made of. Nothing was sent. */
  | "VPP_STALE"
  /** What was applied is not what VPP shows afterwards. */
  | "VPP_NOT_CONVERGED"
  /** The compiled part of the package is missing, or cannot be loaded. */
  | "VPP_NATIVE"
  /** VPP's shared memory is not used, or no longer: the text says why. The socket serves all calls. */
  | "VPP_SHARED_MEMORY"
  /** VPP's statistics have a layout that cannot be read. */
  | "VPP_STATS"
  /** VPP changed its statistics without a pause during every attempt to read them. */
  | "VPP_STATS_BUSY"
  /** A bug of this library. The cause is what was thrown. */
  | "VPP_INTERNAL";

/** What became of the request: `none`, it was not sent; `unknown`, VPP may have carried it out; `rejected`, VPP refused it. */
export type VppErrorEffect = "none" | "unknown" | "rejected";

/** What an error holds beyond its text. */
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
  /** What VPP's command line printed before and with its error, as it came. */
  readonly reply?: string;
  /** What led to this error. Of a `DOMException`, as in a signal that was aborted without a reason, a copy without stack is kept. */
  readonly cause?: unknown;
}

/** The details that an error has, and Node.js prints, where they are known. */
const KNOWN = ["messageName", "retval", "retvalName"] as const;

/** The details that an error has, and Node.js does not print. */
const HIDDEN = ["context", "reply"] as const;

/** The effect of each code of a call that was sent; with all others nothing was sent. */
const EFFECTS: { readonly [code in VppErrorCode]?: VppErrorEffect } = {
  VPP_WIRE_RANGE: "unknown",
  VPP_CONNECTION_LOST: "unknown",
  VPP_TIMEOUT: "unknown",
  VPP_ABORTED: "unknown",
  VPP_NO_REPLY: "unknown",
  VPP_NOT_CONVERGED: "unknown",
  VPP_INTERNAL: "unknown",
  VPP_RETVAL: "rejected",
};

/**
 * Every error of this library. Its message holds no control characters, whatever it quotes, but line breaks; a text of VPP's
 * command line keeps its tabs. Details that are not known are no own properties: Node.js prints those of an uncaught error.
 */
export class VppError extends Error {
  readonly code: VppErrorCode;
  /** What became of the request. */
  readonly effect: VppErrorEffect;
  declare readonly messageName: string | undefined;
  declare readonly retval: number | undefined;
  declare readonly retvalName: string | undefined;
  /** Not enumerable: it is for a comparison with a trace, and no page of an error is better for it. */
  declare readonly context: number | undefined;
  /** What VPP's command line printed, as it came. Not enumerable: the message has it too. */
  declare readonly reply: string | undefined;

  constructor(code: VppErrorCode, message: string, details: VppErrorDetails = {}) {
    const text = code === "VPP_RETVAL" ? printableReply(message) : printable(message, "\n");
    const cause = details.cause instanceof DOMException ? withoutFrames(details.cause) : details.cause;
    super(text, cause === undefined ? undefined : { cause });
    this.code = code;
    this.effect = details.effect ?? EFFECTS[code] ?? "none";
    for (const name of KNOWN) if (details[name] !== undefined) Object.assign(this, { [name]: details[name] });
    for (const name of HIDDEN) {
      if (details[name] !== undefined) Object.defineProperty(this, name, { value: details[name] });
    }
  }

  /**
   * Returns a `VppError` as it is, and anything else that was thrown as the cause of a `VPP_INTERNAL`, which has its stack: no
   * code of ours throws anything else on purpose.
   *
   * @param details of a `VPP_INTERNAL`, as far as they are known.
   */
  static from(reason: unknown, details: Omit<VppErrorDetails, "cause"> = {}): VppError {
    if (reason instanceof VppError) return reason;
    const place = details.messageName === undefined ? "" : `${details.messageName}: `;
    const error = new VppError("VPP_INTERNAL", `${place}${errorText(reason)}`, { ...details, cause: reason });
    const frames = reason instanceof Error ? reason.stack?.match(/^ {4}at .*/ms)?.[0] : undefined;
    if (frames !== undefined) error.stack = `${error.name}: ${error.message}\n${frames}`;
    return error;
  }

  /** Always `VppError`, also in programs whose names were shortened. */
  override get name(): string {
    return "VppError";
  }
}

/** A method whose caller the stack of an error names. */
export type Method = (...all: never[]) => unknown;

/**
 * Lets the stack of an error begin at the caller of a method, which must be running. A bug of this library keeps its own stack.
 *
 * @returns the error.
 */
export function namingCaller(error: VppError, method: Method): VppError {
  if (error.code !== "VPP_INTERNAL") Error.captureStackTrace(error, method);
  return error;
}

/** Of calls that fail at once, only so many get a stack: 50 000 stacks take longer than all else at the loss of a connection. */
export const MAX_STACKS = 1000;

/** The number of stacks that are about to be made. */
let stacks = 0;

/** Rejects with an error whose stack names the line that waits for a call. For the call's promise to follow. */
export function rejection(error: VppError): Promise<never> {
  // An async function that throws at once takes longer.
  return stacks < MAX_STACKS ? rejectNamingCaller(error) : Promise.reject(error);
}

/**
 * V8 finds the async functions that wait along promises with one reaction each, from the promise of the microtask that runs.
 * The call's promise follows this one after one microtask, so the stack is made after two.
 */
async function rejectNamingCaller(error: VppError): Promise<never> {
  stacks++;
  await undefined;
  await undefined;
  stacks--;
  throw namingCaller(error, rejectNamingCaller);
}

/** Makes errors without a stack, which takes most of the time, where it would show only functions of this library. */
export function withoutStack<T>(make: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** Returns the reason of a signal without its stack, which takes up to ten lines and has mostly functions of Node.js. */
function withoutFrames({ message, name }: DOMException): DOMException {
  return withoutStack(() => new DOMException(message, name));
}

/** Returns the text of anything that was thrown. */
export function errorText(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
