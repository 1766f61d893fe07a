/** The command line, or a file that it names, is not what the command takes. */
export class UsageError extends Error {
  override get name(): string {
    return "UsageError";
  }
}
