/**
 * The subcommands of `tsvpp overlay`, each in a file that is loaded when it is run: one runs the agent of a node, the others ask the
 * running agent or read its files.
 */
import type { Command } from "../command.ts";

/** By name, in the order of the help. */
export const SUBCOMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ["run", async () => (await import("./run.ts")).run],
  ["status", async () => (await import("./status.ts")).status],
  ["explain", async () => (await import("./explain.ts")).explain],
  ["graph", async () => (await import("./graph.ts")).graph],
  ["validate", async () => (await import("./validate.ts")).validate],
  ["leave", async () => (await import("./leave.ts")).leave],
]);
