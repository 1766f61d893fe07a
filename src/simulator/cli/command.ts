import type { Model } from "../model/index.ts";
import type { CliInput } from "./input.ts";

/** What commands show. */
export interface Shown {
  readonly model: Model;
  /** Clients by client index. */
  readonly clients: Iterable<{ readonly name: string; readonly clientIndex: number }>;
  readonly release: string;
}

/** A command that the simulator has. */
export interface CliCommand {
  /** VPP's short help. */
  readonly help: string;
  /** Reads its arguments, as far as it knows them, and returns its output. @throws {CliError} */
  readonly run: (shown: Shown, input: CliInput) => string;
}

/** An error of a command: its text, to which VPP adds the name of the command. */
export class CliError extends Error {
  override get name(): string {
    return "CliError";
  }
}

export const NOT_SIMULATED = "not simulated";
