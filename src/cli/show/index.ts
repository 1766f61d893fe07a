/**
 * The subjects of `tsvpp show`, each in a file that is loaded when it is shown: what is read from VPP for it, and how it is
 * printed.
 */
import type { VppClient } from "../../client/index.ts";
import type { Output } from "../output/index.ts";

/** Reads something from VPP and prints it. */
type Show = (vpp: VppClient, output: Output) => Promise<void>;

/** By name, in the order of the help. */
export const SUBJECTS: ReadonlyMap<string, () => Promise<Show>> = new Map([
  ["version", async () => (await import("./version.ts")).showVersion],
  ["interfaces", async () => (await import("./interfaces.ts")).showInterfaces],
  ["tables", async () => (await import("./tables.ts")).showTables],
  ["encap", async () => (await import("./srv6.ts")).showEncap],
  ["localsids", async () => (await import("./srv6.ts")).showLocalSids],
  ["policies", async () => (await import("./srv6.ts")).showPolicies],
  ["steering", async () => (await import("./srv6.ts")).showSteering],
]);
