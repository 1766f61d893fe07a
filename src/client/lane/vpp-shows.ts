/** Texts of VPP's command line about its shared memory. @see VPP 26.06 src/vlibmemory/vlib_api_cli.c */
import { cliInband } from "../../binapi/vlib.ts";
import { showVersion } from "../../binapi/vpe.ts";
import type { Connection } from "../connection/index.ts";
import { ask, type Bounds } from "./ask.ts";

/** Columns of VPP's table, which cuts a longer name. */
export const NAME_COLUMNS = 20;

const UNITS: Readonly<Record<string, number>> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** Returns VPP's version, e.g. `26.06-release`. */
export async function versionOf(connection: Connection, bounds: Bounds): Promise<string> {
  const { version } = await ask(connection, showVersion, {}, bounds);
  return version;
}

/** Returns how much of the memory for messages is free, in bytes; undefined when VPP does not say so. */
export async function freeBytes(connection: Connection, bounds: Bounds): Promise<number | undefined> {
  const text = await show(connection, "show memory api-segment", bounds);
  const [, count, unit] = /^\s*total:.*\bfree: ([\d.]+)([KMG]?)/im.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * UNITS[unit!.toUpperCase()]!;
}

/**
 * Returns whether VPP has a client of this name in its shared memory, with its queue at this address.
 *
 * @param name at most 20 letters, digits and signs without a meaning in a pattern.
 */
export async function isListed(
  connection: Connection,
  name: string,
  queueAddress: bigint,
  bounds: Bounds,
): Promise<boolean> {
  const text = await show(connection, "show api clients", bounds);
  const address = queueAddress.toString(16).padStart(16, "0");
  return new RegExp(`^ *${name} +\\d+ +\\d+ 0x${address} `, "m").test(text);
}

async function show(connection: Connection, cmd: string, bounds: Bounds): Promise<string> {
  const { reply } = await ask(connection, cliInband, { cmd }, bounds);
  return reply;
}
