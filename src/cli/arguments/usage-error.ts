import { printable } from "../../printable.ts";

/** The command line, or a file that it names, is not what the command takes. The message is a single line. */
export class UsageError extends Error {
  constructor(message: string) {
    super(printable(message));
  }

  override get name(): string {
    return "UsageError";
  }
}
