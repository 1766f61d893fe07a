/**
 * The prompt of `tsvpp` on a terminal. In come keys; the lines that they make are run as those of a script. Completion and hints know
 * what was read from VPP before: no key waits for VPP, and none but Enter sends.
 */
export { type PromptOptions, runPrompt } from "./run-prompt.ts";
