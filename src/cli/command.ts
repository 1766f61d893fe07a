import type { CommandValues } from "./arguments/index.ts";
import type { ExitCode } from "./exit-code.ts";
import type { Io } from "./io.ts";
import type { Output } from "./output/index.ts";

/** The options that every command takes. */
export interface CommonOptions {
  readonly socketPath: string | undefined;
  /** How long to wait until VPP listens; undefined if the command line does not say. */
  readonly waitMs: number | undefined;
}

/** Runs the words of a command line of `tsvpp`, and writes its errors. */
export type RunWords = (words: readonly string[], io: Io) => Promise<ExitCode>;

/** One run of a command. */
export interface Invocation {
  /** As many as the command's `operands` ask for. */
  readonly operands: readonly string[];
  readonly options: CommonOptions;
  /** The values of the command's own options. */
  readonly values: CommandValues;
  readonly output: Output;
  readonly io: Io;
  /** Runs other words with the options of this command line. */
  readonly runWords: RunWords;
}

/** A command of `tsvpp`. */
export interface Command {
  /**
   * In order, as the usage line shows them: `FILE`, `[JSON]` when it may be missing, `TEXT...` for one or more,
   * `[TEXT...]`.
   */
  readonly operands: readonly string[];
  /** The names of options that not every command takes. */
  readonly options?: readonly (keyof CommandValues)[];
  /** The help: a description of the command, and an example. */
  readonly help: string;
  /** The help of the options; default `CLIENT_OPTIONS`. */
  readonly optionsHelp?: string;
  /** Whether a signal is its only end, so that it has done what it was started for. */
  readonly endsBySignal?: boolean;
  /** @throws {UsageError | VppError} what went wrong; the exit code follows from it. */
  run(invocation: Invocation): Promise<ExitCode>;
}
