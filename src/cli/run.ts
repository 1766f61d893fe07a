import { VppError } from "../errors.ts";
import {
  type CommandLine,
  checkOperands,
  checkOptions,
  parseCommandLine,
  UsageError,
  unknownName,
} from "./arguments/index.ts";
import type { Command } from "./command.ts";
import { COMMANDS } from "./commands/index.ts";
import { EXIT, type ExitCode, exitCodeOf, exitCodeOfSignal } from "./exit-code.ts";
import { type Io, writeError } from "./io.ts";
import { fieldNamesOf, Output } from "./output/index.ts";

/**
 * Runs one command line to its end. Every error that is not a mistake in this program ends as one line on standard error;
 * a document that is wrong in several places as a line for each.
 *
 * @param argv what follows the program's name.
 */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  // Nothing reads the errors any more.
  if (io.stderr.listenerCount("error") === 0) io.stderr.on("error", () => {});
  try {
    return await runCommandLine(argv, io);
  } catch (error) {
    if (io.signal.aborted) return giveUp(io, error);
    const exitCode = exitCodeOf(error);
    if (exitCode === undefined) throw error;
    return fail(io, (error as Error).message, exitCode);
  }
}

async function runCommandLine(argv: readonly string[], io: Io): Promise<ExitCode> {
  const line = parseCommandLine(argv);
  const output = new Output(io.stdout, line.isJson, io.env.NO_COLOR, fieldNamesOf(line.values.fields));
  const exitCode = await answer(line, output, io).catch(async (error) => {
    await output.end();
    throw error;
  });
  const failure = await output.end();
  return failure === undefined
    ? exitCode
    : fail(io, `standard output: ${failure.message}`, exitCode || EXIT.unfinished);
}

async function answer(line: CommandLine, output: Output, io: Io): Promise<ExitCode> {
  const [name, ...operands] = line.positionals;
  if (name !== undefined) return runCommand(name, operands, line, output, io);
  const { lineHelp, overviewHelp, packageVersion } = await import("./help.ts");
  if (line.wantsVersion) output.line(packageVersion());
  else if (line.wantsHelp) output.text(io.clients === undefined ? overviewHelp() : lineHelp());
  else if (io.clients === undefined && io.stdin.isTTY !== true) return await runLines(line, output, io);
  else if (io.clients === undefined && io.stdout.isTTY === true) return await runAtPrompt(line, output, io);
  else throw new UsageError("a command is expected; tsvpp --help lists all commands");
  return EXIT.done;
}

/** Runs the lines of standard input. */
async function runLines(line: CommandLine, output: Output, io: Io): Promise<ExitCode> {
  const [{ runScript }, { sharedClient }] = await Promise.all([import("./script.ts"), import("./connection.ts")]);
  return await runScript(io, {
    runWords: withOptions(line),
    connect: (lineIo) => sharedClient({ options: line, io: lineIo }),
    print: (text) => output.text(text),
  });
}

/** Runs the lines that are typed at a prompt. It is loaded by no other command: it takes time to load. */
async function runAtPrompt(line: CommandLine, output: Output, io: Io): Promise<ExitCode> {
  const { runPrompt } = await import("./prompt/index.ts");
  return await runPrompt(io, { options: line, runWords: withOptions(line), print: (text) => output.text(text) });
}

/** Returns what runs the words of a line; they take the options of the command line. */
function withOptions({ socketPath, waitMs, isJson }: CommandLine) {
  const options = [
    ...(socketPath === undefined ? [] : [`--socket=${socketPath}`]),
    ...(waitMs === undefined ? [] : [`--wait=${waitMs === Number.POSITIVE_INFINITY ? "forever" : waitMs / 1000}`]),
    ...(isJson ? ["--json"] : []),
  ];
  return (words: readonly string[], io: Io): Promise<ExitCode> => run([...options, ...words], io);
}

async function runCommand(
  name: string,
  operands: readonly string[],
  line: CommandLine,
  output: Output,
  io: Io,
): Promise<ExitCode> {
  const { wantsHelp, values } = line;
  const command = await loadCommand(name);
  if (wantsHelp) {
    const { commandHelp } = await import("./help.ts");
    output.text(commandHelp(name, command));
    return EXIT.done;
  }
  checkOperands(name, command.operands, operands);
  checkOptions(name, command.options ?? [], values);
  const exitCode = await command.run({ operands, options: line, values, output, io, runWords: withOptions(line) });
  const isInterrupted = io.signal.aborted && command.endsBySignal !== true;
  return isInterrupted ? exitCodeOfSignal(io.signal.reason) : exitCode;
}

async function loadCommand(name: string): Promise<Command> {
  const entry = COMMANDS.find((command) => command.name === name);
  if (entry !== undefined) return await entry.load();
  const names = COMMANDS.map((command) => command.name);
  throw new UsageError(`${unknownName("command", name, names)} (tsvpp --help lists all commands)`);
}

/** Ends an interrupted run. A line says whether VPP may have acted: its reader goes on at the same prompt. */
function giveUp(io: Io, error: unknown): ExitCode {
  if (io.clients !== undefined) {
    const { effect = "none", messageName = "" } = error instanceof VppError ? error : {};
    const isRead = /_(dump|get)$/.test(messageName);
    const consequence = effect === "none" ? "; nothing was sent" : "; VPP may have carried it out";
    writeError(io, `given up${isRead ? "" : consequence}`);
  }
  return exitCodeOfSignal(io.signal.reason);
}

function fail(io: Io, text: string, exitCode: ExitCode): ExitCode {
  writeError(io, text);
  return exitCode;
}
