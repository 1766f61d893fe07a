import { parseArgs } from "node:util";
import { UsageError } from "./usage-error.ts";

/** A command line that is parsed, but not yet checked against its command. */
export interface CommandLine {
  /** The command's name and its operands. */
  readonly positionals: readonly string[];
  readonly socketPath: string | undefined;
  /** Undefined without `--wait`. */
  readonly waitMs: number | undefined;
  readonly isJson: boolean;
  readonly wantsHelp: boolean;
  readonly wantsVersion: boolean;
  /** Options that only some commands take. */
  readonly values: CommandValues;
}

/** The values of options that only some commands take; `Command.options` names those of each. */
export type CommandValues = {
  readonly [Name in keyof typeof COMMAND_OPTIONS]?: (typeof COMMAND_OPTIONS)[Name] extends { multiple: true }
    ? readonly string[]
    : (typeof COMMAND_OPTIONS)[Name] extends { type: "boolean" }
      ? boolean
      : string;
};

const COMMAND_OPTIONS = {
  input: { type: "string" },
  output: { type: "string", short: "o" },
  modules: { type: "string" },
  include: { type: "string" },
  "import-extension": { type: "string" },
  release: { type: "string" },
  "shuffle-ids": { type: "string" },
  fault: { type: "string", multiple: true },
  "stats-socket": { type: "string" },
  format: { type: "string" },
  table: { type: "string" },
  api: { type: "string" },
  template: { type: "boolean" },
  timeout: { type: "string" },
  fields: { type: "string" },
  "exit-code": { type: "boolean" },
  force: { type: "boolean" },
  "no-interrupt": { type: "boolean" },
  strict: { type: "boolean" },
  config: { type: "string" },
  server: { type: "string" },
  gobgp: { type: "string" },
  headend: { type: "string", multiple: true },
  "dry-run": { type: "boolean" },
  color: { type: "string" },
  endpoint: { type: "string" },
  distinguisher: { type: "string" },
  all: { type: "boolean" },
  metrics: { type: "string" },
  until: { type: "string" },
  te: { type: "boolean" },
  interval: { type: "string" },
  prometheus: { type: "boolean" },
  listen: { type: "string" },
  follow: { type: "boolean" },
  last: { type: "boolean" },
  from: { type: "string" },
  "local-sids": { type: "string" },
} as const;

const OPTIONS = {
  socket: { type: "string" },
  wait: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
  ...COMMAND_OPTIONS,
} as const;

/**
 * Reads a command line. Options may stand anywhere; `--` ends them.
 *
 * @throws {UsageError} on an unknown option, or a value that is none.
 */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const { positionals, values: given } = parse(argv);
  const { socket, wait, json = false, help = false, version = false, ...values } = given;
  return {
    positionals,
    socketPath: parseSocket(socket),
    waitMs: parseWait(wait),
    isJson: json,
    wantsHelp: help,
    wantsVersion: version,
    values,
  };
}

/**
 * Compares the options that were given with those that a command takes.
 *
 * @throws {UsageError} naming the one that it does not take.
 */
export function checkOptions(command: string, taken: readonly string[], given: CommandValues): void {
  const other = Object.keys(given).find((name) => !taken.includes(name));
  if (other !== undefined) throw new UsageError(`${command}: no option --${other} (see tsvpp ${command} --help)`);
}

/**
 * Compares the operands of a command with those that its usage line asks for.
 *
 * @throws {UsageError} naming the one that is missing or too many.
 */
export function checkOperands(command: string, usage: readonly string[], given: readonly string[]): void {
  const refuse = (text: string): never => {
    throw new UsageError(`${command}: ${text} (see tsvpp ${command} --help)`);
  };
  const missing = usage.filter((operand) => !operand.startsWith("["))[given.length];
  if (missing !== undefined) refuse(`${missing.replace("...", "")} is missing`);
  const takesAny = /\.\.\.\]?$/.test(usage.at(-1) ?? "");
  if (!takesAny && given.length > usage.length) refuse(`one argument too many: ${given[usage.length]}`);
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // The first sentence says what is wrong, the others guess at what was meant.
    throw new UsageError((error as Error).message.split(/\.\s/, 1)[0]!);
  }
}

function parseSocket(path: string | undefined): string | undefined {
  if (path === "") throw new UsageError("--socket: a path is expected");
  return path;
}

function parseWait(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (text === "forever") return Number.POSITIVE_INFINITY;
  const seconds = text.trim() === "" ? Number.NaN : Number(text);
  if (seconds >= 0) return seconds * 1000;
  throw new UsageError(`--wait ${text}: a number of seconds is expected, or forever`);
}
