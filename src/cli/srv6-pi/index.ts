/**
 * The subcommands of `tsvpp srv6-pi`, each in a file that is loaded when it is run: they change, list and follow the SR policies
 * that an injector or a gobgpd announces. None needs a VPP.
 */
import type { Command } from "../command.ts";

/** By name, in the order of the help. */
export const SUBCOMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ["create", async () => (await import("./change.ts")).create],
  ["apply", async () => (await import("./change.ts")).apply],
  ["delete", async () => (await import("./change.ts")).deleteCommand],
  ["list", async () => (await import("./list.ts")).list],
  ["watch", async () => (await import("./watch.ts")).watch],
  ["validate", async () => (await import("./validate.ts")).validate],
  ["serve", async () => (await import("./serve.ts")).serve],
]);
