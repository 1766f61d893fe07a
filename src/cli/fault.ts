import type { Fault } from "../simulator/index.ts";
import { UsageError, unknownName } from "./arguments/index.ts";
import { formatPairs } from "./output/index.ts";

/** The field of a fault that an argument sets, and how it is written. */
interface Argument {
  /** As the help shows it, in brackets when it may be missing. */
  readonly usage: string;
  readonly field: string;
  readonly parse: (text: string) => number | Uint8Array | undefined;
}

/** The form of a kind of fault on the command line. */
interface FaultForm {
  readonly argument: Argument;
  readonly summary: string;
  /** Whether it affects connections, not messages. */
  readonly isWithoutMessage?: true;
}

const MS: Argument = { usage: ":MS", field: "ms", parse: parseNumber };
const BYTES: Argument = { usage: ":BYTES", field: "bytes", parse: parseNumber };
const AFTER: Argument = { usage: "[:AFTER]", field: "after", parse: parseNumber };
const TIMES: Argument = { usage: "[:TIMES]", field: "times", parse: parseNumber };
const LENGTH: Argument = { usage: "[:LENGTH]", field: "length", parse: parseNumber };
const RETVAL: Argument = { usage: ":RETVAL", field: "retval", parse: parseSigned };
const HEX: Argument = { usage: "[:HEX]", field: "bytes", parse: parseHex };

const FORMS: Readonly<Record<Fault["kind"], FaultForm>> = {
  delay: { argument: MS, summary: "an answer comes MS later, and others overtake it" },
  drop: { argument: AFTER, summary: "an answer is lost, after AFTER others; its request is executed" },
  duplicate: { argument: AFTER, summary: "an answer comes twice" },
  reorder: { argument: AFTER, summary: "the answers of one turn of the event loop come in reverse order" },
  silence: { argument: AFTER, summary: "a request is neither executed nor answered" },
  retval: { argument: RETVAL, summary: "a request is not executed, and answered with RETVAL; needs @MESSAGE" },
  cut: { argument: BYTES, summary: "the connection ends after BYTES of an answer's frame" },
  fragment: { argument: BYTES, summary: "an answer comes in pieces of BYTES" },
  coalesce: { argument: MS, summary: "the answers of MS milliseconds come in one write" },
  "wrong-context": { argument: AFTER, summary: "an answer has a context that no request has" },
  "wrong-client": { argument: AFTER, summary: "an answer goes to another client" },
  end: { argument: AFTER, summary: "the connection ends in place of an answer, after AFTER others" },
  reset: { argument: AFTER, summary: "the connection breaks off in place of an answer, after AFTER others" },
  restart: { argument: AFTER, summary: "VPP restarts in place of an answer, with other message ids and no state" },
  busy: { argument: MS, summary: "VPP reads and answers nothing for MS before it executes a request" },
  garbage: { argument: HEX, summary: "bytes that are no frame come in place of an answer" },
  "garbage-length": { argument: LENGTH, summary: "the frame of an answer states a wrong length" },
  refuse: { argument: TIMES, summary: "registration is refused", isWithoutMessage: true },
  "slow-reader": { argument: BYTES, summary: "VPP reads BYTES in each turn of the event loop", isWithoutMessage: true },
};

/** A line for each kind of fault. */
export const FAULTS_HELP: string = formatPairs(
  Object.entries(FORMS).map(([kind, { argument, summary }]) => [`  ${kind}${argument.usage}`, summary]),
);

/**
 * Reads a fault, as `NAME[:ARG][@MESSAGE[,MESSAGE...]]`.
 *
 * @throws {UsageError} when it is none, with the names that come near.
 */
export function parseFault(text: string): Fault {
  const {
    kind = "",
    argument,
    message,
  } = /^(?<kind>[^:@]*)(:(?<argument>[^@]*))?(@(?<message>.*))?$/s.exec(text)!.groups!;
  if (!isKind(kind)) throw new UsageError(`--fault: ${unknownName("fault", kind, Object.keys(FORMS))}`);
  const form = FORMS[kind];
  if (form.isWithoutMessage && message !== undefined)
    throw new UsageError(`--fault ${text}: this fault takes no @MESSAGE`);
  const value = parseArgument(text, form.argument, argument);
  const fields = value === undefined ? {} : { [form.argument.field]: value };
  // Each kind's form names a field of it, and its argument is there when the field must be.
  return { kind, ...fields, ...(message === undefined ? {} : { message: parseMessages(message) }) } as Fault;
}

function parseMessages(text: string): string | string[] {
  return text.includes(",") ? text.split(",") : text;
}

function isKind(kind: string): kind is Fault["kind"] {
  return Object.hasOwn(FORMS, kind);
}

function parseArgument(
  text: string,
  { usage, parse }: Argument,
  argument: string | undefined,
): number | Uint8Array | undefined {
  if (argument === undefined && usage.startsWith("[")) return undefined;
  const value = argument ? parse(argument) : undefined;
  if (value === undefined)
    throw new UsageError(`--fault ${text}: ${usage.replace(/\W/g, "")} is expected after the name`);
  return value;
}

function parseNumber(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function parseSigned(text: string): number | undefined {
  return /^-?\d+$/.test(text) ? Number(text) : undefined;
}

function parseHex(text: string): Uint8Array | undefined {
  return /^([0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, "hex") : undefined;
}
