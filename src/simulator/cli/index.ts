/**
 * VPP's command line: its dispatcher and the commands that show what is modelled. In comes the text of a `cli_inband`,
 * out goes VPP's output. Commands that VPP has and the simulator has not are refused as such.
 */

export { type CliResult, runCommandLine } from "./run.ts";
