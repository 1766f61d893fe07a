/**
 * The subcommands of `tsvpp api`, each in a file that is loaded when it is run, and the reading of the definitions that a
 * command line names. No client is needed, unless the definitions come from a VPP.
 */
import type { Command } from "../command.ts";

export { addModules, readApi, readSelection } from "./read-api.ts";

/** By name, in the order of the help. */
export const SUBCOMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ["ls", async () => (await import("./ls.ts")).ls],
  ["show", async () => (await import("./show.ts")).show],
  ["find", async () => (await import("./find.ts")).find],
  ["diff", async () => (await import("./diff.ts")).diff],
  ["lint", async () => (await import("./lint.ts")).lint],
  ["export", async () => (await import("./export.ts")).exportDocuments],
  ["crc", async () => (await import("./crc.ts")).crc],
]);
