/**
 * The command line: options, operands, and the errors that a user makes in them. It knows no command.
 */
export { CLIENT_OPTIONS } from "./client-options.ts";
export { type CommandLine, type CommandValues, checkOperands, checkOptions, parseCommandLine } from "./command-line.ts";
export { timeoutOf } from "./timeout.ts";
export { unknownName } from "./unknown-name.ts";
export { UsageError } from "./usage-error.ts";
